import { parse } from 'yaml';
import {
  type Json,
  defaultsOf,
  integer,
  list,
  map,
  oneOf,
  optional,
  quantity,
  referenceOf,
  schemaOf,
  section,
  string,
  valuesYaml,
} from '../../../constructs/values';
import { goJson } from '../../../constructs/values/checksum';

const description = 'For a test';
const declaration = section('All', {
  replicas: integer({ description: 'How many', default: 2, maximum: 9 }),
  mode: oneOf({ description: 'How | why', options: ['a', 'b'], default: 'a' }),
  size: quantity({ description: 'How much', default: '1Gi' }),
  inner: section('Inside', { note: optional(string({ description: 'A note', default: '' })) }),
  labels: map({ description: 'Labels', item: string({ description, default: '' }), default: { on: 'off', a: '1' } }),
});
const words = list({ description: 'Words', item: string({ description, default: '' }) });

test('values.yaml says each value, what it takes and its default', () => {
  expect(valuesYaml(declaration)).toBe(`# How many (0 to 9)
replicas: 2
# How | why (a, b)
mode: a
# How much
size: 1Gi

# Inside
inner: {}
  # A note (optional)
  # note:
# Labels
labels:
  "on": "off"
  a: "1"
`);
  expect(parse(valuesYaml(declaration))).toEqual(defaultsOf(declaration));
});

test('what is nothing by default is a comment, which nobody has to give unless no default is laid under it', () => {
  const fields = section('All', { words, size: quantity({ description: 'How much', default: '1Gi' }) });
  expect(valuesYaml(fields)).toBe('# Words\n# words: []\n# How much\nsize: 1Gi\n');
  expect(schemaOf(fields, { required: true })).toMatchObject({ required: ['size'] });
  const items = list({ description, item: fields });
  expect(schemaOf(items, { required: true })).toMatchObject({ items: { required: ['words', 'size'] } });
});

test('the reference has a row for each value, and a table for each section', () => {
  const [first = '', second = ''] = referenceOf(declaration, '##').split('\n## ');
  expect(first.trim().split('\n')).toEqual([
    '| Value | Type | Default | Allowed | Description |',
    '| --- | --- | --- | --- | --- |',
    '| `replicas` | integer | `2` | 0 to 9 | How many |',
    '| `mode` | string | `"a"` | `a`, `b` | How \\| why |',
    '| `size` | quantity | `"1Gi"` | a quantity in quotes or with a unit, such as 500m or 256Mi | How much |',
    '| `labels` | map to string | `{"on":"off","a":"1"}` |  | Labels |',
  ]);
  expect(second).toMatch(/^inner\n\nInside\.\n\n/);
  expect(second.trim().split('\n').at(-1)).toBe('| `inner.note` | string, optional |  |  | A note |');
});

test('the schema refuses what is not declared, and asks for defaults only where Helm checks them', () => {
  const [helm, overlay] = [schemaOf(declaration, { required: true }), schemaOf(declaration, { required: false })];
  expect(helm).toMatchObject({
    additionalProperties: false,
    required: ['replicas', 'mode', 'size', 'inner', 'labels'],
  });
  expect(overlay).not.toHaveProperty('required');
  expect(helm).toMatchObject({ properties: { mode: { enum: ['a', 'b'] }, replicas: { minimum: 0, maximum: 9 } } });
});

test('goJson orders keys as Go does and escapes what Go escapes', () => {
  const value = JSON.parse('{"b":"<&>\u2028","10":1,"9":[true,null,1e21],"é":"","__proto__":0}') as Json;
  expect(goJson(value)).toBe('{"10":1,"9":[true,null,1e+21],"__proto__":0,"b":"\\u003c\\u0026\\u003e\\u2028","é":""}');
});
