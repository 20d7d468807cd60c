import { type KubernetesObject, allReady, kubectl, list, livingPods } from './support/cluster';
import { type Output, attempt } from './support/command';
import { send } from './support/http';
import { reached } from './support/probe';
import { NAMESPACE, OVERLAY, PACKAGE, RELEASE, endPods, haveRelease, helm, helmProgram } from './support/release';
import { check, until } from './support/wait';

const SECOND = 'second';
const HOST = 'second.local';

const ofRelease = (release: string) => (object: KubernetesObject) =>
  object.metadata.labels?.['app.kubernetes.io/instance'] === release;

function helmTest(release: string): Promise<Output> {
  const args = ['test', release, '--namespace', NAMESPACE, '--logs', '--timeout', '3m'];
  return attempt(helmProgram(), args, { timeoutSeconds: 200 });
}

describe('a second release in the same namespace', () => {
  const uids = async () =>
    (await livingPods(NAMESPACE))
      .filter(ofRelease(RELEASE))
      .map(({ metadata }) => metadata.uid)
      .sort();
  let first: string[];

  beforeAll(async () => {
    await haveRelease();
    first = await uids();
    const set = [`global.fullnameOverride=${SECOND}`, `frontend.ingress.host=${HOST}`].flatMap((one) => ['--set', one]);
    await helm(['upgrade', '--install', SECOND, PACKAGE, '--values', OVERLAY, ...set, '--wait', '--timeout', '150s']);
    await allReady(NAMESPACE, 30);
  });

  test('works beside the first, which does not notice', async () => {
    const tested = await Promise.all([RELEASE, SECOND].map(helmTest));
    expect(tested.map(({ code, told }) => (code === 0 ? 'passed' : told))).toEqual(['passed', 'passed']);
    const steps = ['frontend is ready', 'log in', 'the assistant answers', 'the account is deleted'];
    for (const { stdout } of tested) for (const step of steps) expect(stdout).toContain(`ok      ${step}\n`);
    expect((await send('GET', '/', { host: HOST })).status).toBe(200);
    expect(await uids()).toEqual(first);
  });

  test('has its own database, and does not reach that of the first', async () => {
    const pods = await livingPods(NAMESPACE);
    const [backend] = pods.filter(ofRelease(SECOND)).filter(({ metadata }) => metadata.name.includes('backend-'));
    const databases = pods
      .filter(({ metadata }) => metadata.name.endsWith('database-0'))
      .map(({ metadata, status }) => ({ name: metadata.name, host: status.podIP!, port: 5432 }));
    expect(databases).toHaveLength(2);
    expect(await reached(NAMESPACE, backend!.metadata.name, databases)).toEqual([`${SECOND}-database-0`]);
  });

  test('fails helm test when a program of it is away, with the name of the program', async () => {
    await kubectl(['scale', `deployment/${SECOND}-model`, '--replicas=0', '--namespace', NAMESPACE]);
    const pods = `app.kubernetes.io/instance=${SECOND},app.kubernetes.io/name=model`;
    await until('no pod of the model', 60, async () => {
      await endPods(NAMESPACE, pods);
      const left = await kubectl(['get', 'pods', '--namespace', NAMESPACE, '--selector', pods, '-o', 'name']);
      check(left === '', `there is ${left}`);
    });
    const { code, told } = await helmTest(SECOND);
    expect(code).not.toBe(0);
    expect(told).toMatch(/FAILED {2}model is ready: model is not ready: GET http:\/\/second-model:8300\/readyz: \w+/);
    expect(told).toMatch(/FAILED {2}the assistant answers: /);
    expect(told).toMatch(/\d failed: (\w.*; )?model is ready;/);
    expect(told).toContain('ok      a task is added, done and deleted\n');
  });

  test('goes alone: the claim and the Secrets of it stay, and all of the first', async () => {
    const rest = 'deployments,statefulsets,services,ingresses,networkpolicies,configmaps,serviceaccounts,jobs,pods';
    const names = async (release: string, kinds: string) =>
      (await list(NAMESPACE, kinds)).filter(ofRelease(release)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const before = await names(RELEASE, rest);
    await helm(['uninstall', SECOND]);
    await endPods(NAMESPACE, `app.kubernetes.io/instance=${SECOND}`);
    expect(await names(RELEASE, rest)).toEqual(before);
    expect(await uids()).toEqual(first);
    const workloads = 'deployments,statefulsets,services,ingresses,networkpolicies,configmaps,serviceaccounts,jobs';
    expect(await names(SECOND, workloads)).toEqual([]);
    expect(await names(SECOND, 'persistentvolumeclaims')).toEqual([`PersistentVolumeClaim data-${SECOND}-database-0`]);
    const secrets = (await list(NAMESPACE, 'secrets')).map(({ metadata }) => metadata.name);
    const made = ['agent', 'backend', 'database'].flatMap((name) => [`${SECOND}-${name}`, `${RELEASE}-${name}`]);
    expect(secrets).toEqual(expect.arrayContaining(made));
  });
});
