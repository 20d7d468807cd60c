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
  private readonly forms = new Map<Schema, Schema>();

  constructor(schema: Schema) {
    withInner(schema, (inner, name) => this.count(inner, name));
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

  private count(schema: Schema, name: string): Schema {
    const text = this.textOf(schema);
    const count = (this.counts.get(text) ?? 0) + 1;
    this.counts.set(text, count);
    if (count === 1) withInner(schema, (inner, below) => this.count(inner, below), name);
    else if (count === 2 && text.length > WORTH_IT) this.names.set(text, this.freeName(name));
    return schema;
  }

  /** The form alone: two values of one form are described otherwise. */
  private textOf(schema: Schema): string {
    const text = this.texts.get(schema) ?? JSON.stringify(this.formOf(schema));
    this.texts.set(schema, text);
    return text;
  }

  /** Without descriptions, also in all that is in it. */
  private formOf(schema: Schema): Schema {
    const known = this.forms.get(schema);
    if (known) return known;
    const entries = Object.entries(schema).filter(([keyword]) => keyword !== 'description');
    const form = withInner(Object.fromEntries(entries), (inner) => this.formOf(inner));
    this.forms.set(schema, form);
    return form;
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

/** A schema whose inner schemas are replaced; `name` says what it is about, and so does each inner one's. */
function withInner(schema: Schema, replace: (inner: Schema, name: string) => Schema, name = 'value'): Schema {
  const one = (inner: Json, about: string) => (isSchema(inner) ? replace(inner, about) : inner);
  const entries = Object.entries(schema).map(([keyword, given]): [string, Json] => {
    if (MAPS.includes(keyword)) return [keyword, mapped(given as Schemas, one)];
    if (LISTS.includes(keyword)) return [keyword, (given as Json[]).map((inner) => one(inner, name))];
    const about = SINGLE[keyword];
    return [keyword, about === undefined ? given : one(given, `${name}${about}`)];
  });
  return Object.fromEntries(entries);
}

function mapped<T extends Json>(map: Readonly<Record<string, T>>, replace: (value: T, key: string) => Json): Schemas {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, replace(value, key)])) as Schemas;
}

// A reference is as short as can be.
function isSchema(value: Json): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '$ref');
}
