import {
  type Condition,
  type HandleOf,
  and,
  boolean,
  each,
  either,
  equals,
  handlesOf,
  isEmpty,
  list,
  not,
  or,
  section,
  string,
} from '../../../constructs/values';
import { presenceOf } from '../../../constructs/values/presence';

const description = 'For a test';
const word = string({ description, default: '' });
const declaration = section('Values', {
  on: boolean({ description, default: true }),
  other: boolean({ description, default: true }),
  mode: word,
  names: list({ description, item: word }),
  more: list({ description, item: word }),
});
const owner = { key: '', path: 'test', declaration, tokens: [] };
const values = handlesOf(owner, declaration) as HandleOf<typeof declaration>;

test('a condition or its opposite is always true, and both never', () => {
  const isTwo = () => equals(values.mode, 'two');
  expect(or(values.other, isTwo(), not(isTwo()))).toBe(true);
  expect(and(not(values.on), values.other, values.on)).toBe(false);
});

test.each<[string, () => Condition]>([
  ['two words', () => or(equals(values.mode, 'one'), not(equals(values.mode, 'two')))],
  ['two values', () => or(values.on, not(values.other))],
  ['two questions', () => or(isEmpty(values.names), not(isEmpty(values.more)))],
])('but not with %s', (_, condition) => {
  expect(typeof condition()).toBe('object');
});

test('what stands under the condition that there is something is there', () => {
  const names = [each(values.names, (name) => ({ name }))];
  expect(presenceOf(either(not(isEmpty(values.names)), names, [{ name: 'none' }]))).toBe(true);
  expect(presenceOf(either(not(isEmpty(values.more)), names, [{ name: 'none' }]))).not.toBe(true);
});
