import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { allReady, kubectl, list, secretData } from './support/cluster';
import type { Output } from './support/command';
import { Person } from './support/person';
import { HOST, NAMESPACE, endPods, haveRelease, history } from './support/release';
import { script } from './support/script';

const URL_LINE = `http://${HOST}\n`;

const hasMinikube = spawnSync('minikube', ['status']).status === 0;
const describeWithMinikube = hasMinikube ? describe : describe.skip;

/** Runs scripts/down, which waits for pods that nobody else waits for: they end sooner. */
async function down(...options: string[]): Promise<Output> {
  const ended = new AbortController();
  const output = script('down', 'dev', ...options).finally(() => ended.abort());
  // Only those that are on their way out already.
  while (!ended.signal.aborted) {
    const pods = await list(NAMESPACE, 'pods');
    if (pods.some(({ metadata }) => metadata.deletionTimestamp))
      await endPods(NAMESPACE, 'app.kubernetes.io/name!=database');
    await pause(1_000);
  }
  return output;
}

describeWithMinikube('the scripts, on minikube', () => {
  let person: Person;

  beforeAll(haveRelease);

  test('up over what runs does what is left to do: no image is built, no pod replaced', async () => {
    person = await Person.register();
    await person.chat('add buy milk');
    const before = (await allReady(NAMESPACE, 30)).map(({ metadata }) => metadata.uid);
    const { stdout, stderr } = await script('up', 'dev');
    expect(stdout).toBe(URL_LINE);
    expect(stderr).toContain('==> pods: all 6 ready');
    expect(stderr).toContain(`==> ingress: ${URL_LINE.trim()}/healthz answers`);
    expect(stderr.match(/^==> todo-chatbot\/\w+:\S+: unchanged$/gm)).toHaveLength(6);
    expect((await allReady(NAMESPACE, 30)).map(({ metadata }) => metadata.uid)).toEqual(before);
  }, 400_000);

  test('verify says that it runs', async () => {
    const { stdout, stderr } = await script('verify', 'dev');
    expect(stdout).toBe(URL_LINE);
    expect(stderr).toContain('==> pods: all 6 ready');
  });

  test('rollback goes back to the release before', async () => {
    const { revision } = (await history()).at(-1)!;
    const { stdout, stderr } = await script('rollback', 'dev');
    expect(stderr).toContain('back to the release before');
    expect(stdout).toBe(URL_LINE);
    const description = `Rollback to ${revision - 1}`;
    expect((await history()).at(-1)).toMatchObject({ revision: revision + 1, status: 'deployed', description });
  });

  test('down keeps the data and the secrets, and the next deploy finds them', async () => {
    const secrets = await secretData(NAMESPACE);
    const claims = (await list(NAMESPACE, 'persistentvolumeclaims')).map(({ metadata }) => metadata.uid);
    expect((await down()).stderr).toContain(`the claims and secrets of ${NAMESPACE} are kept`);
    expect(await list(NAMESPACE, 'deployments,statefulsets,services,ingresses')).toEqual([]);
    expect((await list(NAMESPACE, 'persistentvolumeclaims')).map(({ metadata }) => metadata.uid)).toEqual(claims);
    expect(await secretData(NAMESPACE)).toEqual(secrets);
    expect((await script('deploy', 'dev')).stdout).toBe(URL_LINE);
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['buy milk']);
  }, 400_000);

  test('down --purge removes the rest', async () => {
    expect((await down('--purge', '--yes')).stderr).toContain(`deletes the namespace ${NAMESPACE}`);
    expect(await kubectl(['get', 'namespace', NAMESPACE, '--ignore-not-found'])).toBe('');
  }, 400_000);
});
