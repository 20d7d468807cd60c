import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from './support/command';
import { type KubernetesObject, attemptInPod, kubectl, list, livingPods } from './support/cluster';
import { OTHER_NAMESPACE } from './support/other-namespace';
import { type Address, type Stranger, makeStranger, reached } from './support/probe';
import { NAMESPACE, RELEASE, haveRelease, makeNamespace, upgrade } from './support/release';
import { check, until } from './support/wait';

/** Where each program's metrics are, and what of it they are not. */
const METRICS = { frontend: 9464, backend: 8000, agent: 8100, mcp: 8200, model: 8300 };
const CLOSED = { frontend: 3000, database: 5432 };
const DEFINITIONS = join('..', 'shared', 'crds', 'prometheus-operator');
const KINDS = ['servicemonitors', 'podmonitors', 'prometheusrules'].map((kind) => `${kind}.monitoring.coreos.com`);
const suite = existsSync(DEFINITIONS) ? describe : describe.skip;

async function isServed(): Promise<boolean> {
  return (await attempt('kubectl', ['get', 'crd', ...KINDS])).code === 0;
}

suite('with Prometheus in another namespace', () => {
  let addresses: (ports: Readonly<Record<string, number>>) => Address[];
  let made = false;

  beforeAll(async () => {
    made = !(await isServed());
    if (made) await kubectl(['apply', '--server-side', '-f', DEFINITIONS]);
    await kubectl(['wait', '--for=condition=Established', '--timeout=30s', ...KINDS.map((kind) => `crd/${kind}`)]);
    await haveRelease();
    await makeNamespace(OTHER_NAMESPACE);
    await upgrade('global.monitoring.enabled=true', `global.monitoring.namespace=${OTHER_NAMESPACE}`);
    const pods = (await livingPods(NAMESPACE)).map(
      ({ metadata, status }) => [metadata.labels?.['app.kubernetes.io/name'] ?? '', status.podIP ?? ''] as const,
    );
    addresses = (ports) =>
      Object.entries(ports).map(([name, port]) => ({ name, host: new Map(pods).get(name)!, port }));
  });

  afterAll(async () => {
    await upgrade();
    if (made) await kubectl(['delete', '-f', DEFINITIONS, '--timeout=60s']);
  });

  async function as(namespace: string, test: (stranger: Stranger) => Promise<void>): Promise<void> {
    const stranger = await makeStranger(namespace, { 'app.kubernetes.io/instance': RELEASE });
    try {
      await test(stranger);
    } finally {
      await stranger.remove();
    }
  }

  test.each(KINDS)('the cluster takes the %s', async (kind) => {
    const objects = await list<KubernetesObject>(NAMESPACE, kind);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual([RELEASE]);
  });

  test('a pod of its namespace reads the metrics of each program, and reaches nothing else', async () => {
    await as(OTHER_NAMESPACE, async ({ name }) => {
      const read = addresses(METRICS).map((address) => {
        const script = `fetch('http://${address.host}:${address.port}/metrics').then((r) => r.text()).then(console.log)`;
        // The way opens a moment after the pod is there.
        return until(`the metrics of ${address.name}`, 30, async () => {
          const { stdout, told } = await attemptInPod(OTHER_NAMESPACE, name, ['node', '-e', script]);
          check(stdout.includes('http_requests_total'), told);
        });
      });
      await Promise.all(read);
      expect(await reached(OTHER_NAMESPACE, name, addresses(CLOSED))).toEqual([]);
    });
  });

  test('a pod of another namespace reads none, be it the own one', async () => {
    await as(NAMESPACE, async ({ name }) => {
      const itself = { name: 'itself', host: '127.0.0.1', port: 8080 };
      expect(await reached(NAMESPACE, name, [itself, ...addresses(METRICS)])).toEqual(['itself']);
    });
  });

  test('the frontend shows none where people come in', async () => {
    const url = `http://127.0.0.1:3000/metrics`;
    const pod = (await livingPods(NAMESPACE)).find(({ metadata }) => metadata.name.startsWith('frontend-'))!;
    const script = `fetch('${url}').then((r) => console.log(r.status))`;
    expect((await attemptInPod(NAMESPACE, pod.metadata.name, ['node', '-e', script])).stdout.trim()).toBe('404');
  });
});
