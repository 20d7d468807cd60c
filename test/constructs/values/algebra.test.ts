import { createHash } from 'node:crypto';
import {
  type Json,
  add,
  and,
  atLeast,
  checksum,
  choose,
  each,
  eachEntry,
  either,
  embed,
  equals,
  isEmpty,
  isSet,
  multiply,
  named,
  not,
  or,
  orElse,
  release,
  text,
  when,
} from '../../../constructs/values';
import { type Handles, declaration } from '../support/arbitraries';
import { outcomesOf } from '../support/cases';
import { describeWithHelm } from '../support/helm';

const values = {
  count: 3,
  large: 9007199254740991,
  ratio: 3.0,
  text: 'on {{ x }} 100%',
  mode: 'two',
  flag: true,
  other: false,
  words: ['a', '1'],
  numbers: [0, 0.1, 1e-7],
  groups: [
    { name: 'g', port: 1000000, enabled: true, note: 'n', children: ['c', 'd'] },
    { name: 'h', port: 2, enabled: false, children: [] },
  ],
  labels: { '10': 'ten', '9': 'nine', b: '' },
  maybeCount: 0,
  maybeWords: [],
  inner: { depth: 0, name: '' },
};

type Row = readonly [name: string, content: (v: Handles) => unknown, expected: unknown];

