import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { testFolder } from './support/charts';

const LONG = 60_000;
const project = testFolder();
const overlays = join(project, 'helm/todo-chatbot');

beforeAll(() => {
  for (const name of ['main.ts', 'register.js', 'package.json', 'tsconfig.json', 'helm', 'dist'])
    cpSync(name, join(project, name), { recursive: true });
  for (const name of ['constructs', 'node_modules']) symlinkSync(resolve(name), join(project, name));
  if (existsSync('cdk8s.yaml')) cpSync('cdk8s.yaml', join(project, 'cdk8s.yaml'));
});

function run(program: string, ...args: readonly string[]) {
  const env = { ...process.env, CDK8S_OUTDIR: undefined };
  return spawnSync(program, args, { cwd: project, encoding: 'utf8', env });
}

/** What `npm run synth` runs. */
function runSynth() {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { synth: string } };
  return run('sh', '-c', scripts.synth);
}

function contentsOf(folder: string): Record<string, string> {
  const entries = readdirSync(join(project, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]),
  );
}

const mistakes: readonly (readonly [name: string, overlay: string, lines: readonly string[]])[] = [
  ['an unknown key', 'frontend:\n  replicass: 2\n', [':2: frontend.replicass: unknown; did you mean "replicas"?']],
  [
    'a wrong type',
    'backend:\n  replicas: "2"\n',
    [':2: backend.replicas: expected a whole number from 0 to 100, found "2"'],
  ],
  [
    'values out of bounds',
    'global:\n  longestAnswerSeconds: 5\n  logLevel: inf\n',
    [
      ':2: global.longestAnswerSeconds: expected a whole number from 10 to 3600, found 5',
      ':3: global.logLevel: expected one of debug, info, warning, error, found "inf"; did you mean "info"?',
    ],
  ],
  ['a YAML error', 'frontend:\n  replicas: [1\n', [':3:1: not YAML: ']],
];

describe('synth refuses an overlay with', () => {
  test.each(mistakes)(
    '%s',
    (_, overlay, lines) => {
      const before = contentsOf('dist');
      const file = join(overlays, 'values-qa.yaml');
      writeFileSync(file, overlay);
      const { status, stderr, stdout } = runSynth();
      rmSync(file);
      const printed = stderr.trimEnd().split('\n');
      expect(printed).toHaveLength(lines.length + 1);
      for (const [index, line] of lines.entries()) {
        expect(printed[index]).toMatch(/^synth: helm\/todo-chatbot\/values-qa\.yaml:/);
        expect(printed[index]).toContain(`values-qa.yaml${line}`);
      }
      expect(printed.at(-1)).toBe('Nothing was written: dist/ is as it was.');
      expect([status, stdout]).toEqual([1, '']);
      expect(contentsOf('dist')).toEqual(before);
      expect(readdirSync(project).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
    },
    LONG,
  );
});

test(
  'a new overlay is a new environment',
  () => {
    const file = join(overlays, 'values-qa.yaml');
    writeFileSync(file, 'frontend:\n  replicas: 3\n');
    const { status, stdout, stderr } = runSynth();
    rmSync(file);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^todo-chatbot +qa +\d+ +\d+ +\d+ +\d+ +\d+m +\d+m +\d+Mi +\d+Mi$/m);
    expect(stdout).toContain('Next: scripts/up');
    const deployment = readFileSync(join(project, 'dist/manifests/todo-chatbot/qa/frontend-deployment.yaml'), 'utf8');
    expect(deployment).toContain('namespace: chatbot-qa\n');
    expect(deployment).toContain('replicas: 3\n');
  },
  LONG,
);

(existsSync('cdk8s.yaml') ? test : test.skip)(
  'npx cdk8s synth writes what npm run synth writes',
  () => {
    expect(runSynth().status).toBe(0);
    const expected = contentsOf('dist');
    const { status, stdout, stderr } = run('npx', 'cdk8s', 'synth', '--no-check-upgrade');
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
    expect(contentsOf('dist')).toEqual(expected);
  },
  LONG,
);
