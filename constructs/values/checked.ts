import type { Declaration, Fields } from './declaration';
import { ChatbotError } from './error';
import type { Json } from './evaluate';
import { nearest } from './nearest';
import { isOneLine } from './one-line';
import { problemsOf } from './overlay';
import { isObject } from './part';

type Unknown = Readonly<Record<string, unknown>>;
type Kind = Declaration['kind'];
/** What a declaration says beside its kind and description. */
const SAYS: Readonly<Record<Kind, readonly string[]>> = {
  integer: ['default', 'minimum', 'maximum'],
  number: ['default', 'minimum', 'maximum'],
  boolean: ['default'],
  string: ['default', 'format', 'pattern', 'expected', 'options', 'maxLength'],
  list: ['default', 'item'],
  map: ['default', 'item', 'keys'],
  object: ['default', 'known'],
  optional: ['item', 'default'],
  section: ['fields'],
};

/**
 * A declaration that can be read. The compiler sees most of what is wrong with one; JavaScript sees nothing, and synth would
 * stumble over it far from where it was written.
 * @throws ChatbotError that names it by its description, and says what was expected.
 */
export function checked<D extends Declaration>(declaration: D): D {
  const { kind, description } = declaration as { readonly kind: Kind; readonly description: unknown };
  const problem =
    wrongIn(declaration) ?? wrongDescription(description) ?? strangeIn(declaration) ?? wrongDefault(declaration);
  if (problem) {
    const name = typeof description === 'string' ? JSON.stringify(description) : `${kind}()`;
    throw new ChatbotError(`values: ${name}: ${problem}`);
  }
  return declaration;
}

function wrongDescription(description: unknown): string | undefined {
  return typeof description === 'string' && isOneLine(description)
    ? undefined
    : `the description: expected text on one line, found ${found(description)}`;
}

function strangeIn({ kind, ...options }: Declaration): string | undefined {
  const known = ['description', ...SAYS[kind]];
  const strange = Object.keys(options).find((key) => !known.includes(key));
  if (!strange) return undefined;
  const meant = nearest(strange, known);
  return `the option "${strange}" is not known; ${meant ? `did you mean ${meant}?` : `it may have ${known.join(', ')}`}`;
}

// Of whatever JavaScript gives: the types say less here than they do to those who have a compiler.
function wrongIn(declaration: Declaration): string | undefined {
  const { item, keys, fields, known, pattern, options, minimum = 0, maximum = 0 } = declaration as unknown as Unknown;
  switch (declaration.kind) {
    case 'integer':
    case 'number':
      return [minimum, maximum].every((bound) => Number.isFinite(bound)) && Number(minimum) <= Number(maximum)
        ? undefined
        : `the bounds ${String(minimum)} to ${String(maximum)} hold no number`;
    case 'string':
      return (
        wrongPattern(pattern) ??
        (isWords(options) ? undefined : `options: expected a list of words, found ${found(options)}`)
      );
    case 'list':
    case 'optional':
      return wrongItem('item', item);
    case 'map':
      return wrongItem('item', item) ?? (keys === undefined ? undefined : wrongKeys(keys));
    case 'object':
      return known === undefined ? undefined : wrongFields(known);
    case 'section':
      return wrongFields(fields);
  }
}

function wrongPattern(pattern: unknown): string | undefined {
  if (typeof pattern !== 'string') return `pattern: expected a string, found ${found(pattern)}`;
  try {
    new RegExp(pattern, 'u');
    // Helm reads it by RE2.
    return /\(\?<?[=!]|\\[1-9k]/.test(pattern)
      ? `pattern: ${pattern} looks around or back, which Helm cannot`
      : undefined;
  } catch (error) {
    return `pattern: ${(error as Error).message}`;
  }
}

function wrongKeys(keys: unknown): string | undefined {
  if (!isObject(keys)) return `keys: expected an object with pattern and expected, found ${found(keys)}`;
  const { pattern, reserved } = keys as Unknown;
  return wrongPattern(pattern) ?? (reserved === undefined ? undefined : wrongPattern(reserved));
}

function wrongFields(fields: unknown): string | undefined {
  if (!isObject(fields) || Array.isArray(fields))
    return `the fields: expected an object of declarations, found ${found(fields)}`;
  for (const [key, field] of Object.entries(fields as Fields)) {
    const wrong = wrongItem(key, field);
    if (wrong) return wrong;
    // Templates write it as a field: .Values.key
    if (!/^[a-z][A-Za-z0-9]*$/.test(key)) return `the key "${key}" is not in camelCase`;
  }
  return undefined;
}

function wrongItem(key: string, item: unknown): string | undefined {
  const isDeclaration = isObject(item) && Object.hasOwn(SAYS, (item as Unknown).kind as string);
  return isDeclaration
    ? undefined
    : `${key}: expected a declaration such as integer(...) or section(...), found ${found(item)}`;
}

function isWords(options: unknown): boolean {
  return options === undefined || (Array.isArray(options) && options.every((word) => typeof word === 'string'));
}

function found(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function wrongDefault(declaration: Declaration): string | undefined {
  if (declaration.kind === 'section' || (declaration.kind === 'optional' && declaration.default === undefined))
    return undefined;
  const given = declaration.default as Json;
  // An item of a list has no default, though its declaration says one.
  if (declaration.kind === 'object' && isObject(given) && Object.keys(given).length === 0 && !Array.isArray(given))
    return undefined;
  const [problem] = problemsOf(declaration, given);
  if (problem) return `the default${problem.path && ` at ${problem.path}`}: ${problem.message}`;
  const isExact = declaration.kind !== 'integer' || Number.isSafeInteger(declaration.default);
  return isExact ? undefined : `the default ${declaration.default} is more than a float64 knows exactly`;
}
