import { type Condition, ChatbotError } from '../../constructs/values';
import { nearest } from '../../constructs/values/nearest';
import { Part, isObject, partOf } from '../../constructs/values/part';
import { anyOf, presenceOf } from '../../constructs/values/presence';

/** The fields of an object, of which nothing else is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a plain object. @throws when it is something else. */
export function fieldsOf(value: unknown, at: string): Fields {
  if (!isObject(value) || !isPlainObject(value)) throw refusal(at, 'an object', value);
  const fields = value as Fields;
  const keys = Object.keys(fields);
  if (!keys.some((key) => isHandle(fields, key))) return fields;
  return Object.fromEntries(keys.map((key) => [key, isHandle(fields, key) ? UNREAD : fields[key]]));
}

function isHandle(value: object, key: string): boolean {
  return !('value' in Object.getOwnPropertyDescriptor(value, key)!);
}

/**
 * The handle of a value, which is made when it is read: who reads one has to use it. Its declaration has its bounds.
 */
class Unread extends Part {}
const UNREAD = new Unread();

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype === Object.prototype;
}

/** When something is there, as far as it may be read. */
export function presence(value: unknown): Condition {
  if (!isObject(value) || partOf(value)) return presenceOf(value);
  if (!Array.isArray(value) && !isPlainObject(value)) return true;
  const keys = Object.keys(value);
  if (keys.length === 0 || keys.some((key) => isHandle(value, key))) return true;
  return anyOf(keys, (key) => presence((value as Fields)[key]));
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
