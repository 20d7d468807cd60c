import { BuiltinValue, Serves } from './builtin';
import type { Dictionary, List, Optional } from './declaration';
import { ChatbotError } from './error';
import { type Builtin, type Condition, Expression } from './expression';
import { type Scalar, expressionOf, joined } from './joined';
import { Literal } from './literal';
import { Operation, type Operator, Presence } from './operation';
import * as operators from './operators';
import { areOpposite, distinct } from './same';
import { numberToken, stringToken } from './token';

export type { Scalar } from './joined';

/** The opposite: `!condition`. */
export function not(condition: Condition): Condition {
  return typeof condition === 'boolean' ? !condition : new Operation(operators.negation, [condition]);
}

/** Whether all of them hold; of none, true: `a && b`. */
export function and(...conditions: readonly Condition[]): Condition {
  return connected(operators.conjunction, conditions, true);
}

/** Whether one of them holds; of none, false: `a || b`. */
export function or(...conditions: readonly Condition[]): Condition {
  return connected(operators.disjunction, conditions, false);
}

// A literal that decides, decides; one that does not, goes.
function connected(operator: Operator<boolean>, conditions: readonly Condition[], neutral: boolean): Condition {
  if (conditions.includes(!neutral)) return !neutral;
  const open = distinct(conditions.filter((condition) => typeof condition !== 'boolean'));
  if (open.length === 0) return neutral;
  // `a || !a` is true, `a && !a` is false.
  if (open.some((one, index) => open.slice(index + 1).some((other) => areOpposite(one, other)))) return !neutral;
  return open.length === 1 ? open[0]! : new Operation(operator, open);
}

/** Whether two scalars of one type are the same. */
export function equals(a: Scalar, b: Scalar): Condition {
  return compared(operators.equality, a, b);
}

/** Whether two scalars of one type differ. */
export function differs(a: Scalar, b: Scalar): Condition {
  return compared(operators.inequality, a, b);
}

/** Whether a whole number is `minimum` or more. */
export function atLeast(value: number, minimum: number): Condition {
  return compared(operators.notLess, value, minimum);
}

function compared(operator: Operator<boolean>, a: Scalar, b: Scalar): Condition {
  const [left, right] = alike(expressionOf(a), expressionOf(b));
  if (left.type !== right.type) throw new ChatbotError(`cannot compare a ${left.type} with a ${right.type}`);
  if (left.type === 'list' || left.type === 'map') {
    throw new ChatbotError(`cannot compare a ${left.type}; compare what is in it, or use isEmpty()`);
  }
  return folded(new Operation(operator, [left, right])) as Condition;
}

// A whole number that is written among numbers with fractions is one of them.
function alike(a: Expression<unknown>, b: Expression<unknown>): [Expression<unknown>, Expression<unknown>] {
  const as = (type: string, one: Expression<unknown>) =>
    type === 'number' && one instanceof Literal && one.type === 'integer'
      ? new Literal(one.value as number, 'number')
      : one;
  return [as(b.type, a), as(a.type, b)];
}

function whole(term: number): Expression<unknown> {
  const expression = expressionOf(term);
  if (expression.type !== 'integer')
    throw new ChatbotError(`add() and multiply() take whole numbers, found a ${expression.type}`);
  return expression;
}

/** The sum of whole numbers. */
export function add(...terms: readonly number[]): number {
  return asNumber(new Operation(operators.sum, terms.map(whole)));
}

/** The product of whole numbers. */
export function multiply(...factors: readonly number[]): number {
  return asNumber(new Operation(operators.product, factors.map(whole)));
}

/** One of two scalars of the same type. */
export function choose<T extends string | number>(condition: Condition, whenTrue: T, whenFalse: T): T {
  if (typeof condition === 'boolean') return condition ? whenTrue : whenFalse;
  const [a, b] = alike(expressionOf(whenTrue), expressionOf(whenFalse));
  if (a.type !== b.type) throw new ChatbotError(`cannot choose between a ${a.type} and a ${b.type}`);
  const operation = new Operation(operators.choice, [condition, a, b]);
  return (operation.type === 'string' ? asString(operation) : asNumber(operation)) as T;
}

/** Whether an optional value is there. */
export function isSet(value: Optional<unknown>): Condition {
  return value instanceof Expression ? new Presence(value) : value !== undefined;
}

/** An optional value, or a default in its place. */
export function orElse<T extends string | number>(value: Optional<T>, otherwise: T): T {
  if (!(value instanceof Expression)) return value ?? otherwise;
  const [present, absent] = alike(value, expressionOf(otherwise));
  if (present.type !== absent.type) throw new ChatbotError(`cannot put a ${absent.type} in place of a ${present.type}`);
  const operation = new Operation(operators.choice, [new Presence(value), present, absent]);
  return (operation.type === 'string' ? asString(operation) : asNumber(operation)) as T;
}

/** Whether a list or a map has entries. */
export function isEmpty(collection: List<unknown> | Dictionary<unknown>): Condition {
  if (collection instanceof Expression) return new Operation(operators.emptiness, [collection]);
  return Object.keys(collection).length === 0;
}

/** What a map of texts has under a key; an empty text where it has none. */
export function entryOf(map: Dictionary<string>, key: string): string {
  if (map instanceof Expression) return asString(new Operation(operators.entry, [map, expressionOf(key)]));
  return Object.entries(map).reduce((other, [name, value]) => choose(equals(key, name), value, other), '');
}

/** The SHA-256 of a text, in hexadecimal. */
export function sha256(text: Expression<string>): string {
  return asString(new Operation(operators.digest, [text]));
}

/** The port of an http or https URL: the one that it names, or the usual one. */
export function portOf(url: string): number {
  return asNumber(new Operation(operators.port, [expressionOf(url)]));
}

/** The first characters of a text of ASCII characters. */
export function truncate(text: string, length: number): string {
  const value = folded(new Operation(operators.prefix, [expressionOf(text), new Literal(length)]));
  return typeof value === 'string' ? value : asString(value as Expression<unknown>);
}

/**
 * A text in which every occurrence of literal texts, such as `$namespace`, is another text; one after the other.
 * @throws ChatbotError when a literal text is empty, or nothing is replaced.
 */
export function replaceAll(text: string, replacements: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(replacements);
  if (pairs.length === 0 || '' in replacements)
    throw new ChatbotError('replaceAll(): what is replaced is empty; name a text such as $namespace');
  const operands = pairs.flatMap(([old, by]) => [new Literal(old), expressionOf(by)]);
  const operation = new Operation(operators.replacement, [expressionOf(text), ...operands]);
  const value = folded(operation);
  return typeof value === 'string' ? value : asString(operation);
}

/** A condition or a number as text: `true`, `8000`. */
export function text(scalar: Scalar): string {
  const expression = expressionOf(scalar);
  if (expression instanceof Literal) return String(expression.value);
  return asString(joined([expression]));
}

/** What Helm knows of the release and the chart; plain synth knows the same. */
export const release = {
  name: builtin('Release.Name'),
  namespace: builtin('Release.Namespace'),
  service: builtin('Release.Service'),
};
/** What Helm knows of the chart; plain synth knows the same. */
export const chart = {
  /** The name of the chart, or of the subchart in which it stands. */
  name: builtin('Chart.Name'),
  version: builtin('Chart.Version'),
  appVersion: builtin('Chart.AppVersion'),
};
/** What the cluster can do. Without a cluster, what Kubernetes 1.25 and later serve by themselves. */
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
