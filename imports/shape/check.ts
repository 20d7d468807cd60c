import { ChatbotError, type Expression, isUnresolved } from '../../constructs/values';
import { Each, Either, Embedded, Items, Named, type Part, isObject, partOf } from '../../constructs/values/part';
import { type Fields, fieldsOf, isAbsent, placeOf, presence, refusal, suggestion } from './found';
import { checkBoolean, checkInteger, checkMade, checkNumber, checkText } from './scalars';
import type { AnyShape, KeyedShape, ListShape, MapShape, ObjectShape, TaggedShape } from './shape';

/**
 * Compares what somebody wrote with a shape, as far as it is known: what values decide, they check themselves.
 * @param at the place in words, shown first in an error: `shop/monitor: spec.endpoints[0]`
 * @throws ChatbotError at the first thing that does not fit, with the place and what to do.
 */
export function check(value: unknown, shape: AnyShape, at: string): void {
  const part = isObject(value) ? partOf(value) : undefined;
  if (part) return checkPart(part, shape, at);
  switch (shape.kind) {
    case 'text':
      return checkText(value, shape, at);
    case 'integer':
      return checkInteger(value, shape, at);
    case 'boolean':
      return checkBoolean(value, shape, at);
    case 'number':
      return checkNumber(value, at);
    case 'made':
      return checkMade(value, shape, at);
    case 'list':
      return checkList(value, shape, at);
    case 'map':
      return checkMap(value, shape, at);
    case 'object':
      return checkObject(fieldsOf(value, at), shape, at);
    case 'keyed':
      return checkKeyed(fieldsOf(value, at), shape, at);
    case 'tagged':
      return checkTagged(fieldsOf(value, at), shape, at);
    case 'json':
      return checkJson(value, at);
  }
}

function checkPart(part: Part, shape: AnyShape, at: string): void {
  if (part instanceof Either) {
    for (const branch of [part.whenTrue, part.whenFalse]) if (!isAbsent(branch)) check(branch, shape, at);
  } else if (part instanceof Named) check(part.content, shape, at);
  else if (part instanceof Embedded) checkHandle(part.expression, shape, at);
  else if (part instanceof Each || part instanceof Items) {
    throw new ChatbotError(`${at}: each() stands among the items of a list: write [each(...)]`);
  }
}

/** A value as it stands; its declaration has its bounds. */
function checkHandle({ type }: Expression<unknown>, shape: AnyShape, at: string): void {
  const types: Partial<Record<AnyShape['kind'], string>> = {
    text: 'string',
    integer: 'integer',
    number: 'number',
    boolean: 'boolean',
    list: 'list',
  };
  const expected = types[shape.kind] ?? 'map';
  if (shape.kind !== 'json' && type !== expected) {
    throw new ChatbotError(`${at}: expected a value that is a ${expected}, found one that is a ${type}`);
  }
}

function checkList(value: unknown, shape: ListShape, at: string): void {
  if (!Array.isArray(value)) throw refusal(at, 'a list', value);
  const items = value.flatMap((item: unknown): readonly unknown[] => {
    const part = isObject(item) ? partOf(item) : undefined;
    return part instanceof Items ? part.items : [part instanceof Each ? part : item];
  });
  const { minItems = 0, maxItems = Infinity, unique } = shape;
  if (minItems > 0 || items.length > maxItems) {
    const presences = items.map(presence);
    const sure = presences.filter((one) => one === true).length;
    const possible = presences.filter((one) => one !== false).length;
    if (possible < minItems) throw new ChatbotError(`${at}: expected ${minItems} item or more, found ${possible}`);
    if (sure > maxItems) throw new ChatbotError(`${at}: expected ${maxItems} items at most, found ${sure}`);
  }
  items.forEach((item, index) => {
    if (!isAbsent(item) || isOpen(shape.item))
      check(item instanceof Each ? item.content : item, shape.item, `${at}[${index}]`);
  });
  if (unique) checkUnique(items, unique, at);
}

