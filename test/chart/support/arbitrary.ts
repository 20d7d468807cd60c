import fc from 'fast-check';
import { type Declaration, type Fields, type Json, type KeyRule, ONE_LINE } from '../../../constructs/values';

type StringDeclaration = Extract<Declaration, { kind: 'string' }>;

/** Texts that parsers and templates like to take for something else. */
const NASTY = [
  ...[
    '',
    ' ',
    ' leading',
    'trailing ',
    '  two',
    'a: b',
    'a #b',
    '# c',
    '- x',
    '? y',
    '! z',
    '&a',
    '*a',
    '|',
    '>',
    '@',
    '`',
  ],
  ...['yes', 'no', 'on', 'off', 'y', 'true', 'False', 'null', '~', '<<', '=', '.inf', '.nan', '-', '---', '...'],
  ...[
    '0',
    '1',
    '007',
    '0x1',
    '0o7',
    '1e3',
    '1E400',
    '1_000',
    '12:30',
    '.5',
    '1.',
    '-1',
    '+1',
    '2024-01-02',
    '123456789012345678',
  ],
  ...['{{', '}}', '{{ .Values }}', '{{- end }}', '{{`x`}}', '{', '}', '[', ']', '[a]', '{a: b}'],
  ...[
    '%',
    '%s',
    '%d',
    '%!d(string=x)',
    '100%',
    '$x',
    '$(PORT)',
    '${X}',
    '\\',
    '\\n',
    '\\u0041',
    "'",
    '"',
    `'"'`,
    '""',
    "it's",
  ],
  ...[
    'ä',
    'ß',
    '日本語',
    '👩‍👩‍👧',
    '\u00a0',
    '\u200b',
    '\u202e',
    'a\u0301',
    '<b>&amp;</b>',
    '&',
    '<',
    '>',
    'a,b',
    'a;b',
    'a=b',
  ],
];

/** Any value that a declaration allows. A `whole` section says all that has to be said, as the items of a list do. */
export function valueOf(declaration: Declaration, whole = false): fc.Arbitrary<Json> {
  switch (declaration.kind) {
    case 'boolean':
      return fc.boolean();
    case 'integer': {
      const { minimum: min, maximum: max } = declaration;
      return fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }));
    }
    case 'number': {
      const { minimum: min, maximum: max } = declaration;
      return fc.oneof(fc.constantFrom(min, max), fc.double({ min, max, noNaN: true }));
    }
    case 'string':
      return textOf(declaration);
    case 'list':
      // No two objects have one name: they would be one.
      if (declaration.item.kind === 'object' && declaration.item.known?.metadata)
        return fc.uniqueArray(valueOf(declaration.item, true), { maxLength: 3, selector: identityOf });
      return fc.array(valueOf(declaration.item, true), { maxLength: 3 });
    case 'map':
      return fc.dictionary(keysOf(declaration.keys), valueOf(declaration.item, true), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'object':
      return fc
        .tuple(
          fc.dictionary(keys, free, { maxKeys: 3, noNullPrototype: true }),
          sectionOf(declaration.known ?? {}, true),
        )
        .map(([others, known]) => ({ ...others, ...(known as object) }));
    case 'optional':
      return valueOf(declaration.item, whole);
    case 'section':
      return sectionOf(declaration.fields, whole);
  }
}

function identityOf(object: Json): string {
  const { apiVersion, kind, metadata } = object as { [key: string]: Json };
  return JSON.stringify([apiVersion, kind, (metadata as { [key: string]: Json }).name]);
}

function sectionOf(fields: Fields, whole: boolean): fc.Arbitrary<Json> {
  const arbitraries = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, valueOf(field, whole)]));
  const required = Object.keys(fields).filter((key) => whole && fields[key]!.kind !== 'optional');
  return fc.record(arbitraries, { requiredKeys: required, noNullPrototype: true });
}

/** Any text that a declaration allows: nasty ones that fit, and others. */
export function textOf({ pattern, options, maxLength = Infinity }: StringDeclaration): fc.Arbitrary<string> {
  if (options) return fc.constantFrom(...options);
  const expression = new RegExp(pattern, 'u');
  const fits = (text: string) => expression.test(text) && Array.from(text).length <= maxLength;
  const free = pattern === ONE_LINE ? fc.string({ unit: 'binary' }) : fc.stringMatching(expression, { size: 'small' });
  const nasty = NASTY.filter(fits);
  return nasty.length > 0 ? fc.oneof(fc.constantFrom(...nasty), free.filter(fits)) : free.filter(fits);
}

function keysOf(rule: KeyRule | undefined): fc.Arbitrary<string> {
  if (!rule) return keys;
  const [expression, reserved] = [rule.pattern, rule.reserved ?? '^$'].map((pattern) => new RegExp(pattern, 'u'));
  return fc.stringMatching(expression!, { size: 'small' }).filter((key) => !reserved!.test(key));
}

const keys = fc.oneof(
  fc.constantFrom(
    'example.com/zone',
    'disk',
    'a.b',
    '1',
    'yes',
    'null',
    'a b',
    '{{ .x }}',
    'a"b',
    "a'b",
    'ä',
    'a: b',
    '%s',
  ),
  fc.stringMatching(/^[a-z]{1,8}(\/[a-z0-9]{1,5})?$/),
);

/** Values in an object of any form. */
const free = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(
      ...NASTY,
      'two\nlines\n',
      true,
      false,
      0,
      -1,
      0.5,
      1_000_000,
      2_147_483_648,
      Number.MAX_SAFE_INTEGER,
    ),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 2, noNullPrototype: true }),
  ),
})).value;
