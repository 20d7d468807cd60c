import { ChatbotError } from './error';
import type { Condition, Expression } from './expression';

/** A whole number. */
export interface IntegerDeclaration {
  readonly kind: 'integer';
  readonly description: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A number that may have a fraction. */
export interface NumberDeclaration {
  readonly kind: 'number';
  readonly description: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface BooleanDeclaration {
  readonly kind: 'boolean';
  readonly description: string;
  readonly default: boolean;
}

/** A string on one line. Quantities and durations are strings with a pattern of their own. */
export interface StringDeclaration<E extends string = string> {
  readonly kind: 'string';
  readonly format: 'text' | 'path' | 'quantity' | 'duration';
  readonly description: string;
  readonly default: E;
  /** Regular expression in the syntax that ECMAScript and RE2 share. */
  readonly pattern: string;
  /** What a person is told to write, e.g. `a quantity such as 500m or 256Mi`. */
  readonly expected: string;
  readonly options?: readonly E[];
  readonly maxLength?: number;
}

/** A list. Helm replaces a list as a whole, so the fields of an item have no defaults. */
export interface ListDeclaration<I extends Declaration = Declaration> {
  readonly kind: 'list';
  readonly description: string;
  readonly default: readonly ValueOf<I>[];
  readonly item: I;
}

/** Free keys, one type of value. */
export interface MapDeclaration<I extends Declaration = Declaration> {
  readonly kind: 'map';
  readonly description: string;
  readonly default: Readonly<Record<string, ValueOf<I>>>;
  readonly item: I;
}

/** A value that may be absent, and is so by default. */
export interface OptionalDeclaration<I extends Declaration = Declaration> {
  readonly kind: 'optional';
  readonly description: string;
  readonly item: I;
}

export type Fields = Readonly<Record<string, Declaration>>;

/** Named values that belong together. */
export interface SectionDeclaration<F extends Fields = Fields> {
  readonly kind: 'section';
  readonly description: string;
  readonly fields: F;
}

export type Declaration =
  | IntegerDeclaration
  | NumberDeclaration
  | BooleanDeclaration
  | StringDeclaration
  | { readonly kind: 'list'; readonly description: string; readonly default: readonly unknown[]; readonly item: Declaration }
  | {
      readonly kind: 'map';
      readonly description: string;
      readonly default: Readonly<Record<string, unknown>>;
      readonly item: Declaration;
    }
  | { readonly kind: 'optional'; readonly description: string; readonly item: Declaration }
  | { readonly kind: 'section'; readonly description: string; readonly fields: Fields };

type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends { kind: 'optional' } ? K : never }[keyof F];

/** The values of a declaration, all given: what a template or a plain synth reads. */
export type ValueOf<D> = D extends { kind: 'integer' | 'number' }
  ? number
  : D extends { kind: 'boolean' }
    ? boolean
    : D extends StringDeclaration<infer E>
      ? E
      : D extends { kind: 'list'; item: infer I }
        ? readonly ValueOf<I>[]
        : D extends { kind: 'map'; item: infer I }
          ? Readonly<Record<string, ValueOf<I>>>
          : D extends { kind: 'optional'; item: infer I }
            ? ValueOf<I>
            : D extends { kind: 'section'; fields: infer F extends Fields }
              ? { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
                  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
                }
              : never;

/** What an overlay may say: any part of the values. Lists are replaced whole. */
export type ValuesOf<D> = D extends { kind: 'section'; fields: infer F extends Fields }
  ? { readonly [K in keyof F]?: ValuesOf<F[K]> }
  : ValueOf<D>;

/** The typed handles that constructs use: see `Handles`. */
export type HandleOf<D> = D extends { kind: 'integer' | 'number' }
  ? number
  : D extends { kind: 'boolean' }
    ? Condition
    : D extends StringDeclaration
      ? string
      : D extends { kind: 'list'; item: infer I }
        ? List<HandleOf<I>>
        : D extends { kind: 'map'; item: infer I }
          ? Dictionary<HandleOf<I>>
          : D extends { kind: 'optional'; item: infer I }
            ? Optional<HandleOf<I>>
            : D extends { kind: 'section'; fields: infer F extends Fields }
              ? { readonly [K in keyof F]: HandleOf<F[K]> }
              : never;

/** A literal array, or the handle of a list value. Use it with `each` or `embed`. */
export type List<T> = readonly T[] | Expression<readonly T[]>;
/** A literal object, or the handle of a map value. Use it with `eachEntry` or `embed`. */
export type Dictionary<T> = Readonly<Record<string, T>> | Expression<Readonly<Record<string, T>>>;
/** A literal, nothing, or the handle of an optional value. Use it with `isSet`, `orElse` or `embed`. */
export type Optional<T> = T | undefined | Expression<T | undefined>;

interface Described {
  /** One line that ends without a full stop. */
  readonly description: string;
}
interface Bounds {
  /** @default 0 */
  readonly minimum?: number;
  /** @default 2147483647 */
  readonly maximum?: number;
}
interface StringOptions {
  /** @default - any text on one line */
  readonly pattern?: string;
  /** What the pattern asks for, in words, e.g. `a host name such as todo.example.com`. */
  readonly expected?: string;
  /** Length in UTF-16 code units. @default - no bound */
  readonly maxLength?: number;
}

/** One line: no control character and nothing that YAML 1.1 takes for a line break. */
export const ONE_LINE = '^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]*$';
const QUANTITY = '^([0-9]+([.][0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$';
const DURATION = '^([0-9]+(ms|s|m|h))+$';

/** A whole number within bounds. @throws when the default is outside of them. */
export function integer(options: Described & Bounds & { readonly default: number }): IntegerDeclaration {
  return checked({ kind: 'integer', minimum: 0, maximum: 2147483647, ...options });
}

/** A number within bounds, fractions allowed. */
export function number(options: Described & Bounds & { readonly default: number }): NumberDeclaration {
  return checked({ kind: 'number', minimum: 0, maximum: 2147483647, ...options });
}

export function boolean(options: Described & { readonly default: boolean }): BooleanDeclaration {
  return { kind: 'boolean', ...options };
}

/** Text on one line, with a pattern if need be. */
export function string(options: Described & StringOptions & { readonly default: string }): StringDeclaration {
  const expected = options.expected ?? (options.pattern ? `text that matches ${options.pattern}` : 'text on one line');
  return checked({ kind: 'string', format: 'text', pattern: ONE_LINE, ...options, expected });
}

/** A URL path; it begins with a slash. */
export function path(options: Described & { readonly default: string }): StringDeclaration {
  const expected = 'a path that begins with /';
  return checked({ kind: 'string', format: 'path', pattern: '^/[!-~]*$', expected, ...options });
}

/** One of several words. */
export function oneOf<const E extends string>(
  options: Described & { readonly options: readonly E[]; readonly default: NoInfer<E> },
): StringDeclaration<E> {
  const expected = `one of ${options.options.join(', ')}`;
  return { kind: 'string', format: 'text', pattern: ONE_LINE, expected, ...options };
}

/** A Kubernetes quantity, always a string: `500m`, `256Mi`. */
export function quantity(options: Described & { readonly default: string }): StringDeclaration {
  const expected = 'a quantity in quotes or with a unit, such as 500m or 256Mi';
  return checked({ kind: 'string', format: 'quantity', pattern: QUANTITY, expected, ...options });
}

/** A duration in Go's notation: `500ms`, `30s`, `1h30m`. */
export function duration(options: Described & { readonly default: string }): StringDeclaration {
  return checked({ kind: 'string', format: 'duration', pattern: DURATION, expected: 'a duration such as 30s or 5m', ...options });
}

export function list<I extends Declaration>(
  options: Described & { readonly item: I; readonly default?: readonly ValueOf<I>[] },
): ListDeclaration<I> {
  return { kind: 'list', default: [], ...options };
}

export function map<I extends Declaration>(
  options: Described & { readonly item: I; readonly default?: Readonly<Record<string, ValueOf<I>>> },
): MapDeclaration<I> {
  return { kind: 'map', default: {}, ...options };
}

/** A value that may be left out, and is so by default. */
export function optional<I extends Declaration>(item: I): OptionalDeclaration<I> {
  return { kind: 'optional', description: item.description, item };
}

/**
 * Values that belong together.
 * @throws when a key is not in camelCase, because templates write it as a field: `.Values.key`.
 */
export function section<F extends Fields>(description: string, fields: F): SectionDeclaration<F> {
  for (const key of Object.keys(fields)) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(key)) throw new ChatbotError(`values: the key "${key}" is not in camelCase`);
  }
  return { kind: 'section', description, fields };
}

