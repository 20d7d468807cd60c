import { allReady, kubectl, list, livingPods } from './support/cluster';
import { attempt } from './support/command';
import { Person } from './support/person';
import { MARK, NAMESPACE, removeNamespace } from './support/release';

const FOLDER = 'dist/manifests/todo-chatbot/dev';

/** What tells whether something was changed: the generations of the workloads, the pods themselves. */
async function state(): Promise<string[]> {
  const workloads = await list(NAMESPACE, 'deployments,statefulsets,jobs');
  const generations = workloads.map(({ metadata }) => `${metadata.uid} ${String(metadata.generation)}`);
  return [...generations, ...(await livingPods(NAMESPACE)).map(({ metadata }) => metadata.uid)].sort();
}

describe('the plain manifests, where no release is', () => {
  beforeAll(() => removeNamespace(), 200_000);

  test('come up with kubectl apply', async () => {
    const applied = await attempt('kubectl', ['apply', '-f', FOLDER]);
    await kubectl(['label', 'namespace', NAMESPACE, `${MARK}=e2e`]);
    expect(applied.code).toBe(0);
    expect(applied.stderr).toBe('');
    expect(await allReady(NAMESPACE, 150)).toHaveLength(6);
  });

  test('serve a chat', async () => {
    const person = await Person.register();
    await person.chat('add buy milk');
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['buy milk']);
  });

  test('change nothing when they are applied again', async () => {
    const before = await state();
    const lines = (await kubectl(['apply', '-f', FOLDER])).trim().split('\n');
    expect(lines.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
    expect(lines.length).toBeGreaterThan(30);
    expect(await state()).toEqual(before);
  });

  test('go with kubectl delete', async () => {
    const options = ['--ignore-not-found', '--timeout=120s'];
    await kubectl(['delete', '-f', FOLDER, ...options], { timeoutSeconds: 130 });
    expect(await kubectl(['get', 'namespace', NAMESPACE, '--ignore-not-found'])).toBe('');
  });
});
