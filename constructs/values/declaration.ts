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
  readonly keys?: KeyRule;
}

/** What the keys of a map are. */
export interface KeyRule {
  /** Regular expression in the syntax that ECMAScript and RE2 share. */
  readonly pattern: string;
  /** What a person is told to write, e.g. `names such as example.com/team`. */
  readonly expected: string;
  /** Keys that somebody else sets, by pattern. @default - none */
  readonly reserved?: string;
}

/** An object of any form, such as a part of Kubernetes' API: what it says is checked by whoever reads it. */
export interface ObjectDeclaration {
  readonly kind: 'object';
  readonly description: string;
  readonly default: Readonly<Record<string, unknown>>;
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
  | ObjectDeclaration
  | {
      readonly kind: 'list';
      readonly description: string;
      readonly default: readonly unknown[];
      readonly item: Declaration;
    }
  | {
      readonly kind: 'map';
      readonly description: string;
      readonly default: Readonly<Record<string, unknown>>;
      readonly item: Declaration;
      readonly keys?: KeyRule;
    }
  | { readonly kind: 'optional'; readonly description: string; readonly item: Declaration }
  | { readonly kind: 'section'; readonly description: string; readonly fields: Fields };

type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends { kind: 'optional' } ? K : never }[keyof F];

/** The values of a declaration, all given: what a template or a plain synth reads. */
export type ValueOf<D> = Declaration extends D ? unknown : ValueOfKind<D>;

// Apart, so that a declaration of which nothing is known does not recurse without end.
type ValueOfKind<D> = D extends { kind: 'integer' | 'number' }
  ? number
  : D extends { kind: 'boolean' }
    ? boolean
    : D extends StringDeclaration<infer E>
      ? E
      : D extends ObjectDeclaration
        ? Readonly<Record<string, unknown>>
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
export type HandleOf<D> = Declaration extends D ? unknown : HandleOfKind<D>;

type HandleOfKind<D> = D extends { kind: 'integer' | 'number' }
  ? number
  : D extends { kind: 'boolean' }
    ? Condition
    : D extends StringDeclaration
      ? string
      : D extends ObjectDeclaration
        ? Dictionary<unknown>
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
