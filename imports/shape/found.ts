import { ChatbotError } from '../../constructs/values';
import { nearest } from '../../constructs/values/nearest';
import { isObject } from '../../constructs/values/part';

/** The fields of an object, of which nothing else is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a plain object. @throws when it is something else. */
export function fieldsOf(value: unknown, at: string): Fields {
  if (!isObject(value) || !isPlainObject(value)) throw refusal(at, 'an object', value);
  return value as Fields;
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype;
}

/** Whether a field counts as left out. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The place of a field, as people write it: `spec.tools[0].name`. */
export function placeOf(at: string, key: string): string {
  const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : `"${key}"`;
  return at.endsWith(':') ? `${at} ${name}` : `${at}.${name}`;
}

/** A question whether another word was meant, if one is close. */
export function suggestion(given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** What was expected, and what was found. */
export function refusal(at: string, expected: string, value: unknown, hint = ''): ChatbotError {
  return new ChatbotError(`${at.replace(/:$/, '')}: expected ${expected}, found ${described(value)}${hint}`);
}

function described(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}...` : value}"`;
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return isPlainObject(value) ? 'an object' : `an object of the class ${value.constructor.name}`;
  return isAbsent(value) ? 'nothing' : String(value);
}
