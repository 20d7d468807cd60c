import fc from 'fast-check';
import type { Json } from '../../../constructs/values';
import {
  type HandleOf,
  boolean,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  section,
  string,
} from '../../../constructs/values';
import { isOneLine } from '../../../constructs/values/one-line';

const description = 'For a test';
const word = string({ description, default: '' });

/** One value of every kind, and a loop within a loop. */
export const declaration = section('Values of a test', {
  count: integer({ description, default: 0, minimum: -1000, maximum: 1000 }),
  large: integer({ description, default: 0, maximum: Number.MAX_SAFE_INTEGER }),
  ratio: number({ description, default: 0, minimum: -1e9, maximum: 1e9 }),
  text: word,
  mode: oneOf({ description, options: ['one', 'two'], default: 'one' }),
  flag: boolean({ description, default: false }),
  other: boolean({ description, default: false }),
  words: list({ description, item: word }),
  numbers: list({ description, item: number({ description, default: 0 }) }),
  groups: list({
    description,
    item: section('A group', {
      name: word,
      port: integer({ description, default: 1, maximum: Number.MAX_SAFE_INTEGER }),
      enabled: boolean({ description, default: true }),
      note: optional(word),
      children: list({ description, item: word }),
    }),
  }),
  labels: map({ description, item: word }),
  keyed: map({ description, item: word, keys: { pattern: '^zz/', expected: 'keys such as zz/a', reserved: '^zz/r' } }),
  free: object({ description }),
  frees: list({ description, item: object({ description }) }),
  maybeText: optional(word),
  maybeCount: optional(integer({ description, default: 0 })),
  maybeRatio: optional(number({ description, default: 0 })),
  maybeWords: optional(list({ description, item: word })),
  inner: section('Inner values', { depth: integer({ description, default: 1 }), name: word }),
});

export type Handles = HandleOf<typeof declaration>;

const NOTABLE = [
  ...['', ' ', ' lead', 'trail ', 'a b', 'it is', '{{', '}}', '{', '}', '{{{', '{{- x }}', '{{/* c */}}', '{{`', '`'],
  ...['%', '%s', '%%d', '100%', 'yes', 'no', 'on', 'Off', 'y', 'N', 'null', 'Null', '~', 'true', 'FALSE', '1', '1.0'],
  ...[
    '1e3',
    '1E400',
    '0777',
    '0x1F',
    '0o17',
    '1_000',
    '1:30',
    '2020-01-01',
    '.inf',
    '.NaN',
    '-0',
    '- a',
    'a: b',
    'a #b',
    '#c',
  ],
  ...['"q"', "'q'", '\\', '\\n', '*a', '&a', '!x', '|', '>', '@x', '=', '<<', '? x', ':', 'a:', '-', '---', '...'],
  ...[
    'é',
    '漢字',
    '😀',
    '\u00a0x',
    '[a]',
    '{a}',
    'a,b',
    'key',
    '<&>',

    'http://x/y?a=b#c',
    '/',
    '5Mi',
    '50%',
    '5e',
    '_',
  ],
];

/** A string on one line, likely one that YAML, Go templates or printf give a meaning to. */
export const oneLine = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NOTABLE) },
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }).filter(isOneLine),
  fc.tuple(fc.constantFrom(...NOTABLE), fc.constantFrom(...NOTABLE)).map((two) => two.join('')),
);

/** Any literal text: scripts of several lines, control characters. */
export const anyText = fc.oneof(
  { weight: 2, arbitrary: oneLine },
  fc.array(oneLine, { maxLength: 5 }).map((lines) => lines.join('\n')),
  fc
    .array(fc.constantFrom('#!/bin/sh', 'set -e', '', '  indented', '\tx', 'a {', '}', '{{ x }}', ' ', 'end  '), {
      maxLength: 6,
    })
    .map((lines) => lines.join('\n')),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

const amount = fc.oneof(
  fc.constantFrom(0, -0, 0.1, 1e-7, 1.5e-9, 3, 1e6, 123456789.125, 0.30000000000000004),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
);
const large = fc.oneof(
  fc.constantFrom(0, 1, 1000000, 2147483647, Number.MAX_SAFE_INTEGER),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);

const freeKey = oneLine.filter((key) => key !== '<<');
const { freeObject } = fc.letrec<{ freeObject: { [key: string]: Json }; value: Json }>((tie) => ({
  freeObject: fc.dictionary(freeKey, tie('value'), { maxKeys: 3, depthIdentifier: 'free', noNullPrototype: true }),
  value: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'free' },
    anyText,
    fc.boolean(),
    amount,
    large,
    fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'free' }),
    tie('freeObject'),
  ),
}));

/** Values that the declaration accepts. */
export const values: fc.Arbitrary<Json> = fc
  .record(
    {
      count: fc.integer({ min: -1000, max: 1000 }),
      large,
      ratio: amount,
      text: oneLine,
      mode: fc.constantFrom('one', 'two'),
      flag: fc.boolean(),
      other: fc.boolean(),
      words: fc.array(oneLine, { maxLength: 3 }),
      numbers: fc.array(amount.map(Math.abs), { maxLength: 3 }),
      groups: fc.array(
        fc.record(
          {
            name: oneLine,
            port: large,
            enabled: fc.boolean(),
            note: oneLine,
            children: fc.array(oneLine, { maxLength: 3 }),
          },
          { requiredKeys: ['name', 'port', 'enabled', 'children'] },
        ),
        { maxLength: 3 },
      ),
      labels: fc.dictionary(
        oneLine.filter((key) => key !== '<<'),
        oneLine,
        { maxKeys: 4 },
      ),
      keyed: fc.dictionary(
        oneLine.map((key) => `zz/${key}`).filter((key) => !key.startsWith('zz/r')),
        oneLine,
        { maxKeys: 3 },
      ),
      free: freeObject,
      frees: fc.array(freeObject, { maxLength: 3 }),
      maybeText: oneLine,
      maybeCount: fc.nat(),
      maybeRatio: amount.map(Math.abs),
      maybeWords: fc.array(oneLine, { maxLength: 2 }),
      inner: fc.record({ depth: fc.nat(), name: oneLine }),
    },
    {
      requiredKeys: [
        'count',
        'large',
        'ratio',
        'text',
        'mode',
        'flag',
        'other',
        'words',
        'numbers',
        'groups',
        'labels',
        'keyed',
        'free',
        'frees',
        'inner',
      ],
    },
  )
  .map((record) => JSON.parse(JSON.stringify(record)) as Json);
