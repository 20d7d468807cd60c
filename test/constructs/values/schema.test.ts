import { map, schemaOf, string } from '../../../constructs/values';
import { ONE_LINE } from '../../../constructs/values/one-line';

const schemaFor = (pattern: string) =>
  schemaOf(string({ description: 'For a test', default: '1', pattern, expected: 'a text' }), { required: true });

test.each(['^[a-z0-9.:/_]+$', '^(1|2)$', '^[0-9]+([.][0-9]+)*$', '^1[.]?$'])(
  'the pattern %s lets no line break through by itself',
  (pattern) => expect(schemaFor(pattern)).not.toHaveProperty('allOf'),
);

test.each(['^[^a]*$', '^.*$', '^1|.$', '^1$|^2$', '^(a)|1$', '^\\S+$', '1', '^[\\s1]$'])(
  'beside the pattern %s it is said that there is no line break',
  (pattern) => expect(schemaFor(pattern)).toHaveProperty('allOf'),
);

const keysFor = (pattern: string, reserved?: string) =>
  schemaOf(
    map({
      description: 'For a test',
      item: string({ description: 'A text', default: '' }),
      keys: { pattern, expected: 'names', ...(reserved ? { reserved } : {}) },
    }),
    { required: true },
  ).propertyNames;

test('of keys it is said only what their pattern does not say yet', () => {
  expect(keysFor('^[a-z]+$')).toEqual({ type: 'string', pattern: '^[a-z]+$' });
  expect(keysFor('^[a-z]+$', '^own$')).toEqual({
    allOf: [{ type: 'string', pattern: '^[a-z]+$' }],
    not: { pattern: '^own$' },
  });
});

test('a key << is refused wherever the pattern would take it', () => {
  expect(keysFor('^[<a-z]+$')).toHaveProperty('not', { const: '<<' });
  expect(keysFor('^[<a-z]+$', '^own$')).toHaveProperty('not', { anyOf: [{ const: '<<' }, { pattern: '^own$' }] });
  expect(keysFor('^[^a]+$')).toMatchObject({ not: { const: '<<' }, allOf: [{}, { pattern: ONE_LINE }] });
});
