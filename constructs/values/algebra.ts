import { createHash } from 'node:crypto';
import type { Dictionary, List, Optional } from './declaration';
import { ChatbotError } from './error';
import {
  type Builtin,
  BuiltinValue,
  type Condition,
  Expression,
  Literal,
  Operation,
  type Operator,
  Presence,
  Serves,
  goString,
} from './expression';
import { expressionOfNumber, isNumberToken, numberToken, partsOfString, stringToken } from './token';

/** What conditions and comparisons take: literals and handles alike. */
export type Scalar = string | number | boolean | Expression<unknown>;

const negation = operator('boolean', (a: boolean) => !a, (a) => `not ${a}`);
const conjunction = operator('boolean', (...all: boolean[]) => all.every(Boolean), (...all) => `and ${all.join(' ')}`);
const disjunction = operator('boolean', (...all: boolean[]) => all.some(Boolean), (...all) => `or ${all.join(' ')}`);
const equality = operator('boolean', (a: unknown, b: unknown) => a === b, (a, b) => `eq ${a} ${b}`);
const inequality = operator('boolean', (a: unknown, b: unknown) => a !== b, (a, b) => `ne ${a} ${b}`);
const notLess = operator('boolean', (a: number, b: number) => a >= b, (a, b) => `ge ${a} ${b}`);
const sum = operator('integer', (...all: number[]) => all.reduce((a, b) => a + b, 0), (...all) => `add ${all.join(' ')}`);
const product = operator('integer', (...all: number[]) => all.reduce((a, b) => a * b, 1), (...all) => `mul ${all.join(' ')}`);
const emptiness = operator(
  'boolean',
  (a: object) => Object.keys(a).length === 0,
  (a) => `empty ${a}`,
);
const choice: Operator<unknown> = {
  type: ([, whenTrue]) => (whenTrue as Expression<unknown>).type,
  evaluate: (condition: boolean, whenTrue: unknown, whenFalse: unknown) => (condition ? whenTrue : whenFalse),
  template: (condition, whenTrue, whenFalse) => `ternary ${whenTrue} ${whenFalse} ${condition}`,
};
const digest = operator(
  'string',
  (a: string) => createHash('sha256').update(a).digest('hex'),
  (a) => `sha256sum ${a}`,
);

function operator<T>(type: Operator<T>['type'], evaluate: Operator<T>['evaluate'], template: Operator<T>['template']): Operator<T> {
  return { type, evaluate, template };
}

/** The expression behind a literal, a token or a handle. */
export function expressionOf(scalar: Scalar): Expression<unknown> {
  if (scalar instanceof Expression) return scalar;
  if (typeof scalar === 'number' && isNumberToken(scalar)) return expressionOfNumber(scalar);
  if (typeof scalar === 'string') return joined(partsOfString(scalar));
  return new Literal(scalar);
}

/** One string of several texts and values: `printf`, so that no value can break out of its quotes. */
export function joined(parts: readonly Expression<unknown>[]): Expression<unknown> {
  if (parts.length === 1 && parts[0]!.type === 'string') return parts[0]!;
  if (parts.every((part) => part instanceof Literal)) return new Literal(parts.map((part) => String(part.value)).join(''));
  const values = parts.filter((part) => !(part instanceof Literal));
  const format = parts.map((part) => (part instanceof Literal ? String(part.value).replace(/%/g, '%%') : verb(part))).join('');
  return new Operation(
    {
      type: 'string',
      evaluate: (...evaluated: unknown[]) => {
        const queue = [...evaluated];
        return parts.map((part) => String(part instanceof Literal ? part.value : queue.shift())).join('');
      },
      template: (...texts) => `printf ${goString(format)} ${texts.join(' ')}`,
    },
    values.map((value) => (value.type === 'number' ? new Operation(numberText, [value]) : value)),
  );
}

// Go prints a float with an exponent from 1e-5 on, its JSON from 1e-7 on, as JavaScript does.
const numberText = operator<unknown>('string', (a: number) => a, (a) => `toJson ${a}`);

function verb(part: Expression<unknown>): string {
  const verbs: Partial<Record<string, string>> = { string: '%s', integer: '%d', number: '%s', boolean: '%t' };
  const found = verbs[part.type];
  if (!found) throw new ChatbotError(`a ${part.type} cannot stand inside a string; use json() or each()`);
  return found;
}

export function not(condition: Condition): Condition {
  return typeof condition === 'boolean' ? !condition : new Operation(negation, [condition]);
}

