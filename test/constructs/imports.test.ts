import { execFileSync } from 'node:child_process';

// Files that are there, since the types of one that is not are unknown.
const VALUES = 'constructs/values/index.ts';
const SYNTH = 'constructs/synth/index.ts';
const PLATFORM = 'constructs/platform/image.ts';

const IMPORTS: readonly [file: string, from: string, refused: boolean][] = [
  [VALUES, '../synth', true],
  [VALUES, '../synth/template', true],
  [VALUES, '../platform', true],
  [VALUES, 'cdk8s', true],
  [SYNTH, '../chatbot', true],
  [SYNTH, '../platform/image', true],
  [SYNTH, '../../apps/agent/src/run', true],
  [SYNTH, '../values', false],
  [SYNTH, './template', false],
  [PLATFORM, '../chatbot', true],
  [PLATFORM, '../synth', false],
  ['constructs/upgrade/claims.ts', '../platform', true],
  ['constructs/upgrade/claims.ts', '../synth', false],
  [SYNTH, '../upgrade', true],
];

// ESLint loads its configuration as a module, which jest's own module system cannot.
const LINT = `
  const { ESLint } = require('eslint');
  const eslint = new ESLint();
  const refused = async ([filePath, from]) => {
    const [result] = await eslint.lintText("import { x } from '" + from + "';\\nexport const y = x;\\n", { filePath });
    return result.messages.some(({ ruleId }) => ruleId === 'no-restricted-imports');
  };
  Promise.all(JSON.parse(process.argv[1]).map(refused)).then((all) => console.log(JSON.stringify(all)));
`;

test('imports point one way: a wrong one is refused', () => {
  const output = execFileSync(process.execPath, ['-e', LINT, JSON.stringify(IMPORTS)], { encoding: 'utf8' });
  const found = JSON.parse(output) as boolean[];
  expect(IMPORTS.map(([file, from], index) => [file, from, found[index]])).toEqual(IMPORTS);
});