const ROWS: readonly Row[] = [
  ['integer', (v) => v.large, 9007199254740991],
  ['number', (v) => v.ratio, 3],
  ['string', (v) => v.text, 'on {{ x }} 100%'],
  ['add', (v) => add(v.count, 4), 7],
  ['multiply', (v) => multiply(v.count, v.count, -1), -9],
  ['choose', (v) => choose(v.flag, v.ratio, 1), 3],
  ['choose a string', (v) => choose(v.other, 'a\nb', '{{ y }}'), '{{ y }}'],
  ['not, and, or', (v) => embed(and(v.flag, or(v.other, not(v.other)))), true],
  ['equals', (v) => embed(equals(v.mode, 'two')), true],
  ['equals with a fraction', (v) => embed(equals(v.ratio, 3)), true],
  ['atLeast', (v) => embed(atLeast(v.count, 4)), false],
  ['isSet of zero', (v) => embed(isSet(v.maybeCount)), true],
  ['isSet of what is absent', (v) => embed(isSet(v.maybeText)), false],
  [
    'isEmpty of what is absent or empty',
    (v) => embed(and(isEmpty(v.maybeWords as never), not(isEmpty(v.words)))),
    true,
  ],
  [
    'orElse',
    (v) => [orElse(v.maybeText, v.text), orElse(v.maybeCount, 5), orElse(v.maybeRatio, 2)],
    [values.text, 0, 2],
  ],
  [
    'joined strings',
    (v) => `${v.count} {${v.text}}% of ${release.name} ${text(v.flag)} ${v.ratio}`,
    '3 {on {{ x }} 100%}% of cases true 3',
  ],
  ['a block with braces before a value', (v) => `set -e\n{${v.mode}}\n`, 'set -e\n{two}\n'],
  ['a block that ends in an empty value', (v) => `first\n${v.inner.name}`, 'first\n'],
  [
    'a block that ends in blanks',
    (v) => ({ script: 'first\nlast ', more: when(v.flag, 1) }),
    { script: 'first\nlast ', more: 1 },
  ],
  ['a value of several lines in a script', (v) => `run ${choose(v.flag, 'a\nb', 'c')}\nend\n`, 'run a\nb\nend\n'],
  [
    'a checksum of what ends in a block',
    (v) => checksum('block', { script: `run ${v.mode}\nend\n` }),
    createHash('sha256').update('{"script":"run two\\nend\\n"}').digest('hex'),
  ],
  ['digits before and after a token', (v) => `8086${v.count}8086`, '808638086'],
  ['embed of zero and false', (v) => ({ zero: embed(v.maybeCount), no: embed(v.other) }), { zero: 0, no: false }],
  [
    'embed of lists',
    (v) => ({ a: embed(v.words), b: embed(v.maybeWords), c: embed(v.labels) }),
    { a: values.words, c: values.labels },
  ],
  [
    'embed under when',
    (v) => ({ a: when(v.flag, embed(v.words)), b: when(v.other, embed(v.words)) }),
    { a: values.words },
  ],
  ['an object of nothing is left out', (v) => ({ a: { b: embed(v.maybeWords) }, c: 1 }), { c: 1 }],
  [
    'either with nothing first',
    (v) => ({ a: either<unknown>(v.flag, undefined, 1), b: either<unknown>(v.other, undefined, 2) }),
    { b: 2 },
  ],
  [
    'either of conditional parts',
    (v) => ({
      a: either<unknown>(v.flag, when(v.other, 1), 2),
      b: either<unknown>(v.other, 1, { c: when(v.flag, 3) }),
    }),
    { b: { c: 3 } },
  ],
  [
    'each in each',
    (v) => [each(v.groups, (g) => ({ n: g.name, all: [each(v.words, (w) => `${g.name}${w}`)] }))],
    [
      { n: 'g', all: ['ga', 'g1'] },
      { n: 'h', all: ['ha', 'h1'] },
    ],
  ],
  [
    'each of a field',
    (v) => [
      each(v.groups, (g) => ({ n: g.port, on: when(g.enabled, 'x'), c: embed(g.children), note: embed(g.note) })),
    ],
    [{ n: 1000000, on: 'x', c: ['c', 'd'], note: 'n' }, { n: 2 }],
  ],
  ['eachEntry in the order of Go', (v) => [eachEntry(v.labels, (k, x) => `${k}=${x}`)], ['10=ten', '9=nine', 'b=']],
  [
    'each among literals',
    (v) => ['first', each(v.words, (w) => w), each([null, { n: 1 }, undefined], (one) => one!.n)],
    ['first', 'a', '1', 1],
  ],
  [
    'a loop over nothing',
    (v) => ({ list: [each([1], () => undefined)], all: [when(v.other, 1)], kept: true }),
    { kept: true },
  ],
  [
    'named',
    (v) => ({ a: named('object', { x: v.text }), n: named('number', v.count), t: named('text', v.text) }),
    { a: { x: values.text }, n: 3, t: values.text },
  ],
  ['a named choice', (v) => ({ a: named('choice', either<unknown>(v.flag, { x: 1 }, { y: 2 })) }), { a: { x: 1 } }],
  [
    'keys',
    (v) => ({ [v.text]: 1, 'a: b': 2, on: 3, '{{ z }}': 4 }),
    { [values.text]: 1, 'a: b': 2, on: 3, '{{ z }}': 4 },
  ],
  [
    'words of YAML 1.1',
    () => ['on', 'y', '0777', '1:30', '2020-01-01', '~', ''],
    ['on', 'y', '0777', '1:30', '2020-01-01', '~', ''],
  ],
];

describe.each([3, 4] as const)('with Helm %i', (major) => {
  describeWithHelm(major, 'both interpreters say', (helm) => {
    const cases = ROWS.map(([, content]) => ({
      values: values as Json,
      content: (v: Handles) => ({ it: content(v) }),
    }));
    let outcomes: ReturnType<typeof outcomesOf>;
    beforeAll(() => void (outcomes = outcomesOf(helm, declaration, cases)));

    test.each(ROWS.map(([name, , expected], index) => [name, index, expected] as const))('%s', (_, index, expected) => {
      const { plain, helm: rendered } = outcomes[index]!;
      const it = expected === undefined ? {} : { it: expected };
      expect([plain, rendered]).toEqual([
        { kind: 'Case', content: it },
        { kind: 'Case', content: it },
      ]);
    });
  });
});
