import type { Json } from '../values';
import { isMap } from './objects';

/**
 * A schema in which each reference to a definition is what it refers to, so that two of them can be compared place by
 * place. A definition that refers to itself keeps the reference.
 */
export function wholeSchema(schema: Json): Json {
  if (!isMap(schema)) return schema;
  const { definitions, ...rest } = schema;
  return whole(rest, isMap(definitions) ? definitions : {}, []);
}

function whole(schema: Json, definitions: { readonly [name: string]: Json }, within: readonly string[]): Json {
  if (Array.isArray(schema)) return schema.map((one) => whole(one, definitions, within));
  if (!isMap(schema)) return schema;
  const name = typeof schema.$ref === 'string' ? /^#\/definitions\/(.+)$/.exec(schema.$ref)?.[1] : undefined;
  if (name !== undefined && Object.hasOwn(definitions, name) && !within.includes(name))
    return whole(definitions[name]!, definitions, [...within, name]);
  return Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, whole(one, definitions, within)]));
}
