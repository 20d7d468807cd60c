import fc from 'fast-check';
import {
  type Condition,
  add,
  and,
  atLeast,
  capabilities,
  checksum,
  choose,
  differs,
  each,
  eachEntry,
  either,
  embed,
  entryOf,
  equals,
  isEmpty,
  isSet,
  merge,
  multiply,
  named,
  not,
  or,
  orElse,
  portOf,
  release,
  replaceAll,
  sha256,
  text,
  truncate,
  when,
} from '../../../constructs/values';
import { expressionOf } from '../../../constructs/values/joined';
import type { Expression } from '../../../constructs/values';
import { type Handles, anyText, oneLine } from './arbitraries';

/** Something made from handles; `show` is its source, for the message of a test that fails. */
export interface Made<T> {
  readonly show: string;
  readonly make: (values: Handles) => T;
}

const made = <T>(show: string, make: (values: Handles) => T): Made<T> => ({ show, make });
const literal = <T>(arbitrary: fc.Arbitrary<T>) => arbitrary.map((value) => made(JSON.stringify(value), () => value));
const list = (all: readonly Made<unknown>[]) => all.map(({ show }) => show).join(', ');

function call<A, R>(name: string, run: (...all: A[]) => R, ...operands: Made<A>[]): Made<R> {
  return made(`${name}(${list(operands)})`, (values) => run(...operands.map(({ make }) => make(values))));
}

type Kinds = {
  integer: Made<number>;
  number: Made<number>;
  text: Made<string>;
  condition: Made<Condition>;
};

/** Well-typed expressions over every operator. */
export const expressions = fc.letrec<Kinds>((tie) => {
  const [integer, number, string, condition] = [tie('integer'), tie('number'), tie('text'), tie('condition')];
  const small = fc.oneof(literal(fc.integer({ min: -5, max: 5 })), fc.constant(made('v.count', (v) => v.count)));
  return {
    integer: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      small,
      fc.constantFrom(
        made('v.large', (v) => v.large),
        made('v.inner.depth', (v) => v.inner.depth),
      ),
      // Literals from 8086e12 on are reserved for tokens.
      literal(fc.integer({ min: -(2 ** 52), max: 2 ** 52 })),
      fc.tuple(small, small, small).map(([a, b, c]) => call('add', add, a, call('multiply', multiply, b, c))),
      fc
        .tuple(condition, integer, integer)
        .map(([c, a, b]) => made(`choose(${list([c, a, b])})`, (v) => choose(c.make(v), a.make(v), b.make(v)))),
      fc
        .tuple(fc.constantFrom('https://', 'http://', ''), string, fc.constantFrom('', ':8443', ':080', ':'), string)
        .map(([scheme, a, port, b]) =>
          made(`portOf(${scheme}\${${a.show}}${port}\${${b.show}})`, (v) =>
            portOf(`${scheme}${a.make(v)}${port}${b.make(v)}`),
          ),
        ),
      integer.map((a) => made(`orElse(v.maybeCount, ${a.show})`, (v) => orElse(v.maybeCount, a.make(v)))),
    ),
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(made('v.ratio', (v) => v.ratio)),
      fc
        .tuple(condition, literal(fc.constantFrom(0.1, 1.5, 1e-7, 3.25)))
        .map(([c, a]) => made(`choose(${c.show}, v.ratio, ${a.show})`, (v) => choose(c.make(v), v.ratio, a.make(v)))),
      literal(fc.constantFrom(0, 1, 0.5)).map((a) =>
        made(`orElse(v.maybeRatio, ${a.show})`, (v) => orElse(v.maybeRatio, a.make(v))),
      ),
    ),
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      literal(anyText),
      fc.constantFrom(
        made('v.text', (v) => v.text),
        made('v.mode', (v) => v.mode),
        made('v.inner.name', (v) => v.inner.name),
        made('release.name', () => release.name),
      ),
      fc
        .array(string, { minLength: 1, maxLength: 4 })
        .map((all) => call('join', (...texts: string[]) => texts.join(''), ...all)),
      fc
        .tuple(string, integer)
        .map(([a, b]) => made(`${a.show} + \`\${${b.show}}\``, (v) => `${a.make(v)}${b.make(v)}`)),
      fc
        .tuple(condition, string, string)
        .map(([c, a, b]) => made(`choose(${list([c, a, b])})`, (v) => choose(c.make(v), a.make(v), b.make(v)))),
      string.map((a) => made(`orElse(v.maybeText, ${a.show})`, (v) => orElse(v.maybeText, a.make(v)))),
      fc
        .oneof(integer, number, condition)
        .map((a) => call<number | Condition, string>('text', (one) => text(one), a as Made<number | Condition>)),
      fc
        .tuple(string, literal(oneLine.filter((old) => old !== '')), string)
        .map(([a, old, by]) =>
          call('replaceAll', (one, key, other) => replaceAll(one, { [key]: other, '%': key }), a, old, by),
        ),
      string.map((a) => made(`entryOf(v.labels, ${a.show})`, (v) => entryOf(v.labels, a.make(v)))),
      fc.constant(made("entryOf(v.labels, 'team')", (v) => entryOf(v.labels, 'team'))),
      string.map((a) =>
        call('truncate(sha256)', (one) => truncate(sha256(expressionOf(one) as Expression<string>), 8), a),
      ),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      literal(fc.boolean()),
      fc.constantFrom(
        made('v.flag', (v) => v.flag),
        made('v.other', (v) => v.other),
        made('isSet(v.maybeText)', (v) => isSet(v.maybeText)),
        made('isSet(v.maybeCount)', (v) => isSet(v.maybeCount)),
        made('isEmpty(v.words)', (v) => isEmpty(v.words)),
        made('isEmpty(v.labels)', (v) => isEmpty(v.labels)),
        made("has('policy/v1')", () => capabilities.has('policy/v1')),
        made("has('example.com/v1')", () => capabilities.has('example.com/v1')),
      ),
      condition.map((a) => call('not', not, a)),
      fc.array(condition, { maxLength: 3 }).map((all) => call('and', and, ...all)),
      fc.array(condition, { maxLength: 3 }).map((all) => call('or', or, ...all)),
      fc.tuple(integer, integer).map(([a, b]) => call('equals', equals, a, b)),
      fc.tuple(string, string).map(([a, b]) => call('differs', differs, a, b)),
      fc.tuple(condition, condition).map(([a, b]) => call<Condition, Condition>('equals', equals, a, b)),
      fc.tuple(number, number).map(([a, b]) => call('equals', equals, a, b)),
      fc
        .tuple(integer, fc.integer({ min: -10, max: 1000 }))
        .map(([a, b]) => made(`atLeast(${a.show}, ${b})`, (v) => atLeast(a.make(v), b))),
    ),
  };
});

