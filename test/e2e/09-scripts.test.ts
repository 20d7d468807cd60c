import { spawnSync } from 'node:child_process';
import { allReady, kubectl, list, secretData } from './support/cluster';
import { Person } from './support/person';
import { HOST, MARK, NAMESPACE, history, removeNamespace } from './support/release';
import { script } from './support/script';

const URL_LINE = `http://${HOST}\n`;

const hasMinikube = spawnSync('minikube', ['status']).status === 0;
const describeWithMinikube = hasMinikube ? describe : describe.skip;

describeWithMinikube('the scripts, on minikube', () => {
  let person: Person;

  beforeAll(() => removeNamespace(), 200_000);

  test('up makes a running chatbot and prints its URL', async () => {
    const { stdout, stderr } = await script('up', 'dev');
    await kubectl(['label', 'namespace', NAMESPACE, `${MARK}=e2e`]);
    expect(stdout).toBe(URL_LINE);
    expect(stderr).toContain('==> pods: all 6 ready');
    expect(stderr).toContain(`==> ingress: ${URL_LINE.trim()}/healthz answers`);
    person = await Person.register();
    await person.chat('add buy milk');
  }, 400_000);

  test('up again does what is left to do: no image is built, no pod replaced', async () => {
    const before = (await allReady(NAMESPACE, 30)).map(({ metadata }) => metadata.uid);
    const { stdout, stderr } = await script('up', 'dev');
    expect(stdout).toBe(URL_LINE);
    expect(stderr.match(/^==> todo-chatbot\/\w+:\S+: unchanged$/gm)).toHaveLength(6);
    expect((await allReady(NAMESPACE, 30)).map(({ metadata }) => metadata.uid)).toEqual(before);
  }, 400_000);

  test('verify says that it runs', async () => {
    const { stdout, stderr } = await script('verify', 'dev');
    expect(stdout).toBe(URL_LINE);
    expect(stderr).toContain('==> pods: all 6 ready');
  });

  test('rollback goes back to the release before', async () => {
    const { stdout, stderr } = await script('rollback', 'dev');
    expect(stderr).toContain('back to the release before');
    expect(stdout).toBe(URL_LINE);
    expect((await history()).at(-1)).toMatchObject({ revision: 3, status: 'deployed', description: 'Rollback to 1' });
  });

  test('down keeps the data and the secrets, and the next deploy finds them', async () => {
    const secrets = await secretData(NAMESPACE);
    expect((await script('down', 'dev')).stderr).toContain(`the claims and secrets of ${NAMESPACE} are kept`);
    expect(await list(NAMESPACE, 'deployments,statefulsets,services,ingresses')).toEqual([]);
    expect(await list(NAMESPACE, 'persistentvolumeclaims')).toHaveLength(1);
    expect(await secretData(NAMESPACE)).toEqual(secrets);
    expect((await script('deploy', 'dev')).stdout).toBe(URL_LINE);
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['buy milk']);
  }, 400_000);

  test('down --purge removes the rest', async () => {
    expect((await script('down', 'dev', '--purge', '--yes')).stderr).toContain(`deletes the namespace ${NAMESPACE}`);
    expect(await kubectl(['get', 'namespace', NAMESPACE, '--ignore-not-found'])).toBe('');
  });
});
