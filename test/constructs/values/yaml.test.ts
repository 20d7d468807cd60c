import fc from 'fast-check';
import { parse } from 'yaml';
import type { Json } from '../../../constructs/values';
import { fitsBlock, toYaml, yamlString } from '../../../constructs/values/yaml';
import { anyText } from '../support/arbitraries';
import { describeWithHelm, inFolder, runHelm } from '../support/helm';

const json = fc
  .letrec<{ node: Json; tree: Json }>((tie) => ({
    tree: fc.oneof(fc.dictionary(anyText, tie('node'), { maxKeys: 4 }), fc.array(tie('node'), { maxLength: 4 })),
    node: fc.oneof(
      { depthSize: 'small' },
      anyText,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.constantFrom(0.1, 1e-7, 1e21, 1e6, 2 ** 53 - 1, true, false, null),
      tie('tree'),
    ),
  }))
  .tree.map((value) => JSON.parse(JSON.stringify(value)) as Json);

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

describe('toYaml', () => {
  test('writes two spaces, lists under their key and scripts as blocks', () => {
    const content = { a: { list: [{ x: 1, ports: ['z'] }, 'on'], none: [] }, script: 'set -e\nmake\n', 'k: ': '' };
    expect(toYaml(content)).toBe(`a:
  list:
    - x: 1
      ports:
        - z
    - "on"
  none: []
script: |
  set -e
  make
"k: ": ""
`);
  });

  test('is read back by YAML 1.2 and 1.1 as what it was', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = toYaml(value);
        expect(parse(text)).toEqual(value);
        expect(parse(text, { version: '1.1' })).toEqual(value);
      }),
      { numRuns },
    );
  });

  test('quotes what a YAML 1.1 parser reads as something else than a string', () => {
    const words = [
      'y',
      'No',
      'on',
      'OFF',
      '~',
      'null',
      '1',
      '1_0',
      '0x1F',
      '1:30',
      '2020-01-01',
      '.5',
      '1e3',
      '=',
      '<<',
    ];
    expect(words.filter((word) => yamlString(word) !== JSON.stringify(word))).toEqual([]);
    expect(['Deployment', 'it is so', '250m', '64Mi', '/healthz'].filter((word) => yamlString(word) !== word)).toEqual(
      [],
    );
  });

  test.each(['a\n ', 'a \n', 'a\n\n', ' a\nb', '\na', 'a\r\nb', 'a\u2028\nb', 'one line'])('%j is no block', (text) => {
    expect(fitsBlock(text)).toBe(false);
  });
});

describeWithHelm(3, "toYaml and Go's parser", (helm) => {
  test('are of one mind', () => {
    const values = fc.sample(json, numRuns);
    const lines = values.map((_, i) => {
      const read = Array.isArray(values[i]) ? 'fromYamlArray' : 'fromYaml';
      return `v${i}: {{ .Files.Get "files/${i}.yaml" | ${read} | toJson | b64enc }}\n`;
    });
    const files = new Map([
      ['Chart.yaml', 'apiVersion: v2\nname: files\nversion: 1.0.0\n'],
      ['templates/all.yaml', lines.join('')],
      ...values.map((value, i) => [`files/${i}.yaml`, toYaml(value)] as const),
    ]);
    const output = inFolder(files, (folder) => runHelm(helm, ['template', 'files', folder]));
    const read = [...output.matchAll(/^v\d+: (\S+)$/gm)].map(([, text]) => Buffer.from(text!, 'base64').toString());
    expect(read.map((text) => JSON.parse(text) as Json)).toEqual(values);
  });
});