/** A section with some defaults replaced; the type and all bounds stay. @throws when a default is out of its bounds. */
export function withDefaults<F extends Fields>(declaration: SectionDeclaration<F>, values: ValuesOf<SectionDeclaration<F>>): SectionDeclaration<F> {
  return replaced(declaration, values) as SectionDeclaration<F>;
}

function replaced(declaration: Declaration, value: unknown): Declaration {
  if (declaration.kind !== 'section') return checked({ ...declaration, default: value } as Declaration);
  const given = value as Readonly<Record<string, unknown>>;
  const fields = Object.entries(declaration.fields).map(([key, field]) => [
    key,
    given[key] === undefined ? field : replaced(field, given[key]),
  ]);
  return { ...declaration, fields: Object.fromEntries(fields) as Fields };
}

function checked<D extends Declaration>(declaration: D): D {
  if (declaration.kind === 'integer' || declaration.kind === 'number') {
    const { default: value, minimum, maximum } = declaration;
    if (value < minimum || value > maximum) {
      throw new ChatbotError(`values: the default ${value} of "${declaration.description}" is outside ${minimum} to ${maximum}`);
    }
  }
  if (declaration.kind === 'string' && !new RegExp(declaration.pattern, 'u').test(declaration.default)) {
    throw new ChatbotError(`values: the default "${declaration.default}" of "${declaration.description}" is not ${declaration.expected}`);
  }
  return declaration;
}
