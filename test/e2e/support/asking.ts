import { setTimeout as pause } from 'node:timers/promises';
import { send } from './http';
import type { Person } from './person';

/** Asks the backend through the Ingress until told to stop; what was not answered as it should be. */
export function keepAsking(person: Person) {
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
