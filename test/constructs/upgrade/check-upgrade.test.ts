import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeWithHelm } from '../support/helm';

const LONG = 120_000;
const CHART = 'dist/charts/todo-chatbot';
const STATEFUL_SET = 'charts/database/templates/statefulset.yaml';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-upgrade-test-'));
  mkdirSync(join(folder, 'overlays'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A copy of the committed chart, with texts of its files replaced. */
// What database and Ollama have alike is a helper: the name is changed where one of them includes it.
function renameClaim(text: string): string {
  return text.replace('.claim" .', '.claim" . | replace "name: data" "name: disk"');
}

function chartWith(name: string, edits: Readonly<Record<string, (text: string) => string>>): string {
  const chart = join(folder, name, 'todo-chatbot');
  cpSync(CHART, chart, { recursive: true });
  for (const [file, edit] of Object.entries(edits)) {
    const text = readFileSync(join(chart, file), 'utf8');
    expect(edit(text)).not.toBe(text);
    writeFileSync(join(chart, file), edit(text));
  }
  return chart;
}

function overlay(name: string, text: string): void {
  writeFileSync(join(folder, 'overlays', `values-${name}.yaml`), text);
}

/** The command as `npm run check-upgrade` runs it. */
function check(helm: string, ...args: readonly string[]) {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const command = `${scripts['check-upgrade']!} "$@"`;
  const env = { ...process.env, HELM: helm };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command, 'sh', ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describeWithHelm(4, 'with Helm 4', checksUpgrades);
describeWithHelm(3, 'with Helm 3', checksUpgrades);

function checksUpgrades(helm: string): void {
  test(
    'a chart and itself, also as a package: nothing',
    () => {
      const old = chartWith('old', {});
      execFileSync('tar', ['-czf', join(folder, 'old.tgz'), '-C', join(folder, 'old'), 'todo-chatbot']);
      const overlays = resolve('helm/todo-chatbot');
      const { status, stdout, stderr } = check(helm, join(folder, 'old.tgz'), old, '--overlays', overlays);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(
        /^todo-chatbot \S+ to \S+, over defaults, dev, prod-cnpg, prod-neon, prod-ollama, prod, staging\n\nNothing would break a release\n$/,
      );
    },
    LONG,
  );

  test(
    'a renamed claim, over every overlay with a database',
    () => {
      overlay('own', 'database:\n  storage: 2Gi\n');
      overlay('external', 'database:\n  storage: 3Gi\n');
      const fresh = chartWith('fresh', {
        [STATEFUL_SET]: renameClaim,
      });
      const { status, stdout } = check(helm, CHART, fresh, '--overlays', join(folder, 'overlays'));
      expect(status).toBe(1);
      expect(stdout).toContain(
        '\n\nStatefulSet database: claim "data" is renamed to "disk"\n    over: defaults, external, own\n    why:  Kubernetes refuses',
      );
      expect(stdout).toMatch(/\n1 change would break a release\n$/);
    },
    LONG,
  );

  test(
    'a value that the new schema no longer takes, and an overlay that sets it',
    () => {
      overlay('dev', 'global:\n  logLevel: debug\n');
      const fresh = chartWith('fresh', { 'values.schema.json': (text) => text.replace('"debug",', '') });
      const { status, stdout } = check(helm, CHART, fresh, '--overlays', join(folder, 'overlays'));
      expect(status).toBe(1);
      expect(stdout).toContain('value global.logLevel: no longer takes debug\n');
      expect(stdout).toMatch(/^overlay dev: the new chart refuses it: global\.logLevel: .*info.*\n {4}over: dev$/m);
      expect(stdout).toMatch(/\n2 changes would break a release\n$/);
    },
    LONG,
  );

  test(
    'an overlay that changes what cannot change',
    () => {
      overlay('prod', 'database:\n  storage: 9Gi\n');
      const now = join(folder, 'now');
      mkdirSync(now);
      writeFileSync(join(now, 'values-prod.yaml'), 'database:\n  storage: 5Gi\n');
      const both = ['--overlays', join(folder, 'overlays'), '--new-overlays', now];
      const { status, stdout } = check(helm, CHART, CHART, ...both);
      expect(status).toBe(1);
      expect(stdout).toContain(
        'StatefulSet database: claim "data" shrinks from 9Gi to 5Gi\n    over: prod as it is now\n',
      );
    },
    LONG,
  );

  test(
    'what is accepted with a reason is counted, and told when it is no longer found',
    () => {
      const fresh = chartWith('fresh', {
        [STATEFUL_SET]: renameClaim,
      });
      const file = join(folder, 'accepted');
      const title = 'StatefulSet database: claim "data" is renamed to "disk"';
      writeFileSync(file, `# For 2.0\n${title}  # nobody has data yet\nService a: is gone # it never answered\n`);
      const args = ['--accept', file, '--overlays', join(folder, 'overlays')];
      const { status, stdout } = check(helm, CHART, fresh, ...args);
      expect(status).toBe(0);
      expect(stdout).toContain(`note: ${file}: no longer found, remove it: Service a: is gone\n`);
      expect(stdout).toMatch(/\nNothing would break a release; 1 accepted\n$/);
      writeFileSync(file, `${title}\n`);
      expect(check(helm, CHART, fresh, ...args)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(`${file}:1: expected a finding and its reason`) as string,
      });
    },
    LONG,
  );

  test(
    'an overlay that the old chart refuses is told, not compared',
    () => {
      overlay('new', 'global:\n  notYet: 1\n');
      const { status, stdout } = check(helm, CHART, CHART, '--overlays', join(folder, 'overlays'));
      expect(status).toBe(0);
      expect(stdout).toMatch(
        /^todo-chatbot \S+ to \S+, over defaults\nnote: new: not compared, the old chart refuses it: .*notYet/,
      );
      const broken = chartWith('broken', { 'templates/NOTES.txt': (text) => `${text}{{ fail "no" }}` });
      const refusal = /^check-upgrade: nothing was compared\ndefaults: not compared, the old chart refuses it: /;
      expect(check(helm, broken, broken)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(refusal) as unknown,
      });
    },
    LONG,
  );
}

test('help says what it takes and with which codes it ends', () => {
  const { status, stdout } = check('helm', '--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Usage: npm run check-upgrade -- /);
  expect(stdout).toContain('Exit codes: 0 ');
});

const WRONG: readonly (readonly [args: () => readonly string[], words: string])[] = [
  [() => [], 'which chart is the old one?'],
  [() => ['nowhere.tgz'], "nowhere.tgz is not there; expected a chart's folder or its package (.tgz)"],
  [() => ['docs'], 'docs is not a chart: there is no Chart.yaml in it'],
  [() => ['package.json'], "package.json is not a chart's package (.tgz)"],
  [() => ['a', 'b', 'c'], 'expected at most two charts, found 3'],
  [() => [CHART, '--nonsense'], "'--nonsense'"],
  [() => [CHART, CHART, '--overlays', 'nowhere'], 'there is no folder nowhere with overlays'],
  [() => [CHART, CHART, '--accept', 'docs'], 'there is no file docs of accepted changes'],
  [
    () => [CHART, chartWith('x', { 'Chart.yaml': (text) => text.replace('todo-chatbot', 'shop') })],
    'todo-chatbot and shop are two charts',
  ],
];

test.each(WRONG)('wrong use: %#', (args, words) => {
  const { status, stdout, stderr } = check('helm', ...args());
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`check-upgrade: `);
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('    at ');
});

test('without Helm it says so', () => {
  const { status, stderr } = check('/nowhere/helm', CHART, CHART);
  expect([status, stderr]).toEqual([3, 'check-upgrade: HELM is /nowhere/helm, which does not run\n']);
});
