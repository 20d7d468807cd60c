import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { testFolder } from './support/charts';
import { type KubernetesObject, workloadsOf } from './support/objects';
import { environments, plainOf } from './support/stack';

// What stays, by choice: docs/design.md, "What scanners say".
const KUBE_SCORE_STAYS = [
  /ImagePullPolicy is not set to Always/,
  /^(database|backup|restore|restore-drill|backup-check-[^:]*): .*low (user|group) ID/,
];
// The pods of this policy are made by CloudNativePG: the manifests hold none.
const KUBE_SCORE_STAYS_AT: Readonly<Record<string, RegExp>> = {
  'prod-cnpg': /^database: The NetworkPolicys selector doesn't match any pods$/,
};
const CHECKOV_STAYS = ['CKV_K8S_15', 'CKV_K8S_43'];
const CHECKOV_STAYS_AT = [
  /^CKV_K8S_40 (StatefulSet\S*[.]database|CronJob\S*[.](backup|restore|restore-drill)|Job\S*[.]backup-check-\S*)$/,
  /^CKV_K8S_38 Job\S*[.]create-secrets-/,
];

jest.setTimeout(180_000);

const folder = testFolder();

function written(name: string, objects: readonly KubernetesObject[]): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  return file;
}

/** What a scanner prints, whether it complains or not. */
function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

function describeWith(program: string, tests: (program: string) => void): void {
  const path = resolve('.tools', program);
  if (existsSync(path)) describe(program, () => tests(path));
  else describe.skip(`${program} (it is not there: scripts/test installs it)`, () => tests(path));
}

/** Kube-score's criticals, as `database: ...`. */
function criticals(program: string, file: string): string[] {
  const lines = run(program, ['score', '--kubernetes-version', 'v1.34', '--output-format', 'ci', file]).split('\n');
  if (!lines.some((line) => line.startsWith('[OK]')))
    throw new Error(`kube-score said nothing good: ${lines.join('\n')}`);
  return lines
    .filter((line) => line.startsWith('[CRITICAL]'))
    .map((line) => line.replace(/^\[CRITICAL\] ([^/]*)\S* \S+ /, '$1: '));
}

describeWith('bin/kube-score', (program) => {
  test.each(environments)('$environment has no critical but those that stay', ({ environment, values }) => {
    const objects = plainOf(values, environment);
    const found = criticals(program, written(environment, objects));
    expect(workloadsOf(objects).length).toBeGreaterThan(4);
    const stays = [...KUBE_SCORE_STAYS, KUBE_SCORE_STAYS_AT[environment] ?? /^$/];
    expect(found.filter((one) => !stays.some((choice) => choice.test(one)))).toEqual([]);
  });

  test('a container without limits would be found', () => {
    const objects = plainOf({}).filter(({ kind }) => kind === 'Deployment');
    const text = JSON.stringify(objects[0]).replace(/"limits":\{[^}]*\}/g, '"limits":{}');
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, text);
    expect(criticals(program, file)).toEqual(expect.arrayContaining([expect.stringContaining('CPU limit is not set')]));
  });
});

interface Checkov {
  readonly summary: { readonly passed: number; readonly failed: number };
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
}

describeWith('checkov/bin/checkov', (program) => {
  const offline = [
    '--framework',
    'kubernetes',
    '--quiet',
    '--compact',
    '--skip-download',
    '--output',
    'json',
    '--file',
  ];

  test.each(environments)(
    '$environment fails less than 3 % of the checks, all by choice',
    ({ environment, values }) => {
      const file = written(`checkov-${environment}`, plainOf(values, environment));
      const { summary, results } = JSON.parse(run(program, [...offline, file])) as Checkov;
      expect(summary.passed).toBeGreaterThan(300);
      expect(summary.failed / (summary.failed + summary.passed)).toBeLessThan(0.03);
      const chosen = (id: string, resource: string) =>
        CHECKOV_STAYS.includes(id) || CHECKOV_STAYS_AT.some((stays) => stays.test(`${id} ${resource}`));
      expect(
        results.failed_checks
          .map(({ check_id, resource }) => [check_id, resource] as const)
          .filter(([id, resource]) => !chosen(id, resource)),
      ).toEqual([]);
    },
  );
});
