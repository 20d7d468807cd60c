/**
 * What a field of a custom resource may hold, as data: errors at construction come from it, and tests make every form of an
 * object from it. A `Shape<T>` is bound to the type that people write, so that neither can say more than the other.
 */
export type Shape<T> = AnyShape & {
  /** Never there: it ties the shape to its type. */
  readonly typed?: (value: T) => T;
};

export type AnyShape =
  | TextShape
  | IntegerShape
  | BooleanShape
  | ListShape
  | MapShape
  | ObjectShape
  | KeyedShape
  | TaggedShape
  | MadeShape
  | { readonly kind: 'number' }
  | { readonly kind: 'json' };

export interface TextShape {
  readonly kind: 'text';
  /** What a person is told to write, e.g. `a duration such as 30s`. */
  readonly expected: string;
  readonly pattern?: RegExp;
  /** Characters at most. */
  readonly maxLength?: number;
  readonly words?: readonly string[];
}

export interface IntegerShape {
  readonly kind: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  /** @default - all within the bounds */
  readonly numbers?: readonly number[];
  /** Why, after the bounds: `, where ...`. @default - nothing */
  readonly reason?: string;
}

export interface BooleanShape {
  readonly kind: 'boolean';
  /** The only one that it may be. @default - either */
  readonly only?: boolean;
}

export interface ListBounds {
  /** @default 0 */
  readonly minItems?: number;
  /** @default - no bound */
  readonly maxItems?: number;
  /** The field that no two items have in common. @default - none */
  readonly unique?: string;
}

export interface ListShape extends ListBounds {
  readonly kind: 'list';
  readonly item: AnyShape;
}

export interface MapShape {
  readonly kind: 'map';
  readonly key: TextShape;
  readonly value: AnyShape;
}

export interface ObjectShape {
  readonly kind: 'object';
  readonly required: Readonly<Record<string, AnyShape>>;
  readonly optional: Readonly<Record<string, AnyShape>>;
  readonly rules: readonly Rule[];
  /** Whether it may have fields that nobody knows here: what is passed on, and the props of whoever passes them on. @default false */
  readonly isOpen?: boolean;
}

/** One of several objects, told apart by the field that it has. */
export interface KeyedShape {
  readonly kind: 'keyed';
  readonly by: Readonly<Record<string, AnyShape>>;
}

/** One of several objects, told apart by the word in a field. */
export interface TaggedShape {
  readonly kind: 'tagged';
  readonly tag: string;
  readonly by: Readonly<Record<string, AnyShape>>;
}

/** What another construct or a function of the library has made. */
export interface MadeShape {
  readonly kind: 'made';
  /** What a person is told to give, e.g. `a WebService`. */
  readonly expected: string;
  readonly isOne: (value: unknown) => boolean;
}

/** What fields owe to each other. @returns what is wrong and what to do; undefined when nothing is, or nobody knows yet. */
export type Rule = (fields: Readonly<Record<string, unknown>>) => string | undefined;

type TypeOf<S> = S extends { readonly typed?: (value: infer T) => unknown } ? T : never;
type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];
type IsNothing<T> = [Exclude<T, undefined>] extends [never] ? true : false;
type RequiredFields<T> = { readonly [K in RequiredKeys<T>]: Shape<T[K]> };
/** The shapes of the fields that an object may leave out. */
export type OptionalFields<T> = {
  readonly [K in Exclude<keyof T, RequiredKeys<T>> as IsNothing<T[K]> extends true ? never : K]-?: Shape<
    Exclude<T[K], undefined>
  >;
};

/** Text that fits a pattern. */
export function text(expected: string, pattern?: RegExp, maxLength?: number): TextShape & Shape<string> {
  return { kind: 'text', expected, pattern, maxLength };
}

/** One of several words. */
export function word<const W extends readonly string[]>(...words: W): Shape<W[number]> {
  const expected = words.length === 1 ? words[0]! : `one of ${words.join(', ')}`;
  return { kind: 'text', expected, words };
}

/** A whole number within bounds. */
export function integer(minimum: number, maximum = 2147483647, reason?: string): Shape<number> {
  return { kind: 'integer', minimum, maximum, reason };
}

/** One of several whole numbers. */
export function oneNumber<const N extends readonly number[]>(...numbers: N): Shape<N[number]> {
  return { kind: 'integer', minimum: Math.min(...numbers), maximum: Math.max(...numbers), numbers };
}

export const flag: Shape<boolean> = { kind: 'boolean' };

/** True, or left out. */
export const always: Shape<true> = { kind: 'boolean', only: true };

/** Any number but NaN and infinity. */
export const anyNumber: Shape<number> = { kind: 'number' };

/** What another construct or a function of the library has made. */
export function made<T>(expected: string, isOne: (value: unknown) => boolean): Shape<T> & MadeShape {
  return { kind: 'made', expected, isOne };
}

/** Anything that JSON can say. */
export const json: Shape<unknown> = { kind: 'json' };

export function list<T>(item: Shape<T>, bounds: ListBounds = {}): Shape<readonly T[]> {
  return { kind: 'list', item, ...bounds };
}

export function map<T>(key: TextShape, value: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return { kind: 'map', key, value };
}

/** An object with exactly the fields of its type. */
export function object<T extends object>(
  required: RequiredFields<T>,
  optional: OptionalFields<T>,
  ...rules: readonly Rule[]
): Shape<T> {
  return { kind: 'object', required, optional, rules };
}

/** One of several objects, told apart by the field that it has. */
export function keyed<S extends Readonly<Record<string, AnyShape>>>(by: S): Shape<TypeOf<S[keyof S]>> {
  return { kind: 'keyed', by };
}

/** One of several objects, told apart by the word in a field. */
export function tagged<S extends Readonly<Record<string, AnyShape>>>(tag: string, by: S): Shape<TypeOf<S[keyof S]>> {
  return { kind: 'tagged', tag, by };
}
