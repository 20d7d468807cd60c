import Ajv from 'ajv';
import fc from 'fast-check';
import {
  type Json,
  defaultsOf,
  list,
  map,
  merged,
  optional,
  problemsOf,
  quantity,
  schemaOf,
  section,
  string,
  valuesYaml,
  withDefaults,
} from '../../../constructs/values';
import { DEFINITIONS } from '../../../constructs/values/schema';
import { nearest } from '../../../constructs/values/nearest';
import { declaration, values } from '../support/arbitraries';

const description = 'For a test';

const told = (overlay: Json) => problemsOf(declaration, overlay).map(({ path, message }) => `${path}: ${message}`);

describe('problemsOf', () => {
  test.each<[Json, string]>([
    [{ coumt: 1 }, 'coumt: unknown; did you mean "count"?'],
    [{ inner: { zzzzzz: 1 } }, 'inner.zzzzzz: unknown; the keys here are depth, name'],
    [{ count: '1' }, 'count: expected a whole number from -1000 to 1000, found "1"'],
    [{ count: 1.5 }, 'count: expected a whole number from -1000 to 1000, found 1.5'],
    [{ count: 1001 }, 'count: expected a whole number from -1000 to 1000, found 1001'],
    [{ flag: 'yes' }, 'flag: expected true or false, found "yes"'],
    [{ mode: 'onne' }, 'mode: expected one of one, two, found "onne"; did you mean "one"?'],
    [{ text: 'a\nb' }, 'text: expected text on one line, found "a\\nb"'],
    [
      { count: null },
      'count: expected a whole number from -1000 to 1000, found nothing; remove the key or give it a value',
    ],
    [{ words: 'a' }, 'words: expected a list, found "a"'],
    [{ labels: ['a'] }, 'labels: expected a map, found a list'],
    [{ labels: { 'a\nb': 'x' } }, 'labels: expected keys on one line, found "a\\nb"'],
    [{ inner: 3 }, 'inner: expected a section with depth, name, found 3'],
    [{ groups: [{ name: 'a', port: 1, enabled: true }] }, 'groups[0].children: missing'],
    [{ maybeCount: -1 }, 'maybeCount: expected a whole number from 0 to 2147483647, found -1'],
    [['a'], ': expected a section with'],
  ])('%j', (overlay, message) => {
    expect(told(overlay)).toEqual([expect.stringContaining(message)]);
  });

  test('finds every problem, and none where there is none', () => {
    expect(told({ flag: 1, other: 1, nope: 1 })).toHaveLength(3);
    fc.assert(fc.property(values, (overlay) => expect(told(overlay)).toEqual([])));
  });

  test('an optional section is given whole, since it has no defaults', () => {
    const inner = section('Inner', {
      a: string({ description, default: 'x' }),
      b: string({ description, default: 'y' }),
    });
    const outer = section('Outer', { inner: optional(inner) });
    expect(problemsOf(outer, { inner: { a: 'z' } })).toEqual([{ path: 'inner.b', message: 'missing' }]);
    expect(problemsOf(outer, {})).toEqual([]);
  });

  test('counts characters, not code units', () => {
    const short = string({ description, default: '', maxLength: 2 });
    expect(problemsOf(short, '😀😀')).toEqual([]);
    expect(problemsOf(short, 'abc', 'a')).toEqual([{ path: 'a', message: 'has 3 characters; expected at most 2' }]);
  });
});

describe('the schema and problemsOf agree', () => {
  const strict = section('Strict', {
    all: declaration,
    size: quantity({ description, default: '1Gi' }),
    host: string({ description, default: 'a', pattern: '^[a-z\\s]+$' }),
    short: string({ description, default: '', maxLength: 3 }),
    sizes: map({ description, item: quantity({ description, default: '1' }) }),
    lists: list({ description, item: map({ description, item: string({ description, default: '' }) }) }),
    some: optional(section('Some', { a: string({ description, default: '' }) })),
  });
  const validate = new Ajv({ strict: false }).compile({
    ...schemaOf(strict, { required: false }),
    definitions: DEFINITIONS,
  });
  const wild = fc.oneof(
    fc.constantFrom<Json>(
      null,
      0,
      -1,
      1.5,
      1e9,
      2 ** 53,
      '',
      'one',
      'a b',
      'a\nb',
      '5m',
      '500m',
      '😀😀😀',
      true,
      [],
      {},
    ),
    fc.constantFrom<Json>([1], ['x'], { a: 'x' }, { 'a\nb': 'x' }, { depth: 1 }, [{ name: 'x' }], [{ a: 'b' }]),
  );
  const keys = [...Object.keys(declaration.fields), 'nope'];
  const all = fc.oneof(
    { weight: 5, arbitrary: values },
    fc.dictionary(fc.constantFrom(...keys), wild, { maxKeys: 3 }),
    wild,
  );
  // Mostly one wild value at a time, so that many overlays are right.
  const some = fc
    .constantFrom('all', 'size', 'host', 'short', 'sizes', 'lists', 'some')
    .chain((key) => fc.record({ [key]: wild }));
  const record = fc.oneof(
    fc.record({ all }),
    some,
    fc.tuple(some, some).map(([a, b]) => ({ ...a, ...b })),
  );

  test('about any overlay, right or wrong', () => {
    fc.assert(
      fc.property(record, (overlay) => {
        const plain = JSON.parse(JSON.stringify(overlay)) as Json;
        const fits = problemsOf(strict, plain).length === 0;
        expect({ plain, fits: validate(plain) }).toEqual({ plain, fits });
      }),
      { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 2000) },
    );
  });
});

describe('merged', () => {
  test('lays maps key by key and lists as a whole, as Helm does', () => {
    const defaults = { a: { b: 1, c: 2 }, list: [1, 2], keep: 'x' };
    expect(merged(defaults, { a: { c: 3, d: 4 }, list: [] })).toEqual({ a: { b: 1, c: 3, d: 4 }, list: [], keep: 'x' });
  });

  test('keeps a key that JavaScript takes for something else', () => {
    const overlay = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Json;
    expect(JSON.stringify(merged({}, overlay))).toBe('{"__proto__":"x","constructor":"y"}');
  });

  test('new defaults replace old ones, and are checked', () => {
    expect(defaultsOf(withDefaults(declaration, { inner: { depth: 4 } }))).toMatchObject({
      inner: { depth: 4, name: '' },
    });
    const host = optional(string({ description, default: 'a.example.com', pattern: '^[a-z.]+$' }));
    const given = withDefaults(section('Bot', { host }), { host: 'bot.example.com' });
    expect(defaultsOf(given)).toEqual({ host: 'bot.example.com' });
    expect(valuesYaml(given)).toContain('(optional)\nhost: bot.example.com\n');
    expect(() => withDefaults(section('Bot', { host }), { host: 'B' })).toThrow(
      'defaults of "Bot": host: expected text',
    );
    expect(() => withDefaults(declaration, { count: 2000 })).toThrow('from -1000 to 1000');
  });
});

test('nearest proposes only what is close', () => {
  expect(nearest('replicass', ['replicas', 'image'])).toBe('replicas');
  expect(nearest('prot', ['port'])).toBe('port');
  expect(nearest('part', ['host'])).toBeUndefined();
  expect(nearest('completely', ['port', 'image'])).toBeUndefined();
});