function isOpen(shape: AnyShape): boolean {
  return shape.kind === 'made' || (shape.kind === 'object' && shape.isOpen === true);
}

function checkUnique(items: readonly unknown[], key: string, at: string): void {
  const seen = new Set<unknown>();
  for (const item of items) {
    const value = isObject(item) && !partOf(item) ? (item as Fields)[key] : undefined;
    if (typeof value !== 'string' || isUnresolved(value)) continue;
    if (seen.has(value)) throw new ChatbotError(`${at}: two items have the ${key} "${value}"; give each its own`);
    seen.add(value);
  }
}

function checkMap(value: unknown, { key: keys, value: values }: MapShape, at: string): void {
  for (const [key, item] of Object.entries(fieldsOf(value, at))) {
    checkText(key, keys, `${at}: the key "${key}"`);
    if (!isAbsent(item)) check(item, values, placeOf(at, key));
  }
}

function checkObject(fields: Fields, { required, optional, rules, isOpen }: ObjectShape, at: string): void {
  for (const key of Object.keys(required)) checkPresence(fields[key], placeOf(at, key));
  for (const [key, value] of Object.entries(fields)) {
    // A construct that reads its props itself would take null for something.
    if (isAbsent(value) && !(isOpen && value === null)) continue;
    const shape = own(required, key) ?? own(optional, key);
    if (shape) check(value, shape, placeOf(at, key));
    else if (!isOpen) throw unknownField(key, Object.keys({ ...required, ...optional }), at);
  }
  for (const rule of rules) {
    const problem = rule(fields);
    if (problem) throw new ChatbotError(`${at} ${problem}`);
  }
}

function own(shapes: Readonly<Record<string, AnyShape>>, key: string): AnyShape | undefined {
  return Object.hasOwn(shapes, key) ? shapes[key] : undefined;
}

function unknownField(key: string, known: readonly string[], at: string): ChatbotError {
  const meant = suggestion(key, known) || `; it may have ${known.join(', ')}`;
  return new ChatbotError(`${at} has the field "${key}", which is not known${meant}`);
}

/** That something is there which must be, whatever the values say. A list that values fill may be empty all the same. */
function checkPresence(value: unknown, at: string): void {
  const there = presence(value);
  if (there === false) throw new ChatbotError(`${at} is missing`);
  if (there === true || Array.isArray(value)) return;
  const part = isObject(value) ? partOf(value) : undefined;
  if (part instanceof Embedded && (part.expression.type === 'list' || part.expression.type === 'map')) return;
  const advice = part ? 'use either() or orElse()' : 'keep a field of it that is always there';
  throw new ChatbotError(`${at} must be there, and the values may leave it out; ${advice}`);
}

function checkKeyed(fields: Fields, { by }: KeyedShape, at: string): void {
  const keys = Object.keys(by);
  const there = keys.filter((key) => presence(fields[key]) !== false);
  if (there.length !== 1) {
    throw new ChatbotError(`${at} needs one of ${keys.join(', ')}, and has ${there.join(' and ') || 'none'}`);
  }
  check(fields, by[there[0]!]!, at);
}

function checkTagged(fields: Fields, { tag, by }: TaggedShape, at: string): void {
  const value = fields[tag];
  checkPresence(value, placeOf(at, tag));
  if (typeof value !== 'string' || isUnresolved(value)) {
    throw new ChatbotError(
      `${placeOf(at, tag)} decides what else there is, so it must be a literal; use either() around it`,
    );
  }
  const words = Object.keys(by);
  checkText(value, { kind: 'text', expected: `one of ${words.join(', ')}`, words }, placeOf(at, tag));
  check(fields, by[value]!, at);
}

function checkJson(value: unknown, at: string): void {
  if (Array.isArray(value)) return checkList(value, { kind: 'list', item: { kind: 'json' } }, at);
  const isScalar = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (isScalar) return;
  for (const [key, item] of Object.entries(fieldsOf(value, at)))
    if (!isAbsent(item)) check(item, { kind: 'json' }, placeOf(at, key));
}
