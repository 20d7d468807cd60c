import { allReady, kubectl, livingPods } from './support/cluster';
import { Person } from './support/person';
import { NAMESPACE, haveRelease } from './support/release';

describe('every pod deleted at once', () => {
  let person: Person;

  beforeAll(async () => {
    await haveRelease();
    person = await Person.register();
    await person.chat('add water the plants');
  });

  test('comes back ready, as another', async () => {
    const before = new Set((await livingPods(NAMESPACE)).map(({ metadata }) => metadata.uid));
    await kubectl(['delete', 'pods', '--namespace', NAMESPACE, '--all', '--timeout=90s'], { timeoutSeconds: 100 });
    const after = await allReady(NAMESPACE, 90);
    expect(after).toHaveLength(before.size);
    expect(after.filter(({ metadata }) => before.has(metadata.uid))).toEqual([]);
  });

  test('leaves the task where it was, and the session and the password good', async () => {
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['water the plants']);
    const again = await person.logIn();
    await again.chat('add feed the cat');
    expect((await again.tasks()).map(({ title }) => title).sort()).toEqual(['feed the cat', 'water the plants']);
  });
});
