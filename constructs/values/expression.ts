import type { Declaration } from './declaration';
import { ChatbotError } from './error';
import { mark } from './mark';

/** What an expression yields. It decides quoting and number format in a template. */
export type ValueType = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map';

/** A literal condition, or one that the values decide. */
export type Condition = boolean | Expression<boolean>;

/** Where `evaluate` takes values from. */
export interface Scope {
  /** The value that a reference stands for; undefined where an optional value is absent. */
  valueOf(reference: Reference<unknown>): unknown;
  /** What Helm knows of the release and the chart, e.g. `Release.Name`. */
  builtin(name: Builtin): string;
  /** Whether the cluster serves an API version, e.g. `monitoring.coreos.com/v1`. */
  serves(apiVersion: string): boolean;
  /** The item of the loop that is under way. */
  readonly variables: ReadonlyMap<Variable<unknown>, unknown>;
}

/** Where `template` writes to. */
export interface TemplateContext {
  /** The dot, or `$` inside a loop. */
  readonly root: '.' | '$';
  /** The text of a reference, e.g. `.Values.replicas`. @throws when the value is another subchart's. */
  pathOf(reference: Reference<unknown>): string;
  /** The call of a named template with this content, e.g. `include "backend.labels" .`. */
  include(name: string, content: unknown): string;
}

export type Builtin = 'Release.Name' | 'Release.Namespace' | 'Release.Service' | 'Chart.Version' | 'Chart.AppVersion';

/** A value that is known when the chart is rendered. `evaluate` and `template` are two interpreters of one meaning. */
export abstract class Expression<out T> {
  abstract readonly type: ValueType;
  /** The expressions that this one is made of. */
  readonly operands: readonly Expression<unknown>[] = [];

  abstract evaluate(scope: Scope): T;

  /** The Go template pipeline for this expression, without braces. */
  abstract template(context: TemplateContext): string;

  /** The pipeline before any cast, where it matters whether there is a value at all. */
  uncast(context: TemplateContext): string {
    return this.template(context);
  }

  /** The pipeline as an argument: in parentheses unless it is a single word. */
  argument(context: TemplateContext): string {
    const pipeline = this.template(context);
    return /^("([^"\\]|\\.)*"|[^\s"]+)$/.test(pipeline) ? pipeline : `(${pipeline})`;
  }

  /** Called by cdk8s's implicit token resolver and by JSON patches: an expression in a field is the value as it is. */
  resolve(): unknown {
    return mark(this);
  }

  toJSON(): unknown {
    return mark(this);
  }

  /** @throws always: a condition, a list or a map is more than text. */
  toString(): string {
    throw new ChatbotError(`a ${this.type} cannot stand inside a string; use text(), choose() or each()`);
  }

  /** Every value that this expression reads. */
  *references(): Iterable<Reference<unknown>> {
    for (const operand of this.operands) yield* operand.references();
  }
}

/** Something with values: a chart or a subchart. */
export interface ValueOwner {
  /** Shown in errors: the construct's path. */
  readonly path: string;
  /** Key of the subchart in the umbrella's values; `global` for what all share; empty for the umbrella's own. */
  readonly key: string;
  /** The tokens that were handed out for it, to be found again at emission. */
  readonly tokens?: { found: boolean; readonly expression: Expression<unknown> }[];
}

/** A declared value. */
export class Reference<T> extends Expression<T> {
  constructor(
    readonly owner: ValueOwner,
    readonly keys: readonly string[],
    readonly declaration: Declaration,
  ) {
    super();
  }

  get type(): ValueType {
    return typeOf(this.declaration);
  }

  override evaluate(scope: Scope): T {
    return scope.valueOf(this) as T;
  }

  override template(context: TemplateContext): string {
    return castTo(this.type, context.pathOf(this));
  }

  override uncast(context: TemplateContext): string {
    return context.pathOf(this);
  }

  override *references(): Iterable<Reference<unknown>> {
    yield this;
  }

  /** The full key, for a person: `backend.replicas`. */
  get name(): string {
    return [this.owner.key, ...this.keys].filter(Boolean).join('.');
  }
}

/** The item of a loop, or a field of it. */
export class Variable<T> extends Expression<T> {
  constructor(
    readonly name: string,
    readonly declaration: Declaration,
    readonly item?: { readonly of: Variable<unknown>; readonly key: string },
  ) {
    super();
  }

