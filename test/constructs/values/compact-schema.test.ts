import { wholeSchema } from '../../../constructs/upgrade/whole-schema';
import { type Json, integer, list, map, optional, schemaOf, section, string } from '../../../constructs/values';
import { compactSchema } from '../../../constructs/values/compact-schema';
import { DEFINITIONS } from '../../../constructs/values/schema';
import { declaration } from '../../chart/support/stack';

const description = 'For a test';
const host = (what: string, value = 'a') =>
  string({ description: what, default: value, pattern: '^[a-z]+([.][a-z]+)*$', expected: 'a host name' });
const place = (what: string) =>
  section(what, { host: host('Where'), port: integer({ description, default: 80, minimum: 1, maximum: 65535 }) });

const compact = (fields: Parameters<typeof section>[1]) =>
  compactSchema(schemaOf(section('Values', fields), { required: true })) as {
    readonly properties: Readonly<Record<string, Json>>;
    readonly definitions?: Readonly<Record<string, Json>>;
  };

test('what several values have alike is said once, each with its own description beside the reference', () => {
  const { properties, definitions } = compact({ from: place('From where'), to: place('Where to') });
  expect(properties).toEqual({
    from: { description: 'From where', $ref: '#/definitions/to' },
    to: { description: 'Where to', $ref: '#/definitions/to' },
  });
  expect(definitions).toMatchObject({
    to: { type: 'object', required: ['host', 'port'], additionalProperties: false },
  });
});

test('what differs in a bound, and what is said once, stays where it is', () => {
  const short = string({ description, default: '', pattern: '^[a-z]+([.][a-z]+)*$|^$', maxLength: 9 });
  const { properties, definitions } = compact({ one: host('One'), other: short });
  expect(definitions).toBeUndefined();
  expect(properties.other).toMatchObject({ type: 'string', maxLength: 9 });
});

test('two forms under one name have two definitions', () => {
  const lists = (item: ReturnType<typeof host>) => ({ names: list({ description, item }) });
  const long = string({ description, default: '', pattern: '^[0-9]+([.][0-9]+)*([.][0-9]+)*|$' });
  const { definitions } = compact({
    a: section('A', lists(host('One'))),
    b: section('B', { ...lists(host('One')), more: integer({ description, default: 1 }) }),
    c: section('C', lists(long)),
    d: section('D', { ...lists(long), less: integer({ description, default: 1, maximum: 9 }) }),
    e: optional(map({ description, item: host('Other') })),
  });
  expect(Object.keys(definitions!).sort()).toEqual(['names', 'names2', 'eValue'].sort());
});

test('the schema of the Todo Chatbot says the same, by less than half as many patterns', () => {
  const schema = { ...schemaOf(declaration, { required: true }), definitions: DEFINITIONS };
  const shorter = compactSchema(schema);
  expect(formOf(wholeSchema(shorter))).toEqual(formOf(wholeSchema(schema)));
  const patternsIn = (one: Json) => JSON.stringify(one).match(/"pattern":/g)!.length;
  expect(patternsIn(schema)).toBeGreaterThan(200);
  expect(patternsIn(shorter)).toBeLessThan(patternsIn(schema) / 2);
});

/** Without what people read. */
function formOf(schema: Json, isMap = false): Json {
  if (Array.isArray(schema)) return schema.map((one) => formOf(one));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key]) => isMap || !['description', 'default'].includes(key));
  return Object.fromEntries(kept.map(([key, one]) => [key, formOf(one, key === 'properties' && !isMap)]));
}
