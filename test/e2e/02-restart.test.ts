import { allReady, kubectl, livingPods } from './support/cluster';
import { Person } from './support/person';
import { NAMESPACE, haveRelease } from './support/release';
import { check, until } from './support/wait';

describe('every pod deleted at once', () => {
  let person: Person;

  beforeAll(async () => {
    await haveRelease();
    person = await Person.register();
    await person.chat('add water the plants');
  });

  test('comes back ready, as another', async () => {
    const before = new Set((await livingPods(NAMESPACE)).map(({ metadata }) => metadata.uid));
    await kubectl(['delete', 'pods', '--namespace', NAMESPACE, '--all', '--wait=false']);
    // The workloads notice a moment later.
    await until('as many others', 90, async () => {
      const after = await allReady(NAMESPACE, 90);
      const same = after.filter(({ metadata }) => before.has(metadata.uid));
      check(after.length === before.size && same.length === 0, `${after.length} pods, ${same.length} from before`);
    });
  });

  test('leaves the task where it was, and the session and the password good', async () => {
    // Pods are ready a moment before the Ingress controller knows.
    const tasks = await until('the way in is open', 30, () => person.tasks());
    expect(tasks.map(({ title }) => title)).toEqual(['water the plants']);
    const again = await person.logIn();
    await again.chat('add feed the cat');
    expect((await again.tasks()).map(({ title }) => title).sort()).toEqual(['feed the cat', 'water the plants']);
  });
});