const scalar: fc.Arbitrary<Made<unknown>> = fc.oneof(expressions.text, expressions.integer, expressions.number);

const wholes = fc.constantFrom<Made<unknown>>(
  made('embed(v.words)', (v) => embed(v.words)),
  made('embed(v.numbers)', (v) => embed(v.numbers)),
  made('embed(v.groups)', (v) => embed(v.groups)),
  made('embed(v.labels)', (v) => embed(v.labels)),
  made('embed(v.free)', (v) => embed(v.free)),
  made('embed(v.frees)', (v) => embed(v.frees)),
  made('merge(v.keyed)', (v) => merge(v.keyed)),
  made('embed(v.maybeWords)', (v) => embed(v.maybeWords)),
  made('embed(v.maybeText)', (v) => embed(v.maybeText)),
  made('embed(v.maybeRatio)', (v) => embed(v.maybeRatio)),
  made('embed(v.flag)', (v) => embed(v.flag)),
  made('v.maybeCount', (v) => v.maybeCount),
  made('{}', () => ({})),
  made('[]', () => []),
);

// What each() makes of an item must always be there.
const loops = fc.tuple(oneLine, scalar, fc.boolean()).chain(([label, extra, nested]) =>
  fc.constantFrom<Made<unknown>>(
    made(`each(v.words, (w) => w + ${JSON.stringify(label)})`, (v) => each(v.words, (w) => `${w}${label}`)),
    made('each(v.frees, (f) => embed(f))', (v) => each(v.frees, (free) => embed(free))),
    made(`each(v.frees, (f) => ({f, extra: ${extra.show}}))`, (v) =>
      each(v.frees, (free) => ({ free: embed(free), extra: extra.make(v) })),
    ),
    made('each(v.numbers, (n) => n)', (v) => each(v.numbers, (n) => n)),
    made(`eachEntry(v.labels, {name, value, extra: ${extra.show}})`, (v) =>
      eachEntry(v.labels, (name, value) => ({ name, value, script: `x ${name}\ny ${value}.\n`, extra: extra.make(v) })),
    ),
    made(`each(v.groups, {..., extra: ${extra.show}, nested: ${nested}})`, (v) =>
      each(v.groups, (group) => ({
        note: embed(group.note),
        name: group.name,
        port: group.port,
        script: `port {${group.port}}\nname ${group.name} of ${release.name}!`,
        large: equals(group.port, v.large),
        extra: extra.make(v),
        enabled: when(group.enabled, 'yes'),
        all: embed(group.children),
        children: nested
          ? [
              each(group.children, (child) => ({
                child,
                parent: group.name,
                word: each(v.words, (w) => w) && [each(v.words, (w) => `${child}/${w}`)],
              })),
            ]
          : undefined,
      })),
    ),
  ),
);

