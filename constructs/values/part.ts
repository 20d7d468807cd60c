import { byCodePoint } from './code-points';
import type { Declaration, Dictionary, List, Optional } from './declaration';
import { ChatbotError } from './error';
import { type Condition, Expression, Variable } from './expression';
import type { Reach } from './template-context';
import { variableHandle } from './handle';
import type { Arguments } from './inclusion';
import { mark, unmark } from './mark';

/**
 * A part of a manifest that the values decide as a whole: an object that is there or not, the items of a list. It stands
 * where a token cannot. cdk8s resolves it to a marked object, so that a part survives cdk8s-plus and typed L1 objects too
 * wherever these pass a value on as it is.
 */
export abstract class Part {
  /** Called by cdk8s's implicit token resolver. */
  resolve(): Record<string, number> {
    return mark(this);
  }

  /** Called by `JSON.stringify`, as in a JSON patch. */
  toJSON(): Record<string, number> {
    return this.resolve();
  }

  /** @throws always: a part is more than text. */
  toString(): string {
    throw new ChatbotError('a part (when, each, embed, named) cannot stand inside a string; use choose() or text()');
  }
}

/** The part that stands in a place: itself, marked, or an expression that is a part by itself. */
export function partOf(value: object): Part | undefined {
  const thing = value instanceof Part || value instanceof Expression ? value : unmark(value);
  return thing instanceof Expression ? new Embedded(thing) : (thing as Part | undefined);
}

/** One of two contents; `undefined` is nothing at all. */
export class Either extends Part {
  constructor(
    readonly condition: Expression<boolean>,
    readonly whenTrue: unknown,
    readonly whenFalse: unknown,
  ) {
    super();
  }
}

/** Content for each item of a list or entry of a map. */
export class Each extends Part {
  constructor(
    readonly collection: Expression<unknown>,
    readonly item: Variable<unknown>,
    readonly key: Variable<string> | undefined,
    readonly content: unknown,
  ) {
    super();
  }
}

/** A list or a map as it stands in the values, or a boolean. */
export class Embedded extends Part {
  constructor(readonly expression: Expression<unknown>) {
    super();
  }
}

/** Content under a name: a helper in `_helpers.tpl`, the content itself in plain manifests. */
export class Named extends Part {
  private said?: { readonly body: unknown };

  /** @param say gives the content as the chart says it once, with variables in the place of what it is told */
  constructor(
    readonly name: string,
    readonly content: unknown,
    readonly reach: Reach = 'own',
    readonly told?: Arguments,
    private readonly say?: () => unknown,
  ) {
    super();
  }

  /** The content as the chart says it once; only a chart asks for it. */
  get body(): unknown {
    if (!this.say) return this.content;
    return (this.said ??= { body: this.say() }).body;
  }
}

/** Literal items in a place that takes the items of a list. */
export class Items extends Part {
  constructor(readonly items: readonly unknown[]) {
    super();
  }
}

/** Entries of several maps in one. */
export class Merged extends Part {
  constructor(readonly maps: readonly unknown[]) {
    super();
  }
}

/** A part that is there only under a condition: a field, an item, an object. */
export function when<T>(condition: Condition, part: T): T {
  return either<T | undefined>(condition, part, undefined) as T;
}

/** One of two parts. */
export function either<T>(condition: Condition, whenTrue: T, whenFalse: T): T {
  if (typeof condition === 'boolean') return condition ? whenTrue : whenFalse;
  return new Either(condition, whenTrue, whenFalse) as T;
}

/** A part for each item of a list; it stands among the items of another list. */
export function each<I, T>(list: List<I>, content: (item: I) => T, name = 'item'): T {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new ChatbotError(`each(): the name "${name}" is not in camelCase`);
  if (!(list instanceof Expression)) return new Items(list.filter(isThere).map((item) => content(item))) as T;
  const variable = new Variable<unknown>(name, itemOf(list));
  return new Each(list, variable, undefined, content(variableHandle(variable) as I)) as T;
}

// As everywhere in a manifest, an item that is undefined or null is left out.
function isThere(item: unknown): boolean {
  return item !== undefined && item !== null;
}

/** A part for each entry of a map, in the order of the keys. */
export function eachEntry<I, T>(map: Dictionary<I>, content: (key: string, item: I) => T): T {
  if (!(map instanceof Expression))
    return new Items(
      Object.keys(map)
        .sort(byCodePoint)
        .map((key) => content(key, map[key]!)),
    ) as T;
  const item = new Variable<unknown>('value', itemOf(map));
  const key = new Variable<string>('key', KEY);
  return new Each(map, item, key, content(variableHandle(key) as string, variableHandle(item) as I)) as T;
}

/**
 * The entries of several maps in one: objects, named parts, and map values; left out when there is none. Where a key is in two of them, the later one
 * counts for plain manifests, and the chart would have it twice: keep them apart by the keys that a map value may have.
 */
export function merge<T = Record<string, string>>(...maps: readonly unknown[]): T {
  return new Merged(maps.map((map) => (map instanceof Expression ? new Embedded(map) : map))) as T;
}

/** A whole value in a field: a list, a map, a boolean, an optional value. A list or a map without entries is left out. */
export function embed<T>(value: List<T>): T[];
export function embed<T>(value: Dictionary<T>): Record<string, T>;
export function embed(value: Condition): boolean;
export function embed<T>(value: Optional<T>): T;
export function embed(value: unknown): unknown {
  if (!(value instanceof Expression)) return isObject(value) && Object.keys(value).length === 0 ? undefined : value;
  return new Embedded(value);
}

/** The items that a list value has, as they are declared. */
function itemOf(collection: Expression<unknown>): Declaration {
  const { declaration } = collection as unknown as { declaration?: Declaration };
  if (declaration?.kind !== 'list' && declaration?.kind !== 'map')
    throw new ChatbotError('each() takes a list or a map value');
  return declaration.item;
}

const KEY = { kind: 'string', format: 'text', description: 'key', default: '', pattern: '', expected: '' } as const;

/** @throws when an object is of a class that no manifest can hold, such as a Date. */
export function checkPlain(content: object): void {
  const prototype = Object.getPrototypeOf(content) as object | null;
  if (prototype === null || prototype === Object.prototype) return;
  throw new ChatbotError(`an object of the class ${prototype.constructor.name} cannot stand in a manifest`);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
