import { setTimeout as pause } from 'node:timers/promises';
import { findHelm } from '../constructs/support/helm';
import { keepAsking } from './support/asking';
import { type Pod, allReady } from './support/cluster';
import { Person } from './support/person';
import { NAMESPACE, carefulUpgrade, haveRelease, history } from './support/release';

const uids = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.uid).sort();

describe.each([3, 4] as const)('an upgrade by Helm %i to an image that cannot be pulled', (major) => {
  const helm = findHelm(major);
  // Both are installed by scripts/test; on other machines one is enough.
  const testWithHelm = helm ? test : test.skip;

  testWithHelm('fails, is taken back, and nobody notices', async () => {
    await haveRelease();
    const person = await Person.register();
    const before = await allReady(NAMESPACE, 60);
    const { revision } = (await history()).at(-1)!;
    const asking = keepAsking(person);
    const output = await carefulUpgrade(helm!, major, 15, 'backend.image.tag=0.0.0-missing').finally(() => pause(1000));
    const { asked, failures } = await asking.stop();

    expect(output.code).not.toBe(0);
    expect(failures).toEqual([]);
    expect(asked).toBeGreaterThan(30);
    const after = await allReady(NAMESPACE, 60);
    expect(uids(after)).toEqual(uids(before));
    const revisions = (await history()).filter((one) => one.revision >= revision);
    expect(revisions.map(({ status }) => status)).toEqual(['superseded', 'failed', 'deployed']);
    await person.chat('add sleep well');
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['sleep well']);
  });
});
