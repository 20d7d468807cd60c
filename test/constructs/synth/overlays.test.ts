import { readOverlays, parseOverlay } from '../../../constructs/synth';
import { type Json, list, map, number, section, string, integer, boolean } from '../../../constructs/values';
import { describeWithHelm, inFolder, runHelm } from '../support/helm';

const description = 'For a test';
const word = string({ description, default: '' });
const declaration = section('Values', {
  count: integer({ description, default: 1 }),
  ratio: number({ description, default: 1 }),
  flag: boolean({ description, default: false }),
  text: word,
  words: list({ description, item: word }),
  labels: map({ description, item: word }),
});

const parse = (text: string) => parseOverlay(text, 'values-dev.yaml', declaration);

describe('a wrong overlay is told with its file, line and key', () => {
  test.each<[string, string]>([
    ['count: 1\ncoutn: 2\n', 'values-dev.yaml:2: coutn: unknown; did you mean "count"?'],
    ['text: a\ncount: many\n', 'values-dev.yaml:2: count: expected a whole number from 0 to 2147483647, found "many"'],
    ['words:\n  - a\n  - 1\n', 'values-dev.yaml:3: words[1]: expected text on one line, found 1'],
    ['count:\n', 'values-dev.yaml:1: count: expected a whole number'],
    ['- a\n', 'values-dev.yaml:1: the file: expected a section with'],
    ['text: "a\n', 'values-dev.yaml:2:1: not YAML: Missing closing "quote'],
    ['text: a\n b: c\n', 'not YAML'],
    ['count: 1\ncount: 2\n', 'values-dev.yaml:2:1: not YAML: Map keys must be unique'],
    ['text: *a\n', 'not YAML: '],
    ['text: a\n---\ntext: b\n', 'not YAML: '],
    ['text: on\n', 'values-dev.yaml: text: YAML 1.1 and YAML 1.2 read this value differently; put it in quotes'],
    ['text: 0777\n', 'text: YAML 1.1'],
    ['text: 1:30\n', 'text: YAML 1.1'],
    ['text: 2020-01-01\n', 'text: YAML 1.1'],
    ['count: 1_000\n', 'count: YAML 1.1'],
    ['labels:\n  y: a\n', 'labels.y: YAML 1.1'],
    ['x: &x {a: b}\nlabels:\n  <<: *x\n', 'merge keys are not part of YAML 1.2'],
    ['ratio: .inf\n', 'ratio: expected a number'],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  test('all problems, a line each', () => {
    expect(() => parse('a: 1\nb: 2\n')).toThrow(/:1: a: .*\n.*:2: b: /);
  });
});

test('environments are files by name', () => {
  const files = new Map([
    ['values-qa-2.yaml', 'count: 2\n'],
    ['values-dev.yaml', ''],
    ['notes.md', ''],
  ]);
  const overlays = inFolder(files, (folder) => readOverlays(folder, declaration));
  expect(overlays).toEqual([
    { environment: 'dev', values: {} },
    { environment: 'qa-2', values: { count: 2 } },
  ]);
  expect(readOverlays('/nowhere', declaration)).toEqual([]);
});

describeWithHelm(3, 'what is accepted, Helm reads as we do', (helm) => {
  const SCALARS = [
    ...[
      '3',
      '3.0',
      '1e3',
      '1E3',
      '0x1F',
      '0o17',
      '017',
      '+3',
      '-0',
      '1_0',
      '0b11',
      '.5',
      '1.',
      '1e-7',
      '0.1',
      '9007199254740993',
    ],
    ...[
      'yes',
      'Off',
      'y',
      'True',
      'TRUE',
      'null',
      '~',
      'Null',
      '.nan',
      '.Inf',
      '=',
      '<<',
      '1:30',
      '1:30:45',
      '2020-01-01',
    ],
    ...[
      '"a"',
      "'it''s'",
      '"\\u00e9\\x41\\t"',
      'a b',
      'é',
      '|\n  x',
      '>-\n  x\n  y',
      'a # c',
      '"a#b"',
      '5m',
      '!!str 5',
      '!!int "5"',
    ],
    ...['[a, b]', '{a: b}', '{"1": b}', '{1: b}', '{1.0: b}', '[]', '{}', '', '&x a', '"\\e"', '1e400', '!foo a'],
  ];
  const KEYS = ['count', 'ratio', 'flag', 'text', 'words', 'labels'];
  const texts = SCALARS.flatMap((scalar) => KEYS.map((key) => `${key}: ${scalar}\n`));

  test('in every kind of value', () => {
    const accepted = texts.flatMap((text) => {
      try {
        return [{ text, values: parse(text) }];
      } catch {
        return [];
      }
    });
    expect(accepted.length).toBeGreaterThan(30);
    const files = new Map([
      ['Chart.yaml', 'apiVersion: v2\nname: read\nversion: 1.0.0\n'],
      [
        'templates/all.yaml',
        accepted.map((_, i) => `v${i}: {{ .Files.Get "files/${i}" | fromYaml | toJson | b64enc }}\n`).join(''),
      ],
      ...accepted.map(({ text }, i) => [`files/${i}`, text] as const),
    ]);
    const output = inFolder(files, (folder) => runHelm(helm, ['template', 'read', folder]));
    const read = [...output.matchAll(/^v\d+: (\S+)$/gm)].map(
      ([, text]) => JSON.parse(Buffer.from(text!, 'base64').toString()) as Json,
    );
    expect(read.map((values, i) => ({ text: accepted[i]!.text, values }))).toEqual(
      JSON.parse(JSON.stringify(accepted)),
    );
  });
});
