import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectsIn } from '../chart/support/charts';
import { describeWithKubeconform } from '../chart/support/kubeconform';
import { describeWithHelm, runHelm } from '../constructs/support/helm';
import { describeWithRegistry, installedExample, packed, run, typeErrorsWith } from './support/installed';

const KUBERNETES = '1.34.0';
const { archive } = packed();

interface Example {
  readonly name: string;
  /** A text of main.ts, what a person might write by mistake, and what the compiler says then. */
  readonly mistake: readonly [text: string, wrong: string, words: string];
  /** Kinds that synth must give, with their number. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly manifests: string;
  readonly chart?: { readonly name: string; readonly overlay: string; readonly misspelt: string };
}

const EXAMPLES: readonly Example[] = [
  {
    name: 'plain-literals',
    mistake: ['replicas: 2', "replicas: '2'", "Type 'string' is not assignable to type 'number'"],
    kinds: { Deployment: 1, StatefulSet: 1, Service: 2, NetworkPolicy: 2, PodDisruptionBudget: 1 },
    manifests: 'dist',
  },
  {
    name: 'todo-overrides',
    mistake: ["logLevel: 'warning'", "logLevl: 'warning'", "'logLevl' does not exist"],
    kinds: { Deployment: 4, StatefulSet: 1, Ingress: 1 },
    manifests: 'dist/manifests/todo-chatbot/prod',
    chart: {
      name: 'todo-chatbot',
      overlay: 'helm/todo-chatbot/values-prod.yaml',
      misspelt: 'global.logLevl=debug',
    },
  },
  {
    name: 'own-chart',
    mistake: ['replicas, logLevel', 'replicass, logLevel', "Property 'replicass' does not exist"],
    kinds: { Deployment: 1, Service: 1, ConfigMap: 1, NetworkPolicy: 1 },
    manifests: 'dist/manifests/my-bot/dev',
    chart: { name: 'my-bot', overlay: 'helm/my-bot/values-dev.yaml', misspelt: 'replicass=2' },
  },
];

for (const example of EXAMPLES) describeWithRegistry(example.name, () => works(example));

function works({ name, mistake, kinds, manifests, chart }: Example): void {
  const project = installedExample(name, archive);

  /** All that synth wrote as plain manifests, in one text. */
  function written(): string {
    const names = readdirSync(join(project, manifests)).filter((file) => file.endsWith('.yaml'));
    return names.map((file) => readFileSync(join(project, manifests, file), 'utf8')).join('\n---\n');
  }

  test('type-checks strictly, the types of the library and of what it needs too', () => {
    expect(run(project, 'npx', 'tsc', '--skipLibCheck', 'false')).toEqual({
      status: 0,
      output: expect.not.stringContaining('error') as string,
    });
  });

  test('a mistake does not compile', () => {
    const [text, wrong, words] = mistake;
    expect(typeErrorsWith(project, text, wrong)).toContain(words);
  });

  test('cdk8s synth writes what it should', () => {
    const { status, output } = run(project, 'npx', 'cdk8s', 'synth', '--no-check-upgrade');
    expect([status, status === 0 ? '' : output]).toEqual([0, '']);
    const found = objectsIn(written()).map(({ kind }) => kind);
    for (const [kind, count] of Object.entries(kinds)) {
      expect([kind, found.filter((one) => one === kind).length]).toEqual([kind, count]);
    }
  });

  describeWithKubeconform('Kubernetes', (check) => {
    test('accepts every object', () => {
      const file = join(project, 'all.yaml');
      writeFileSync(file, written());
      expect(check(KUBERNETES, file)).toEqual([]);
    });
  });

  if (!chart) return;
  const folder = join(project, 'dist/charts', chart.name);
  const overlay = join(project, chart.overlay);
  for (const major of [3, 4] as const) {
    describeWithHelm(major, `Helm ${major}`, (helm) => {
      const template = (...more: readonly string[]) =>
        runHelm(helm, ['template', chart.name, folder, '--kube-version', KUBERNETES, '-f', overlay, ...more]);

      test('lints the chart', () => {
        const printed = runHelm(helm, ['lint', folder, '--strict', '-f', overlay, '--kube-version', KUBERNETES]);
        expect(printed).toContain('1 chart(s) linted, 0 chart(s) failed');
      });

      test('renders the objects of the plain manifests', () => {
        const names = (text: string) =>
          objectsIn(text)
            // Only Helm runs what belongs to helm test.
            .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.annotations?.['helm.sh/hook'] !== 'test')
            .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
            .sort();
        expect(names(template())).toEqual(names(written()));
      });

      test('refuses a misspelt value', () => {
        const key = chart.misspelt.split('=')[0]!.split('.').at(-1)!;
        expect(() => template('--set', chart.misspelt)).toThrow(new RegExp(`additional propert.*${key}`));
      });
    });
  }
}
