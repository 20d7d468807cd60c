import {
  type Condition,
  and,
  atLeast,
  boolean,
  capabilities,
  differs,
  equals,
  handlesOf,
  inWords,
  integer,
  isEmpty,
  isSet,
  list,
  not,
  oneOf,
  optional,
  or,
  section,
  string,
} from '../../../constructs/values';
import type { HandleOf } from '../../../constructs/values';

const description = 'For a test';
const declaration = section('Values', {
  on: boolean({ description, default: true }),
  mode: oneOf({ description, options: ['a', 'b', 'c'], default: 'a' }),
  name: string({ description, default: '' }),
  other: string({ description, default: '' }),
  count: integer({ description, default: 1 }),
  items: list({ description, item: string({ description, default: '' }) }),
  maybe: optional(string({ description, default: '' })),
});
const owner = { path: 'shop', key: 'web' };
const values = handlesOf(owner, declaration) as HandleOf<typeof declaration>;

const sayings: readonly (readonly [Condition, string])[] = [
  [true, 'always'],
  [false, 'never'],
  [values.on, 'web.on'],
  [not(values.on), 'not web.on'],
  [equals(values.mode, 'a'), 'web.mode is a'],
  [differs(values.mode, 'a'), 'web.mode is b or c'],
  [not(equals(values.mode, 'a')), 'web.mode is b or c'],
  [differs(values.name, 'x'), 'web.name is not x'],
  [equals(values.name, ''), 'web.name is empty'],
  [or(equals(values.name, ''), equals(values.other, '')), 'web.name or web.other is empty'],
  [atLeast(values.count, 2), 'web.count is at least 2'],
  [not(atLeast(values.count, 2)), 'web.count is below 2'],
  [not(isEmpty(values.items)), 'web.items is not empty'],
  [isSet(values.maybe), 'web.maybe is set'],
  [and(values.on, equals(values.mode, 'b')), 'web.on and web.mode is b'],
  [not(and(values.on, equals(values.mode, 'b'))), 'not web.on or (web.mode is a or c)'],
  [and(values.on, or(equals(values.mode, 'b'), values.on)), 'web.on and (web.mode is b or web.on)'],
  [and(values.on, values.on), 'web.on'],
  [not(capabilities.has('a.example/v1')), 'the cluster does not serve a.example/v1'],
];

test.each(sayings)('%#: a condition is said as people say it', (condition, words) => {
  expect(inWords(condition)).toBe(words);
});
