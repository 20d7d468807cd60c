import {
  ChatbotError,
  boolean,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  quantity,
  section,
  string,
  withDefaults,
} from '../../../constructs/values';

const description = 'For a test';
const count = integer({ description, default: 1 });
// What only JavaScript can say.
const wrong = (one: unknown) => one as never;
const other = (options: object) => wrong({ description, ...options });

test.each<[string, () => unknown, string]>([
  ['a default above', () => integer({ description, default: 3, maximum: 2 }), 'a whole number from 0 to 2, found 3'],
  ['a fraction', () => integer({ description, default: 1.5 }), 'a whole number from 0 to 2147483647, found 1.5'],
  ['no number', () => number({ description, default: NaN }), 'a number from 0 to 2147483647, found NaN'],
  ['a large one', () => integer({ description, default: 2 ** 53, maximum: 2 ** 60 }), 'more than a float64 knows'],
  [
    'no default',
    () => integer(other({})),
    'the default: expected a whole number from 0 to 2147483647, found undefined',
  ],
  [
    'bounds the wrong way',
    () => integer({ description, default: 3, minimum: 5, maximum: 1 }),
    'the bounds 5 to 1 hold no',
  ],
  ['a bound of text', () => number(other({ default: 3, minimum: 'a' })), 'the bounds a to 2147483647 hold no number'],
  ['a unit', () => quantity({ description, default: '1 GB' }), 'the default: expected a quantity in quotes'],
  ['a number for text', () => string(other({ default: 3 })), 'the default: expected text on one line, found 3'],
  ['a number for a quantity', () => quantity(other({ default: 3 })), 'the default: expected a quantity in quotes'],
  ['an item', () => list({ description, item: count, default: [-1] }), 'the default at [0]: expected a whole number'],
  ['a word for a switch', () => boolean(other({ default: 'yes' })), 'the default: expected true or false, found "yes"'],
  ['another word', () => oneOf(other({ options: ['a', 'b'], default: 'c' })), 'expected one of a, b, found "c"'],
  ['no words', () => oneOf(other({ options: 'ab', default: 'a' })), 'options: expected a list of words, found "ab"'],
  [
    'a broken pattern',
    () => string({ description, default: 'a', pattern: '[' }),
    'pattern: Invalid regular expression',
  ],
  ['a regular expression', () => string(other({ default: 'a', pattern: /a/ })), 'pattern: expected a string, found an'],
  ['a look around', () => string({ description, default: 'a', pattern: '^(?!b).*$' }), 'looks around or back, which'],
  ['a broken pattern of keys', () => map(other({ item: count, keys: { pattern: '[' } })), 'pattern: Invalid regular'],
  [
    'keys in a word',
    () => map(other({ item: count, keys: 'a' })),
    'keys: expected an object with pattern and expected',
  ],
  [
    'no item',
    () => list(other({})),
    'item: expected a declaration such as integer(...) or section(...), found undefined',
  ],
  ['an item of text', () => map(other({ item: 'text' })), 'item: expected a declaration such as integer(...)'],
  ['known text', () => object(other({ known: 'a' })), 'the fields: expected an object of declarations, found "a"'],
  ['a list for an object', () => object(other({ default: ['a'] })), 'the default: expected an object, found a list'],
  [
    'an option of another name',
    () => integer(other({ default: 3, min: 1 })),
    'the option "min" is not known; it may have',
  ],
  [
    'a misspelt option',
    () => integer(other({ default: 3, maximun: 9 })),
    '"maximun" is not known; did you mean maximum?',
  ],
])('%s is refused, with the description to find it by', (_, declare, message) => {
  expect(declare).toThrow(ChatbotError);
  expect(declare).toThrow(/^values: "For a test": /);
  expect(declare).toThrow(message);
});

test.each<[() => unknown, string]>([
  [
    () => section(wrong(5), wrong(undefined)),
    'values: section(): the fields: expected an object of declarations, found',
  ],
  [
    () => section('Bot', wrong({ replicas: 3 })),
    'values: "Bot": replicas: expected a declaration such as integer(...) or',
  ],
  [
    () => section('Bot', wrong({ a: { b: count } })),
    'values: "Bot": a: expected a declaration such as integer(...) or',
  ],
  [() => section('Bot', { 'a-b': count }), 'values: "Bot": the key "a-b" is not in camelCase'],
  [
    () => optional(wrong(5)),
    'values: optional(): item: expected a declaration such as integer(...) or section(...), found 5',
  ],
  [
    () => integer(wrong({ default: 3 })),
    'values: integer(): the description: expected text on one line, found undefined',
  ],
  [() => integer({ description: 'a\nb', default: 3 }), 'values: "a\\nb": the description: expected text on one line'],
  [() => string(wrong(undefined)), 'values: string(): the description: expected text on one line, found undefined'],
  [() => oneOf(wrong(undefined)), 'values: string(): the description: expected text on one line, found undefined'],
  [
    () => withDefaults(section('Bot', { count }), wrong({ count: 'x' })),
    'defaults of "Bot": count: expected a whole number',
  ],
])('%s says what was expected', (declare, message) => {
  expect(declare).toThrow(ChatbotError);
  expect(declare).toThrow(message);
});
