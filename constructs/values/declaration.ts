import type { Condition, Expression } from './expression';

/** What every declaration says of its value. */
interface Described<K extends string> {
  /** What tells one declaration from another. */
  readonly kind: K;
  /** One line that ends without a full stop. */
  readonly description: string;
}

/** A value that has a default. */
interface Given<K extends string, D> extends Described<K> {
  /** What it is when no overlay says anything. */
  readonly default: D;
}

/** A number within bounds. */
interface Bounded<K extends string> extends Given<K, number> {
  /** The least that is taken. */
  readonly minimum: number;
  /** The most that is taken. */
  readonly maximum: number;
}

/** A whole number. */
export type IntegerDeclaration = Bounded<'integer'>;

/** A number that may have a fraction. */
export type NumberDeclaration = Bounded<'number'>;

/** True or false. */
export type BooleanDeclaration = Given<'boolean', boolean>;

/** A string on one line. Quantities and durations are strings with a pattern of their own. */
export interface StringDeclaration<E extends string = string> extends Given<'string', E> {
  /** What it is about, for the reference. */
  readonly format: 'text' | 'path' | 'quantity' | 'duration';
  /** Regular expression in the syntax that ECMAScript and RE2 share. */
  readonly pattern: string;
  /** What a person is told to write, e.g. `a quantity such as 500m or 256Mi`. */
  readonly expected: string;
  /** The only words that are taken. @default - whatever the pattern takes */
  readonly options?: readonly E[];
  /** Length in code points. @default - no bound */
  readonly maxLength?: number;
}

/** A list. Helm replaces a list as a whole, so the fields of an item have no defaults. */
export interface ListDeclaration<I extends Declaration = Declaration> extends Given<'list', readonly ValueOf<I>[]> {
  /** What each item is. */
  readonly item: I;
}

/** Free keys, one type of value. */
export interface MapDeclaration<I extends Declaration = Declaration> extends Given<
  'map',
  Readonly<Record<string, ValueOf<I>>>
> {
  /** What stands behind each key. */
  readonly item: I;
  /** @default - any text on one line */
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
export interface ObjectDeclaration extends Given<'object', Readonly<Record<string, unknown>>> {
  /** Fields that are checked, whatever else is in it. @default - none */
  readonly known?: Fields;
}

/** A value that may be absent, and is so by default, unless `withDefaults` gave it one. */
export interface OptionalDeclaration<I extends Declaration = Declaration> extends Described<'optional'> {
  /** What it is when it is there. */
  readonly item: I;
  /** What it is when no overlay says anything. @default - it is absent */
  readonly default?: ValueOf<I>;
}

/** The values of a section, by key. */
export type Fields = Readonly<Record<string, Declaration>>;

/** Named values that belong together. */
export interface SectionDeclaration<F extends Fields = Fields> extends Described<'section'> {
  /** Exactly the keys that are taken. */
  readonly fields: F;
}

/** What a value is: type, default, bounds, one line of description. Made by `integer`, `string`, `section` and the like. */
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
  | { readonly kind: 'optional'; readonly description: string; readonly item: Declaration; readonly default?: unknown }
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
