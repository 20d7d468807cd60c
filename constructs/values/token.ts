import { ChatbotError } from './error';
import type { Expression, Reference, ValueOwner } from './expression';
import { Literal } from './literal';

/**
 * A token is what a handle looks like to TypeScript and to other libraries: a marked string or a reserved number that
 * stands for an expression. Every token remembers who handed it out and whether it was found again in what they made of it.
 */
export interface Token {
  readonly expression: Expression<unknown>;
  readonly owner: ValueOwner;
  found: boolean;
}

const NOBODY: ValueOwner = { path: 'the release', key: '' };
const tokens = new Map<number, Token>();
let last = 0;

// Private-use characters: no keyboard makes them, JSON keeps them as they are, and no library escapes them.
const OPEN = '\ue0c8';
const CLOSE = '\ue8c8';
const SLASH_OPEN = `/${OPEN}/`;
// Odd numbers that no manifest contains, below 2^53, and written without an exponent.
const FIRST_NUMBER = 8_086_000_000_000_001;
const LAST_NUMBER = 8_086_999_999_999_999;

const NUMBER = /8086\d{12}/;
const IN_TEXT = new RegExp(`/${OPEN}/(\\d+)${CLOSE}|${OPEN}(\\d+)${CLOSE}|(\\d{16,})`, 'g');

// A computed token belongs to the first value that it is computed from.
function register(expression: Expression<unknown>, given?: ValueOwner): [number, Token] {
  const owner = given ?? first(expression)?.owner ?? NOBODY;
  const token = { expression, owner, found: false };
  owner.tokens?.push(token);
  tokens.set(++last, token);
  return [last, token];
}

function first(expression: Expression<unknown>): Reference<unknown> | undefined {
  for (const reference of expression.references()) return reference;
  return undefined;
}

/** A marked string for an expression. A path's marker begins with a slash, which cdk8s-plus asks of an Ingress path. */
export function stringToken(expression: Expression<unknown>, owner?: ValueOwner, isPath = false): [string, Token] {
  const [id, token] = register(expression, owner);
  return [isPath ? `${SLASH_OPEN}${id}${CLOSE}` : `${OPEN}${id}${CLOSE}`, token];
}

/** A reserved number for an expression. */
export function numberToken(expression: Expression<unknown>, owner?: ValueOwner): [number, Token] {
  const [id, token] = register(expression, owner);
  return [FIRST_NUMBER + 2 * id, token];
}

/** Whether a number is in the range that is reserved for tokens. */
export function isNumberToken(value: number): boolean {
  return value >= FIRST_NUMBER && value <= LAST_NUMBER;
}

/**
 * The expression that a reserved number stands for.
 * @throws when something was computed from the number, so that it stands for nothing.
 */
export function expressionOfNumber(value: number): Expression<unknown> {
  const id = (value - FIRST_NUMBER) / 2;
  const token = tokens.get(id);
  if (!token)
    throw new ChatbotError(`the number ${value} was computed from a value; use an expression instead, such as add()`);
  token.found = true;
  return token.expression;
}

/** A string as the texts and expressions that it is made of. */
export function partsOfString(text: string): readonly Expression<unknown>[] {
  if (!text.includes(OPEN) && !text.includes('8086')) return [new Literal(text)];
  const parts: Expression<unknown>[] = [];
  let end = 0;
  for (const match of text.matchAll(IN_TEXT)) {
    if (match.index > end) parts.push(new Literal(text.slice(end, match.index)));
    const id = match[1] ?? match[2];
    parts.push(...(id === undefined ? partsOfDigits(match[3]!) : [expressionOfId(Number(id))]));
    end = match.index + match[0].length;
  }
  if (end < text.length || parts.length === 0) parts.push(new Literal(text.slice(end)));
  return parts;
}

// Digits may stand before and after a number's token, and begin as it does.
function partsOfDigits(digits: string): readonly Expression<unknown>[] {
  if (!NUMBER.test(digits)) return [new Literal(digits)];
  const known = (index: number) => tokens.has((Number(digits.slice(index, index + 16)) - FIRST_NUMBER) / 2);
  let start = 0;
  while (start < digits.length - 16 && !(digits.startsWith('8086', start) && known(start))) start++;
  if (!known(start)) return [expressionOfNumber(Number(NUMBER.exec(digits)![0]))];
  const [before, after] = [digits.slice(0, start), digits.slice(start + 16)];
  const token = expressionOfNumber(Number(digits.slice(start, start + 16)));
  return [...(before ? [new Literal(before)] : []), token, ...(after ? partsOfDigits(after) : [])];
}

function expressionOfId(id: number): Expression<unknown> {
  const token = tokens.get(id);
  if (!token) throw new ChatbotError(`a value's marker stands for nothing: it is older than this process`);
  token.found = true;
  return token.expression;
}

/** Whether a string holds a token. */
export function hasToken(text: string): boolean {
  return text.includes(OPEN) || (text.includes('8086') && NUMBER.test(text));
}

/** Whether a string or a number stands for a value that is not known until the manifests are written. */
export function isUnresolved(value: unknown): boolean {
  return typeof value === 'number' ? isNumberToken(value) : typeof value === 'string' && hasToken(value);
}