type Parts = {
  part: Made<unknown>;
  object: Made<Record<string, unknown>>;
  list: Made<unknown[]>;
};

let names = 0;

// What is merged has keys of its own.
const ownKeys = (object: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !key.startsWith('zz/') && key !== 'n 1'));

/** A named part that is told scalars of every type, and reads what else it likes. */
function told(object: fc.Arbitrary<Made<Record<string, unknown>>>): fc.Arbitrary<Made<unknown>> {
  const { text: anything, integer, number, condition } = expressions;
  return fc.tuple(anything, integer, number, condition, object).map(([word, count, ratio, flag, chart]) =>
    made(`named(told ${list([word, count, ratio, flag])}, ${chart.show})`, (v) => {
      const line = word.make(v);
      const scalars = {
        word: expressionOf(line).isOneLine() ? line : 'line',
        count: count.make(v),
        ratio: ratio.make(v),
        flag: flag.make(v),
      };
      return named(`part${names++}`, scalars, (known) => ({
        ...known,
        flag: choose(known.flag, 'yes', 'no'),
        only: when(known.flag, { count: atLeast(known.count, 1) }),
        script: `word ${known.word}\nof ${release.name}!`,
        words: [each(v.words, (one) => ({ one, word: known.word, mode: v.mode }))],
        chart: chart.make(v),
      }));
    }),
  );
}

/** Parts of a manifest: objects, lists, conditions, loops, named parts, scalars. */
export const parts = fc.letrec<Parts>((tie) => {
  const [part, object] = [tie('part'), tie('object')];
  const item = fc.oneof(
    {
      weight: 3,
      arbitrary: part,
    },
    loops,
  );
  return {
    object: fc
      .array(fc.tuple(fc.oneof(fc.constantFrom('a', 'b', 'c d', 'on', '1'), oneLine), part), { maxLength: 4 })
      .map((entries) =>
        made(`{${entries.map(([key, one]) => `${JSON.stringify(key)}: ${one.show}`).join(', ')}}`, (v) =>
          Object.fromEntries(entries.map(([key, one]) => [key, one.make(v)])),
        ),
      ),
    list: fc
      .array(item, { maxLength: 4 })
      .map((items) => made(`[${list(items)}]`, (v) => items.map((one) => one.make(v)))),
    part: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      wholes,
      expressions.condition,
      object,
      tie('list'),
      fc
        .tuple(expressions.condition, part)
        .map(([c, a]) => made(`when(${list([c, a])})`, (v) => when(c.make(v), a.make(v)))),
      fc
        .tuple(expressions.condition, part, part)
        .map(([c, a, b]) => made(`either(${list([c, a, b])})`, (v) => either(c.make(v), a.make(v), b.make(v)))),
      fc
        .oneof(
          scalar,
          object.map((one) => made(`{always: true, ...${one.show}}`, (v) => ({ ...one.make(v), always: true }))),
        )
        .map((one) => made(`named(${one.show})`, (v) => named(`part${names++}`, one.make(v)))),
      fc
        .tuple(object, part)
        .map(([one, two]) =>
          made(`merge(v.keyed, ${one.show}, named({'n 1': ${two.show}}))`, (v) =>
            merge(v.keyed, ownKeys(one.make(v)), named(`part${names++}`, { 'n 1': two.make(v) })),
          ),
        ),
      told(object),
      object.map((one) => made(`checksum(${one.show})`, (v) => checksum(`sum${names++}`, one.make(v)))),
    ),
  };
}).object;
