import { compareSchemas, titleOf } from '../../../constructs/upgrade';
import {
  type Fields,
  boolean,
  defaultsOf,
  integer,
  list,
  map,
  number,
  oneOf,
  optional,
  schemaOf,
  section,
  string,
} from '../../../constructs/values';

const description = 'For a test';
const FIELDS = {
  replicas: integer({ description, default: 2, minimum: 1, maximum: 9 }),
  level: oneOf({ description, options: ['debug', 'info'], default: 'info' }),
  host: string({ description, default: 'a.example', pattern: '^[a-z.]+$', expected: 'a host' }),
  on: boolean({ description, default: true }),
  extra: list({ description, item: section('One', { name: string({ description, default: '' }) }) }),
  labels: map({ description, item: string({ description, default: '' }) }),
  nested: section('Nested', { limit: optional(integer({ description, default: 1 })) }),
} satisfies Fields;

/** What is found when fields change; one that is undefined goes. */
function foundWith(changes: Readonly<Record<string, Fields[string] | undefined>>): string[] {
  const all: Readonly<Record<string, Fields[string] | undefined>> = { ...FIELDS, ...changes };
  const changed = Object.entries(all).filter(([, field]) => field !== undefined);
  const fresh = section('Fresh', Object.fromEntries(changed) as Fields);
  const [was, is] = [section('Old', FIELDS), fresh].map((one) => schemaOf(one, { required: true }));
  return compareSchemas(was!, is!, defaultsOf(fresh)!).map(titleOf);
}

const letter = (pattern: string, value = 'a') => string({ description, default: value, pattern, expected: 'text' });

const BREAKS: readonly (readonly [Parameters<typeof foundWith>[0], string])[] = [
  [{ on: undefined }, 'value on: is gone'],
  [{ replicas: undefined, replicaz: FIELDS.replicas }, 'value replicas: is gone; renamed to "replicaz"?'],
  [{ replicas: letter('^a$') }, 'value replicas: was integer, is string'],
  [{ host: optional(integer({ description, default: 1 })) }, 'value host: was string, is integer'],
  [
    { replicas: integer({ description, default: 2, minimum: 2, maximum: 9 }) },
    'value replicas: its minimum changes from 1 to 2',
  ],
  [
    { replicas: integer({ description, default: 2, minimum: 1, maximum: 8 }) },
    'value replicas: its maximum changes from 9 to 8',
  ],
  [{ level: oneOf({ description, options: ['info'], default: 'info' }) }, 'value level: no longer takes debug'],
  [{ host: letter('^b$', 'b') }, 'value host: its pattern changes from "^[a-z.]+$" to "^b$"'],
  [
    { host: string({ description, default: 'a', pattern: '^[a-z.]+$', expected: 'a', maxLength: 3 }) },
    'value host: its maxLength changes from none to 3',
  ],
  [
    { labels: map({ description, item: oneOf({ description, options: ['a'], default: 'a' }) }) },
    'value labels.*: took anything, takes only a',
  ],
  [
    { labels: section('Labels', { app: string({ description, default: '' }) }) },
    'value labels: takes no other keys any more',
  ],
  [{ extra: list({ description, item: section('One', {}) }) }, 'value extra[].name: is gone'],
  [{ nested: section('Nested', {}) }, 'value nested.limit: is gone'],
];

test.each(BREAKS)('breaks: %#', (changes, expected) => {
  expect(foundWith(changes)).toContain(expected);
});

test('an item that needs more than before breaks, a section with a default for it does not', () => {
  const name = string({ description, default: '' });
  const item = section('One', { name, port: integer({ description, default: 1 }) });
  expect(foundWith({ extra: list({ description, item }) })).toEqual(['value extra[].port: is required now']);
  expect(foundWith({ nested: section('Nested', { ...FIELDS.nested.fields, name }) })).toEqual([]);
});

const HARMLESS: readonly Parameters<typeof foundWith>[0][] = [
  {},
  { fresh: boolean({ description, default: false }) },
  { replicas: integer({ description: 'Other words', default: 3, minimum: 0, maximum: 100 }) },
  { replicas: number({ description, default: 2, minimum: 1, maximum: 9 }) },
  { level: oneOf({ description, options: ['debug', 'info', 'error'], default: 'error' }) },
  { level: letter('^[a-z]+$') },
];

test.each(HARMLESS)('does not break: %#', (changes) => {
  expect(foundWith(changes)).toEqual([]);
});

test('keywords that are not understood count when they change', () => {
  const was = { properties: { a: { type: 'string' } } };
  const is = { properties: { a: { type: 'string', format: 'uri' } } };
  expect(compareSchemas(was, is, {}).map(titleOf)).toEqual(['value a: its format changes from null to "uri"']);
  expect(compareSchemas(is, was, {})).toEqual([]);
});

test('a change that is too long, or not visible, is told by what can be copied', () => {
  const change = (pattern: string) => compareSchemas({ pattern: 'a' }, { pattern }, {}).map(titleOf);
  expect(change('\u2028')).toEqual(['the values: its pattern changes from "a" to "\\u2028"']);
  const [one, other] = ['b', 'c'].map((letter) => change(letter.repeat(300))[0]!);
  expect(one).toMatch(/^the values: its pattern changes to what has the hash [0-9a-f]{8}$/);
  expect(other).not.toBe(one);
});

test('a value that is gone from an open schema does nothing any more', () => {
  const [found] = compareSchemas({ properties: { a: {} } }, { properties: {} }, {});
  expect(found).toMatchObject({
    subject: 'value a',
    change: 'is gone',
    reason: 'A release that sets it: it does nothing now.',
  });
});
