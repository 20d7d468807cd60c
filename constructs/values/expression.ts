import type { Declaration } from './declaration';
import { ChatbotError } from './error';
import type { TemplateContext } from './template-context';
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
  /** What named parts gave already, by their content. @default - each is evaluated wherever it stands */
  readonly named?: Map<object, unknown>;
}

export type Builtin =
  'Release.Name' | 'Release.Namespace' | 'Release.Service' | 'Chart.Name' | 'Chart.Version' | 'Chart.AppVersion';

/** A value that is known when the chart is rendered. `evaluate` and `template` are two interpreters of one meaning. */
export abstract class Expression<out T> {
  /** What it yields; decides quoting and number format in a template. */
  abstract readonly type: ValueType;
  /** The expressions that this one is made of. */
  readonly operands: readonly Expression<unknown>[] = [];

  /** Its value, given the values of an overlay. */
  abstract evaluate(scope: Scope): T;

  /** The Go template pipeline for this expression, without braces. */
  abstract template(context: TemplateContext): string;

  /** The pipeline before any cast, where it matters whether there is a value at all. */
  uncast(context: TemplateContext): string {
    return this.template(context);
  }

  /** The pipeline as an argument: in parentheses unless it is a single word. */
  argument(context: TemplateContext): string {
    return inParentheses(this.template(context));
  }

  /** Whether no value can make this a text of several lines. */
  isOneLine(): boolean {
    return this.operands.every((operand) => operand.isOneLine());
  }

  /** Called by cdk8s's implicit token resolver and by JSON patches: an expression in a field is the value as it is. */
  resolve(): unknown {
    return mark(this);
  }

  /** As `resolve`, for whoever copies an object by JSON. @internal */
  toJSON(): unknown {
    return mark(this);
  }

  /** A condition, a list or a map is more than text. @throws always */
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
    if (!this.item) {
      if (!scope.variables.has(this)) throw this.misplaced();
      return scope.variables.get(this) as T;
    }
    return (this.item.of.evaluate(scope) as Record<string, T>)[this.item.key] as T;
  }

  override template(context: TemplateContext): string {
    return castTo(this.type, this.uncast(context));
  }

  override uncast(context: TemplateContext): string {
    if (this.item) return `${this.item.of.uncast(context)}.${this.item.key}`;
    const text = context.variables.get(this);
    if (text === undefined) throw this.misplaced();
    return text;
  }

  private misplaced(): ChatbotError {
    return new ChatbotError(
      `the ${this.name} of an each() is read where that loop does not run, or within named() or checksum(), which cannot see it`,
    );
  }
}

/** A pipeline as an argument: a single word stays as it is. */
export function inParentheses(pipeline: string): string {
  return /^("([^"\\]|\\.)*"|[^\s"]+)$/.test(pipeline) ? pipeline : `(${pipeline})`;
}

// Helm reads a number as a float64 from a file, as an int64 from --set, and prints a large one as 1e+06.
export function castTo(type: ValueType, path: string): string {
  if (type === 'number') return `float64 ${path}`;
  return type === 'integer' ? `int64 ${path}` : path;
}

function typeOf(declaration: Declaration): ValueType {
  if (declaration.kind === 'optional') return typeOf(declaration.item);
  return declaration.kind === 'section' || declaration.kind === 'object' ? 'map' : declaration.kind;
}