export function and(...conditions: readonly Condition[]): Condition {
  return connected(conjunction, conditions, true);
}

export function or(...conditions: readonly Condition[]): Condition {
  return connected(disjunction, conditions, false);
}

// A literal that decides, decides; one that does not, goes.
function connected(operator: Operator<boolean>, conditions: readonly Condition[], neutral: boolean): Condition {
  if (conditions.includes(!neutral)) return !neutral;
  const open = conditions.filter((condition) => typeof condition !== 'boolean');
  if (open.length === 0) return neutral;
  return open.length === 1 ? open[0]! : new Operation(operator, open);
}

/** Whether two scalars of one type are the same. */
export function equals(a: Scalar, b: Scalar): Condition {
  return compared(equality, a, b);
}

/** Whether two scalars of one type differ. */
export function differs(a: Scalar, b: Scalar): Condition {
  return compared(inequality, a, b);
}

/** Whether a whole number is `minimum` or more. */
export function atLeast(value: number, minimum: number): Condition {
  return compared(notLess, value, minimum);
}

function compared(operator: Operator<boolean>, a: Scalar, b: Scalar): Condition {
  const [left, right] = [expressionOf(a), expressionOf(b)];
  if (left.type !== right.type) throw new ChatbotError(`cannot compare a ${left.type} with a ${right.type}`);
  return folded(new Operation(operator, [left, right])) as Condition;
}

/** The sum of whole numbers. */
export function add(...terms: readonly number[]): number {
  return asNumber(new Operation(sum, terms.map(expressionOf)));
}

/** The product of whole numbers. */
export function multiply(...factors: readonly number[]): number {
  return asNumber(new Operation(product, factors.map(expressionOf)));
}

/** One of two scalars of the same type. */
export function choose<T extends string | number>(condition: Condition, whenTrue: T, whenFalse: T): T {
  if (typeof condition === 'boolean') return condition ? whenTrue : whenFalse;
  const [a, b] = [expressionOf(whenTrue), expressionOf(whenFalse)];
  if (a.type !== b.type) throw new ChatbotError(`cannot choose between a ${a.type} and a ${b.type}`);
  const operation = new Operation(choice, [condition, a, b]);
  return (operation.type === 'string' ? asString(operation) : asNumber(operation)) as T;
}

/** Whether an optional value is there. */
export function isSet(value: Optional<unknown>): Condition {
  return value instanceof Expression ? new Presence(value) : value !== undefined;
}

/** An optional value, or a default in its place. */
export function orElse<T extends string | number>(value: Optional<T>, otherwise: T): T {
  if (!(value instanceof Expression)) return value ?? otherwise;
  const operation = new Operation(choice, [new Presence(value), value, expressionOf(otherwise)]);
  return (operation.type === 'string' ? asString(operation) : asNumber(operation)) as T;
}

/** Whether a list or a map has entries. */
export function isEmpty(collection: List<unknown> | Dictionary<unknown>): Condition {
  if (collection instanceof Expression) return new Operation(emptiness, [collection]);
  return Object.keys(collection).length === 0;
}

/** The SHA-256 of a text, in hexadecimal. */
export function sha256(text: Expression<string>): string {
  return asString(new Operation(digest, [text]));
}

/** A condition or a number as text: `true`, `8000`. */
export function text(scalar: Scalar): string {
  const expression = expressionOf(scalar);
  if (expression instanceof Literal) return String(expression.value);
  return asString(joined([expression]));
}

/** What Helm knows of the release and the chart; plain synth knows the same. */
export const release = { name: builtin('Release.Name'), namespace: builtin('Release.Namespace'), service: builtin('Release.Service') };
export const chart = { version: builtin('Chart.Version'), appVersion: builtin('Chart.AppVersion') };
export const capabilities = {
  /** Whether the cluster serves an API version, e.g. `monitoring.coreos.com/v1`. */
  has: (apiVersion: string): Condition => new Serves(apiVersion),
};

function builtin(name: Builtin): string {
  return stringToken(new BuiltinValue(name))[0];
}

function folded(operation: Operation<unknown>): unknown {
  if (!operation.operands.every((operand) => operand instanceof Literal)) return operation;
  return operation.evaluate(undefined as never);
}

/** A string to TypeScript, the expression to an emitter. */
export function asString(expression: Expression<unknown>): string {
  return expression instanceof Literal ? String(expression.value) : stringToken(expression)[0];
}

function asNumber(expression: Operation<unknown>): number {
  const value = folded(expression);
  return typeof value === 'number' ? value : numberToken(expression)[0];
}
