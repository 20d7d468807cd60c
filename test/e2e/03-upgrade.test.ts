import { allReady, inPod, livingPods, componentOf, podOf, secretData } from './support/cluster';
import { Person } from './support/person';
import { NAMESPACE, RELEASE, haveRelease, helm, history, upgrade } from './support/release';

/** What the release does now: how many backends, and the log level that reached the programs. */
async function live() {
  const backends = (await livingPods(NAMESPACE)).filter((pod) => componentOf(pod) === 'backend');
  const levels = new Set<string>();
  for (const component of ['backend', 'agent', 'mcp', 'model']) {
    const { name } = (await podOf(NAMESPACE, component)).metadata;
    levels.add((await inPod(NAMESPACE, name, ['printenv', 'LOG_LEVEL'])).trim());
  }
  return { backends: backends.length, logLevels: [...levels] };
}

describe('two upgrades and a rollback', () => {
  let person: Person;
  let secrets: Awaited<ReturnType<typeof secretData>>;
  let first: number;

  beforeAll(async () => {
    await haveRelease();
    person = await Person.register();
    await person.chat('add call the dentist');
    secrets = await secretData(NAMESPACE);
    first = (await history()).at(-1)!.revision;
  });

  const keepsWhatPeopleHave = async () => {
    expect(await secretData(NAMESPACE)).toEqual(secrets);
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['call the dentist']);
    expect((await person.me()).email).toBe(person.email);
  };

  test('start with generated secrets of 256 bits', () => {
    const text = (data: string) => Buffer.from(data, 'base64').toString();
    const { username, ...database } = secrets[`${RELEASE}-database`]!;
    expect(text(username!)).toBe('todo');
    const bytes = Object.values({ ...secrets, [`${RELEASE}-database`]: database }).flatMap((data) =>
      Object.values(data).map((key) => Buffer.from(text(key), 'base64url').length),
    );
    expect(Object.keys(secrets).sort()).toEqual([`${RELEASE}-agent`, `${RELEASE}-backend`, `${RELEASE}-database`]);
    expect(bytes).toEqual([32, 32, 32]);
  });

  test('the first upgrade brings its values to the pods, and keeps tasks, secrets and sessions', async () => {
    await upgrade('backend.replicas=2', 'global.logLevel=warning');
    expect(await live()).toEqual({ backends: 2, logLevels: ['warning'] });
    await keepsWhatPeopleHave();
  });

  test('so does the second', async () => {
    await upgrade('backend.replicas=1', 'global.logLevel=error');
    expect(await live()).toEqual({ backends: 1, logLevels: ['error'] });
    await keepsWhatPeopleHave();
  });

  test('helm rollback brings the values of the first back, and keeps the rest', async () => {
    await helm(['rollback', RELEASE, String(first + 1), '--wait', '--timeout', '150s']);
    await allReady(NAMESPACE, 30);
    expect(await live()).toEqual({ backends: 2, logLevels: ['warning'] });
    await keepsWhatPeopleHave();
    expect((await history()).at(-1)).toMatchObject({ revision: first + 3, status: 'deployed' });
  });
});
