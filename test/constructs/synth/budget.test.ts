import { App } from 'cdk8s';
import { HelmChart, Manifest, budgetOf, synth } from '../../../constructs/synth';
import { checkContainers } from '../../../constructs/synth/containers';
import { integer, quantity, section } from '../../../constructs/values';
import { inFolder } from '../support/helm';

const values = section('Values', {
  replicas: integer({ description: 'Pods', default: 1 }),
  request: quantity({ description: 'Memory asked for', default: '256Mi' }),
  limit: quantity({ description: 'Memory at most', default: '1Gi' }),
});

/** Writes a chart with one Deployment for an overlay. */
function write(overlay: string, budgets = { dev: { memory: '4Gi', cpu: '2' } }) {
  return inFolder(new Map([['helm/shop/values-dev.yaml', overlay]]), (folder) => {
    const app = new App();
    const chart = new HelmChart(app, 'shop', { version: '1.0.0', description: 'A shop', values, budgets });
    const { replicas, request, limit } = chart.values;
    const resources = { requests: { cpu: '100m', memory: request }, limits: { cpu: '400m', memory: limit } };
    const spec = { replicas, template: { spec: { containers: [{ name: 'till', resources }] } } };
    new Manifest(chart, 'till', { apiVersion: 'apps/v1', kind: 'Deployment' }, { metadata: { name: 'till' }, spec });
    return synth(app, { outdir: `${folder}/dist`, overlays: `${folder}/helm` });
  });
}

test('adds up what the pods of an environment ask for, and lets pass what is within its budget', () => {
  expect(write('replicas: 4\n')[0]!.budget).toEqual({
    pods: 4,
    jobs: 0,
    requests: { cpu: 0.4, memory: 2 ** 30 },
    limits: { cpu: 1.6, memory: 4 * 2 ** 30 },
  });
  expect(budgetOf([]).pods).toBe(0);
});

test.each([
  [
    'memory',
    'replicas: 5\n',
    'shop: the pods of dev may take 5120Mi of memory together, and its budget is 4Gi; lower limits',
  ],
  ['CPU', 'replicas: 6\nlimit: 256Mi\n', 'shop: the pods of dev may take 2400m of CPU together, and its budget is 2;'],
])('refuses more %s than the budget', (_, overlay, message) => {
  expect(() => write(overlay)).toThrow(message);
});

test('refuses a container that asks for more than it may take', () => {
  expect(() => write('request: 2Gi\n')).toThrow(
    'shop: dev: Deployment till: the container till requests 2Gi of memory, more than its limit, 1Gi; raise the limit',
  );
});

test('refuses it in a Job that runs by the clock, which the budget counts once', () => {
  const resources = { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } };
  const spec = { jobTemplate: { spec: { template: { spec: { containers: [{ name: 'sweeper', resources }] } } } } };
  const cronJob = { kind: 'CronJob', metadata: { name: 'sweep' }, spec };
  const objects = [{ json: cronJob, file: 'sweep' }] as unknown as Parameters<typeof budgetOf>[0];
  expect(() => checkContainers(objects, 'dev')).toThrow(
    'dev: CronJob sweep: the container sweeper requests 2Gi of memory, more than its limit, 1Gi',
  );
  expect(budgetOf(objects)).toMatchObject({ pods: 0, jobs: 1, limits: { memory: 2 ** 30 } });
});
