import { setTimeout as pause } from 'node:timers/promises';
import { findHelm } from '../constructs/support/helm';
import { type Pod, allReady } from './support/cluster';
import { send } from './support/http';
import { Person } from './support/person';
import { NAMESPACE, carefulUpgrade, history, makeNamespace, upgrade } from './support/release';

/** Asks the backend through the Ingress until told to stop; what was not answered as it should be. */
function keepAsking(person: Person) {
  const failures: string[] = [];
  const stopping = new AbortController();
  let asked = 0;
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      asked += 1;
      const answer = await send('GET', '/api/backend/me', { cookie: person.cookie }).catch(String);
      if (typeof answer === 'string') failures.push(answer);
      else if (answer.status !== 200) failures.push(`${answer.status}: ${answer.body}`);
      await pause(100);
    }
  })();
  const stop = async () => {
    stopping.abort();
    await ended;
    return { asked, failures };
  };
  return { stop };
}

const uids = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.uid).sort();

test('an upgrade that replaces every pod loses no request', async () => {
  await makeNamespace();
  await upgrade();
  const person = await Person.register();
  const asking = keepAsking(person);
  // The programs end their old pods after Helm has seen the new ones ready.
  await upgrade('global.logLevel=warning').finally(() => pause(25_000));
  const { asked, failures } = await asking.stop();

  expect(failures).toEqual([]);
  expect(asked).toBeGreaterThan(50);
});

describe.each([3, 4] as const)('an upgrade by Helm %i to an image that cannot be pulled', (major) => {
  const helm = findHelm(major);
  // Both are installed by scripts/test; on other machines one is enough.
  const testWithHelm = helm ? test : test.skip;

  testWithHelm('fails, is taken back, and nobody notices', async () => {
    await makeNamespace();
    await upgrade();
    const person = await Person.register();
    const before = await allReady(NAMESPACE, 60);
    const { revision } = (await history()).at(-1)!;
    const asking = keepAsking(person);
    const output = await carefulUpgrade(helm!, major, 25, 'backend.image.tag=0.0.0-missing').finally(() => pause(1000));
    const { asked, failures } = await asking.stop();

    expect(output.code).not.toBe(0);
    expect(failures).toEqual([]);
    expect(asked).toBeGreaterThan(50);
    const after = await allReady(NAMESPACE, 60);
    expect(uids(after)).toEqual(uids(before));
    const revisions = (await history()).filter((one) => one.revision >= revision);
    expect(revisions.map(({ status }) => status)).toEqual(['superseded', 'failed', 'deployed']);
    await person.chat('add sleep well');
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['sleep well']);
  });
});
