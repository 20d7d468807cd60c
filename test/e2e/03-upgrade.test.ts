import { allGone, allReady, inPod, livingPods, componentOf, podOf, secretData } from './support/cluster';
import { keepAsking } from './support/asking';
import { follow } from './support/guide';
import { Person } from './support/person';
import { NAMESPACE, RELEASE, haveRelease, history } from './support/release';

/** What the release does now: how many backends, and the log level that reached the programs. */
async function live() {
  const backends = (await livingPods(NAMESPACE)).filter((pod) => componentOf(pod) === 'backend');
  const levels = ['backend', 'agent', 'mcp', 'model'].map(async (component) => {
    const { name } = (await podOf(NAMESPACE, component)).metadata;
    return (await inPod(NAMESPACE, name, ['printenv', 'LOG_LEVEL'])).trim();
  });
  return { backends: backends.length, logLevels: [...new Set(await Promise.all(levels))] };
}

describe('two upgrades and a rollback, as the README of the chart says', () => {
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

  test('the first upgrade brings its values to the pods, keeps tasks, secrets and sessions, and loses no request', async () => {
    const asking = keepAsking(person);
    // The programs end their old pods after Helm has seen the new ones ready.
    const upgraded = follow('Upgrade', ['backend.replicas=2', 'global.logLevel=warning']);
    const { asked, failures } = await upgraded
      .then(() => allGone(NAMESPACE, 60))
      .finally(asking.stop)
      .then(asking.stop);
    expect(failures).toEqual([]);
    expect(asked).toBeGreaterThan(30);
    expect(await live()).toEqual({ backends: 2, logLevels: ['warning'] });
    await keepsWhatPeopleHave();
  });

  test('so does the second', async () => {
    await follow('Upgrade', ['backend.replicas=1', 'global.logLevel=error']);
    await allReady(NAMESPACE, 30);
    expect(await live()).toEqual({ backends: 1, logLevels: ['error'] });
    await keepsWhatPeopleHave();
  });

  test('helm rollback brings the values of the first back, and keeps the rest', async () => {
    expect(await follow('Roll back')).toContain('Upgrade complete');
    await allReady(NAMESPACE, 30);
    expect(await live()).toEqual({ backends: 2, logLevels: ['warning'] });
    await keepsWhatPeopleHave();
    expect((await history()).at(-1)).toMatchObject({ revision: first + 3, status: 'deployed' });
  });
});
