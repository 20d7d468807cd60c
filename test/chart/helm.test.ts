import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import { TodoChatbot } from '../../constructs/chatbot';
import { synth } from '../../constructs/synth';
import { version } from '../../package.json';
import { describeWithHelm, findHelm, runHelm } from '../constructs/support/helm';
import { chartFolder, helmTemplate, objectsIn } from './support/charts';
import { containersOf, differences, workloadsOf } from './support/objects';
import { environments, overlayText, plainOf } from './support/stack';

const overlays = environments.map(({ environment }) => ({
  environment,
  overlay: `helm/todo-chatbot/values-${environment}.yaml`,
}));

describeWithHelm(3, 'Helm 3', (helm) => chartIsGood(helm));
describeWithHelm(4, 'Helm 4', (helm) => chartIsGood(helm));

const filesOf = (packed: string) =>
  execFileSync('tar', ['-tzf', packed], { encoding: 'utf8' }).trim().split('\n').sort();

function chartIsGood(helm: string): void {
  const { path, chart } = chartFolder();

  test.each(overlays)('lints the chart for $environment', ({ overlay }) => {
    const output = runHelm(helm, ['lint', chart, '--strict', '-f', overlay, '--kube-version', '1.34.0']);
    expect(output).toContain('1 chart(s) linted, 0 chart(s) failed');
  });

  test('lints nothing that is wrong', () => {
    const wrong = join(path, 'wrong.yaml');
    writeFileSync(wrong, overlayText({ global: { logLevel: 'loud' } }));
    expect(() => runHelm(helm, ['lint', chart, '--strict', '-f', wrong])).toThrow();
  });

  test.each(overlays)('renders the same bytes twice for $environment', ({ environment, overlay }) => {
    const [first, second] = [1, 2].map(() => helmTemplate(helm, chart, environment, overlay));
    expect(first).toBe(second);
    expect(objectsIn(first!).length).toBeGreaterThan(30);
  });

  test('renders the package as the folder', () => {
    const app = new App();
    new TodoChatbot(app, 'todo-chatbot', { version });
    synth(app, { outdir: join(path, 'dist') });
    const packed = join(path, 'dist/charts', `todo-chatbot-${version}.tgz`);
    for (const { environment, overlay } of overlays) {
      expect(helmTemplate(helm, packed, environment, overlay)).toBe(helmTemplate(helm, chart, environment, overlay));
    }
    runHelm(helm, ['package', chart, '--destination', path]);
    expect(filesOf(packed)).toEqual(filesOf(join(path, `todo-chatbot-${version}.tgz`)));
  });

  test('shows what catalogues ask for: category, license and the images that the defaults run', () => {
    const { annotations } = parse(runHelm(helm, ['show', 'chart', chart])) as { annotations: Record<string, string> };
    expect(annotations).toMatchObject({
      'artifacthub.io/category': 'ai-machine-learning',
      'artifacthub.io/license': 'Apache-2.0',
    });
    const shown = (parse(annotations['artifacthub.io/images']!) as { image: string }[]).map(({ image }) => image);
    const run = workloadsOf(plainOf({})).flatMap((one) => containersOf(one).map(({ image }) => image!));
    expect(shown).toEqual([...new Set(run)].sort());
  });

  test('shows version, values and README of the package', () => {
    expect(runHelm(helm, ['show', 'chart', chart])).toContain(`version: ${version}\n`);
    expect(runHelm(helm, ['show', 'values', chart])).toContain('longestAnswerSeconds: 120');
    expect(runHelm(helm, ['show', 'readme', chart])).toContain('| `global.logLevel` |');
  });
}

const helm3 = findHelm(3);

describeWithHelm(4, 'Helm 3 and Helm 4', (helm4) => {
  const { chart } = chartFolder();

  (helm3 ? test : test.skip).each(overlays)('render the same objects for $environment', ({ environment, overlay }) => {
    const [three, four] = [helm3!, helm4].map((helm) => objectsIn(helmTemplate(helm, chart, environment, overlay)));
    expect(differences(three!, four!)).toEqual([]);
  });
});
