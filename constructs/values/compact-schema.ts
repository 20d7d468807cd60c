import type { Json } from './evaluate';

type Schema = { readonly [keyword: string]: Json };
type Schemas = Record<string, Schema>;

/**
 * The same schema, in which what several values have alike is said once, under `definitions`. Helm compiles the schema
 * and its patterns at every command, which costs more than all else that it does with the values. Without defaults: they
 * stand in values.yaml.
 */
export function compactSchema(schema: Schema): Schema {
  const { definitions, ...plain } = withoutDefaults(schema);
  const repeats = new Repeats(plain);
  const compact = repeats.within(plain);
  const all = { ...repeats.definitions, ...(definitions as Schemas | undefined) };
  return Object.keys(all).length > 0 ? { ...compact, definitions: all } : compact;
}

function withoutDefaults(schema: Schema): Schema {
  const rest = Object.entries(schema).filter(([keyword]) => keyword !== 'default');
  return withInner(Object.fromEntries(rest), withoutDefaults);
}

/** What is worth a definition when it is said twice; a type with bounds is as short as a reference. */
const WORTH_IT = 45;

class Repeats {
  readonly definitions: Schemas = {};
  private readonly counts = new Map<string, number>();
  private readonly names = new Map<string, string>();
  private readonly texts = new Map<Schema, string>();

  constructor(schema: Schema) {
    this.countIn(schema, 'value');
  }

  /** A schema with references in place of what is said elsewhere too. */
  within(schema: Schema): Schema {
    return withInner(schema, (inner) => {
      const text = this.textOf(inner);
      const name = this.names.get(text);
      if (this.counts.get(text) === 1 || name === undefined) return this.within(inner);
      // Descriptions differ where the form is the same; beside a reference they bind nobody.
      const { description, ...form } = inner;
      if (!Object.hasOwn(this.definitions, name)) {
        this.definitions[name] = {};
        this.definitions[name] = this.within(form);
      }
      return { ...(description === undefined ? {} : { description }), $ref: `#/definitions/${name}` };
    });
  }

  private countIn(schema: Schema, name: string): void {
    for (const [inner, about] of innerOf(schema, name)) {
      const text = this.textOf(inner);
      const count = (this.counts.get(text) ?? 0) + 1;
      this.counts.set(text, count);
      if (count === 1) this.countIn(inner, about);
      else if (count === 2 && text.length > WORTH_IT) this.names.set(text, this.freeName(about));
    }
  }

  /** The form alone: two values of one form are described otherwise. */
  private textOf(schema: Schema): string {
    const text = this.texts.get(schema) ?? JSON.stringify(schema, withoutDescription);
    this.texts.set(schema, text);
    return text;
  }

  private freeName(wanted: string): string {
    const taken = new Set(this.names.values());
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted}${number}`;
    return name;
  }
}

const MAPS = ['properties', 'definitions'];
const LISTS = ['allOf', 'anyOf'];
/** Keywords with one schema, and what it is called that it is about. */
const SINGLE: Readonly<Record<string, string>> = {
  items: 'Item',
  additionalProperties: 'Value',
  propertyNames: 'Key',
  not: 'Never',
};

// The description of a schema is a text; what is called so among properties is a schema.
function withoutDescription(this: Json, keyword: string, value: Json): Json | undefined {
  return keyword === 'description' && typeof value === 'string' && isSchema(this) ? undefined : value;
}

/** The schemas in a schema, each with what it is about, given what the whole is about. */
function innerOf(schema: Schema, name: string): [schema: Schema, about: string][] {
  const all = Object.entries(schema).flatMap(([keyword, given]): [Json, string][] => {
    if (MAPS.includes(keyword)) return Object.entries(given as Schemas).map(([key, inner]) => [inner, key]);
    if (LISTS.includes(keyword)) return (given as Json[]).map((inner) => [inner, name]);
    const about = SINGLE[keyword];
    return about === undefined ? [] : [[given, `${name}${about}`]];
  });
  return all.filter((one): one is [Schema, string] => isSchema(one[0]));
}

/** A schema whose inner schemas are replaced. */
function withInner(schema: Schema, replace: (inner: Schema) => Schema): Schema {
  const one = (inner: Json) => (isSchema(inner) ? replace(inner) : inner);
  const entries = Object.entries(schema).map(([keyword, given]): [string, Json] => {
    if (MAPS.includes(keyword)) return [keyword, mapped(given as Schemas, one)];
    if (LISTS.includes(keyword)) return [keyword, (given as Json[]).map(one)];
    return [keyword, SINGLE[keyword] === undefined ? given : one(given)];
  });
  return Object.fromEntries(entries);
}

function mapped(map: Schemas, replace: (value: Json) => Json): Schemas {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, replace(value)])) as Schemas;
}

// A reference is as short as can be.
function isSchema(value: Json): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '$ref');
}
