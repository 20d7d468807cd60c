import { checked } from './checked';
import type {
  BooleanDeclaration,
  Declaration,
  Fields,
  IntegerDeclaration,
  ListDeclaration,
  MapDeclaration,
  KeyRule,
  NumberDeclaration,
  ObjectDeclaration,
  OptionalDeclaration,
  SectionDeclaration,
  StringDeclaration,
  ValueOf,
} from './declaration';
import { ChatbotError } from './error';
import type { Json } from './evaluate';
import { ONE_LINE } from './one-line';
import { problemsOf } from './overlay';

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
  /** Length in code points. @default - no bound */
  readonly maxLength?: number;
}

const QUANTITY = '^[0-9]+([.][0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$';
const SIZE = '^([1-9][0-9]*([.][0-9]+)?|0[.]0*[1-9][0-9]*)(k|M|G|T|Ki|Mi|Gi|Ti)?$';
const DURATION = '^([0-9]+(ms|s|m|h))+$';

/** A whole number within bounds. @throws when the default is outside of them. */
export function integer(options: Described & Bounds & { readonly default: number }): IntegerDeclaration {
  return checked({ kind: 'integer', minimum: 0, maximum: 2147483647, ...options });
}

/** A number within bounds, fractions allowed. */
export function number(options: Described & Bounds & { readonly default: number }): NumberDeclaration {
  return checked({ kind: 'number', minimum: 0, maximum: 2147483647, ...options });
}

/** True or false: a switch. @throws when the default is neither. */
export function boolean(options: Described & { readonly default: boolean }): BooleanDeclaration {
  return checked({ kind: 'boolean', ...options });
}

/** Text on one line, with a pattern if need be. */
export function string(options: Described & StringOptions & { readonly default: string }): StringDeclaration {
  const { pattern, expected = pattern ? `text that matches ${pattern}` : 'text on one line' }: StringOptions = {
    ...options,
  };
  return checked({ kind: 'string', format: 'text', pattern: ONE_LINE, ...options, expected });
}

/** A URL path; it begins with a slash. */
export function path(options: Described & { readonly default: string }): StringDeclaration {
  const expected = 'a path that begins with /';
  return checked({ kind: 'string', format: 'path', pattern: '^/[!-~]*$', expected, ...options });
}

/** One of several words. @throws when the default is none of them. */
export function oneOf<const E extends string>(
  options: Described & { readonly options: readonly E[]; readonly default: NoInfer<E> },
): StringDeclaration<E> {
  const { options: words } = { ...options } as { readonly options?: readonly E[] };
  const expected = `one of ${Array.from(words ?? []).join(', ')}`;
  return checked({ kind: 'string', format: 'text', pattern: ONE_LINE, expected, ...options });
}

/** A Kubernetes quantity, always a string: `500m`, `256Mi`. */
export function quantity(options: Described & { readonly default: string }): StringDeclaration {
  const expected = 'a quantity in quotes or with a unit, such as 500m or 256Mi';
  return checked({ kind: 'string', format: 'quantity', pattern: QUANTITY, expected, ...options });
}

/** A quantity of bytes above zero, such as memory or the size of a volume: `256Mi`, `10Gi`. */
export function size(options: Described & { readonly default: string }): StringDeclaration {
  const expected = 'a size above zero in quotes or with a unit, such as 256Mi or 10Gi';
  return checked({ kind: 'string', format: 'quantity', pattern: SIZE, expected, ...options });
}

/** A duration in Go's notation: `500ms`, `30s`, `1h30m`. */
export function duration(options: Described & { readonly default: string }): StringDeclaration {
  return checked({
    kind: 'string',
    format: 'duration',
    pattern: DURATION,
    expected: 'a duration such as 30s or 5m',
    ...options,
  });
}

/** A list of items of one form. An overlay replaces it as a whole. @throws when the default does not fit. */
export function list<I extends Declaration>(
  options: Described & { readonly item: I; readonly default?: readonly ValueOf<I>[] },
): ListDeclaration<I> {
  return checked({ kind: 'list', default: [], ...options });
}

/** Keys that people choose, with values of one form. An overlay adds to it. @throws when the default does not fit. */
export function map<I extends Declaration>(
  options: Described & {
    readonly item: I;
    readonly default?: Readonly<Record<string, ValueOf<I>>>;
    /** @default - any text on one line */
    readonly keys?: KeyRule;
  },
): MapDeclaration<I> {
  return checked({ kind: 'map', default: {}, ...options });
}

/**
 * An object of any form: for parts of Kubernetes' API that a chart passes on as they are. Nothing in it
 * is checked but the fields that are known, so a section is better wherever one will do.
 */
export function object(
  options: Described & {
    /** @default - nothing in it */
    readonly default?: Readonly<Record<string, unknown>>;
    /** Fields that are checked, and must be there unless they are optional. @default - none */
    readonly known?: Fields;
  },
): ObjectDeclaration {
  return checked({ kind: 'object', default: {}, ...options });
}

/** A value that may be left out, and is so by default. */
export function optional<I extends Declaration>(item: I): OptionalDeclaration<I> {
  return checked({ kind: 'optional', description: { ...item }.description, item });
}

/**
 * Values that belong together.
 * @throws when a key is not in camelCase, because templates write it as a field: `.Values.key`.
 */
export function section<F extends Fields>(description: string, fields: F): SectionDeclaration<F> {
  return checked({ kind: 'section', description, fields });
}

/**
 * A section with some defaults replaced; the types and all bounds stay.
 * @param values an overlay: `ValuesOf<typeof declaration>`
 * @throws when the overlay does not fit, with the path and what was expected.
 */
export function withDefaults<D extends SectionDeclaration>(declaration: D, values: object): D {
  const [problem] = problemsOf(declaration, values as Json);
  if (problem) throw new ChatbotError(`defaults of "${declaration.description}": ${problem.path}: ${problem.message}`);
  return replaced(declaration, values) as D;
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