  get type(): ValueType {
    return typeOf(this.declaration);
  }

  override evaluate(scope: Scope): T {
    if (!this.item) return scope.variables.get(this) as T;
    return (this.item.of.evaluate(scope) as Record<string, T>)[this.item.key] as T;
  }

  override template(): string {
    return castTo(this.type, this.text());
  }

  override uncast(): string {
    return this.text();
  }

  text(): string {
    return this.item ? `${this.item.of.text()}.${this.item.key}` : `$${this.name}`;
  }
}

/** A constant. */
export class Literal<T extends string | number | boolean> extends Expression<T> {
  constructor(readonly value: T) {
    super();
  }

  get type(): ValueType {
    if (typeof this.value === 'number') return Number.isInteger(this.value) ? 'integer' : 'number';
    return typeof this.value as 'string' | 'boolean';
  }

  override evaluate(): T {
    return this.value;
  }

  override template(): string {
    return typeof this.value === 'string' ? goString(this.value) : String(this.value);
  }
}

/** What Helm knows of the release and the chart. */
export class BuiltinValue extends Expression<string> {
  readonly type = 'string';

  constructor(readonly name: Builtin) {
    super();
  }

  override evaluate(scope: Scope): string {
    return scope.builtin(this.name);
  }

  override template(context: TemplateContext): string {
    return `${context.root === '$' ? '$' : ''}.${this.name}`;
  }
}

/** Whether the cluster serves an API version. */
export class Serves extends Expression<boolean> {
  readonly type = 'boolean';

  constructor(readonly apiVersion: string) {
    super();
  }

  override evaluate(scope: Scope): boolean {
    return scope.serves(this.apiVersion);
  }

  override template(context: TemplateContext): string {
    return `${context.root === '$' ? '$' : ''}.Capabilities.APIVersions.Has ${goString(this.apiVersion)}`;
  }
}

/** Whether an optional value is there. */
export class Presence extends Expression<boolean> {
  readonly type = 'boolean';

  override readonly operands: readonly Expression<unknown>[];

  constructor(readonly value: Expression<unknown>) {
    super();
    this.operands = [value];
  }

  override evaluate(scope: Scope): boolean {
    return this.value.evaluate(scope) !== undefined;
  }

  override template(context: TemplateContext): string {
    return `not (kindIs "invalid" ${this.value.uncast(context)})`;
  }
}

/** One meaning, said for both interpreters side by side. */
export interface Operator<T> {
  readonly type: ValueType | ((operands: readonly Expression<unknown>[]) => ValueType);
  readonly evaluate: (...operands: never[]) => T;
  /** Gets its operands as arguments, in parentheses where they need them. */
  readonly template: (...operands: string[]) => string;
}

/** An operator with its operands. */
export class Operation<T> extends Expression<T> {
  constructor(
    readonly operator: Operator<T>,
    override readonly operands: readonly Expression<unknown>[],
  ) {
    super();
  }

  get type(): ValueType {
    const { type } = this.operator;
    return typeof type === 'function' ? type(this.operands) : type;
  }

  override evaluate(scope: Scope): T {
    const evaluate = this.operator.evaluate as (...operands: unknown[]) => T;
    return evaluate(...this.operands.map((operand) => operand.evaluate(scope)));
  }

  override template(context: TemplateContext): string {
    return this.operator.template(...this.operands.map((operand) => operand.argument(context)));
  }
}

/** A Go string literal. What stands between quotes is never template syntax. */
export function goString(text: string): string {
  // JSON's escapes are Go's, but for the lone surrogates that no valid text has.
  if (!isWellFormed(text)) throw new ChatbotError(`the text ${JSON.stringify(text)} is not valid Unicode`);
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Helm reads every number as a float64, and prints a large one as 1e+06 unless it is cast.
function castTo(type: ValueType, path: string): string {
  return type === 'integer' ? `int64 ${path}` : path;
}

function typeOf(declaration: Declaration): ValueType {
  if (declaration.kind === 'optional') return typeOf(declaration.item);
  return declaration.kind === 'section' ? 'map' : declaration.kind;
}

// String.isWellFormed of ES2024, which Node 20 has and TypeScript's ES2023 library has not.
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}
