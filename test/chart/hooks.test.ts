import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { chartFolder, helmTemplate, objectsIn } from './support/charts';
import type { KubernetesObject } from './support/objects';
import { environments, overlayText, stack } from './support/stack';

const POLICIES = ['before-hook-creation', 'hook-succeeded', 'hook-failed'];
const cases: readonly (readonly [string, Json])[] = [
  ['the defaults', {}],
  ...environments.map(({ environment, values }) => [environment, values] as const),
];

/** What is wrong with a hook, one line each. */
function faultsOf({ kind, metadata, spec }: KubernetesObject): string[] {
  const { 'helm.sh/hook-delete-policy': policy = '', 'helm.sh/hook': events } = metadata.annotations!;
  const policies = policy.split(',');
  const runs = kind === 'Job' || kind === 'Pod';
  const faults = {
    'an unknown delete policy': policies.some((one) => !POLICIES.includes(one)),
    // Without it the next run fails, because the object is there already.
    'nothing that removes it before the next run': !policies.includes('before-hook-creation'),
    'a right or a way that stays': !runs && !policies.includes('hook-succeeded'),
    'no deadline': runs && !(Number(spec!.activeDeadlineSeconds) > 0),
    'no ttl': kind === 'Job' && events !== 'test' && !(Number(spec!.ttlSecondsAfterFinished) >= 0),
  };
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [`${kind} ${metadata.name}: ${fault}`] : []));
}

describeWithHelm(4, 'hooks', (helm) => {
  const { path, chart } = chartFolder();
  const hooksOf = (values: Json) => {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayText(values));
    const objects = objectsIn(helmTemplate(helm, chart, 'dev', file));
    return objects.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] !== undefined);
  };

  test.each(cases)('have a deadline, and go when they are done: %s', (_, values) => {
    const hooks = hooksOf(values);
    expect(hooks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Job', 'Pod', 'NetworkPolicy', 'Role']));
    expect(hooks.flatMap(faultsOf)).toEqual([]);
  });

  test('without one of these are noticed', () => {
    const annotations = { 'helm.sh/hook': 'pre-install', 'helm.sh/hook-delete-policy': 'hook-failed' };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x', annotations }, spec: {} };
    expect(faultsOf(job)).toHaveLength(3);
  });
});

test('the chart installs no custom resource definitions', () => {
  const files = [...stack.chartFiles()];
  expect(files.filter(([name]) => /(^|\/)crds\//.test(name)).map(([name]) => name)).toEqual([]);
  // The name stands in extraObjects too, which are what people write themselves.
  const templates = files.filter(([name]) => name.includes('templates/') && !name.endsWith('/extra-objects.yaml'));
  expect(templates.filter(([, text]) => text.includes('CustomResourceDefinition')).map(([name]) => name)).toEqual([]);
});
