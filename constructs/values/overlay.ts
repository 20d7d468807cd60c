import type { Declaration, KeyRule, ObjectDeclaration, SectionDeclaration, StringDeclaration } from './declaration';
import type { Json } from './evaluate';
import { isOneLine } from './one-line';
import { isObject } from './part';
import { nearest } from './nearest';

/** What is wrong with an overlay, and where. */
export interface Problem {
  /** Keys from the top, list positions in brackets: `backend.extraEnv[0].name`. */
  readonly path: string;
  /** What was found and what was expected, in words. */
  readonly message: string;
}

/** The values that a declaration gives when no overlay says anything. */
export function defaultsOf(declaration: Declaration): Json | undefined {
  if (declaration.kind !== 'section') return declaration.default as Json | undefined;
  const entries = Object.entries(declaration.fields).map(([key, field]) => [key, defaultsOf(field)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Json;
}

/** Whether a value is nothing unless an overlay gives it: it may be absent, or is an empty list or map. */
export function isNothing(declaration: Declaration): boolean {
  const value = defaultsOf(declaration);
  return value === undefined || (declaration.kind !== 'section' && isObject(value) && Object.keys(value).length === 0);
}

/**
 * Defaults with an overlay laid over them, as Helm does it: sections and maps key by key, lists as a whole.
 * The overlay has been checked by `problemsOf`.
 */
export function merged(defaults: Json | undefined, overlay: Json | undefined): Json | undefined {
  if (overlay === undefined || overlay === null) return defaults;
  if (!isMap(defaults) || !isMap(overlay)) return overlay;
  const keys = new Set([...Object.keys(defaults), ...Object.keys(overlay)]);
  // Entries, since a key such as __proto__ cannot be assigned.
  return Object.fromEntries([...keys].map((key) => [key, merged(own(defaults, key), own(overlay, key))!]));
}

function own(value: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isMap(value: Json | undefined): value is { [key: string]: Json } {
  return isObject(value) && !Array.isArray(value);
}

/** Everything that is wrong with an overlay. Items of lists are checked whole, since they have no defaults. */
export function problemsOf(declaration: Declaration, value: Json, path = '', whole = false): Problem[] {
  switch (declaration.kind) {
    case 'optional':
      // There is no default below it that could be laid under a part of it.
      return problemsOf(declaration.item, value, path, true);
    case 'section':
      return sectionProblems(declaration, value, path, whole);
    case 'list':
      if (!Array.isArray(value)) return [wrongType(path, 'a list', value)];
      return value.flatMap((item, index) => problemsOf(declaration.item, item, `${path}[${index}]`, true));
    case 'map':
      if (!isMap(value)) return [wrongType(path, 'a map', value)];
      return Object.entries(value).flatMap(([key, item]) => [
        ...keyProblems(declaration.keys, key, path),
        ...problemsOf(declaration.item, item, joinPath(path, key), true),
      ]);
    case 'object':
      return isMap(value) ? objectProblems(declaration, value, path) : [wrongType(path, 'an object', value)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrongType(path, 'true or false', value)];
    case 'string':
      return stringProblems(declaration, value, path);
    case 'integer':
    case 'number':
      return numberProblems(declaration, value, path);
  }
}

function keyProblems(rule: KeyRule | undefined, key: string, path: string): Problem[] {
  const found = JSON.stringify(key);
  if (!isOneLine(key) || key === '<<') return [{ path, message: `expected keys on one line, found ${found}` }];
  if (rule && !new RegExp(rule.pattern, 'u').test(key))
    return [{ path, message: `expected as keys ${rule.expected}, found ${found}` }];
  if (rule?.reserved && new RegExp(rule.reserved, 'u').test(key))
    return [{ path, message: `the key ${found} is set by the chart itself` }];
  return [];
}

function objectProblems({ known = {} }: ObjectDeclaration, value: { [key: string]: Json }, path: string): Problem[] {
  const parts = { kind: 'section', description: '', fields: known } as const;
  const entries = Object.entries(value);
  const [checked, free] = [true, false].map((isKnown) =>
    Object.fromEntries(entries.filter(([key]) => Object.hasOwn(known, key) === isKnown)),
  );
  return [...sectionProblems(parts, checked!, path, true), ...freeProblems(free!, path)];
}

/** What no JSON that passes through Helm may hold: nothing as a value, and numbers that a float64 does not know exactly. */
function freeProblems(value: Json, path: string): Problem[] {
  if (value === null) return [wrongType(path, 'a value', value)];
  if (typeof value === 'number') {
    const isExact = Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    return isExact ? [] : [wrong(path, `a number up to ${String(Number.MAX_SAFE_INTEGER)}`, value)];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => freeProblems(item, `${path}[${index}]`));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...keyProblems(undefined, key, path),
    ...freeProblems(item, joinPath(path, key)),
  ]);
}

function sectionProblems(declaration: SectionDeclaration, value: Json, path: string, whole: boolean): Problem[] {
  if (!isMap(value)) return [wrongType(path, `a section with ${Object.keys(declaration.fields).join(', ')}`, value)];
  const missing = Object.entries(declaration.fields)
    .filter(([key, field]) => whole && field.kind !== 'optional' && !(key in value))
    .map(([key]) => ({ path: joinPath(path, key), message: 'missing' }));
  const found = Object.entries(value).flatMap(([key, inner]) => {
    const field = Object.hasOwn(declaration.fields, key) ? declaration.fields[key] : undefined;
    return field ? problemsOf(field, inner, joinPath(path, key), whole) : [unknownKey(declaration, key, path)];
  });
  return [...missing, ...found];
}

function unknownKey(declaration: SectionDeclaration, key: string, path: string): Problem {
  const keys = Object.keys(declaration.fields);
  const guess = nearest(key, keys);
  const message = guess ? `unknown; did you mean "${guess}"?` : `unknown; the keys here are ${keys.join(', ')}`;
  return { path: joinPath(path, key), message };
}

function stringProblems(declaration: StringDeclaration, value: Json, path: string): Problem[] {
  if (typeof value !== 'string') return [wrongType(path, declaration.expected, value)];
  if (declaration.options && !declaration.options.includes(value)) {
    const guess = nearest(value, declaration.options);
    return [wrong(path, declaration.expected, value, guess ? `; did you mean "${guess}"?` : '')];
  }
  if (!new RegExp(declaration.pattern, 'u').test(value)) return [wrong(path, declaration.expected, value)];
  if (!isOneLine(value)) return [wrong(path, 'text on one line', value)];
  if (declaration.maxLength !== undefined && characters(value) > declaration.maxLength) {
    return [{ path, message: `has ${characters(value)} characters; expected at most ${declaration.maxLength}` }];
  }
  return [];
}

// As JSON Schema counts: code points.
function characters(text: string): number {
  return Array.from(text).length;
}

function numberProblems(
  declaration: Declaration & { kind: 'integer' | 'number' },
  value: Json,
  path: string,
): Problem[] {
  const { minimum, maximum, kind } = declaration;
  const expected = `${kind === 'integer' ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}`;
  if (typeof value !== 'number') return [wrongType(path, expected, value)];
  const fits = value >= minimum && value <= maximum && (kind === 'number' || Number.isInteger(value));
  return fits ? [] : [wrong(path, expected, value)];
}

function wrong(path: string, expected: string, value: Json, more = ''): Problem {
  // A number as it is: JSON knows no NaN.
  const found = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return { path, message: `expected ${expected}, found ${found}${more}` };
}

function wrongType(path: string, expected: string, value: Json): Problem {
  if (value === null)
    return { path, message: `expected ${expected}, found nothing; remove the key or give it a value` };
  const found = Array.isArray(value) ? 'a list' : isMap(value) ? 'a map' : JSON.stringify(value);
  return { path, message: `expected ${expected}, found ${found}` };
}

function joinPath(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}
