import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDraining } from '../../server/draining.ts';
import { answerReadiness } from '../../server/readiness.ts';
import { StandInBackend } from '../backend/stand-in.ts';
import { logLines } from './log-lines.ts';

test('ready is who has a backend that is alive and is not about to end', async (t) => {
  const lines = logLines(t);
  const backend = new StandInBackend();
  const settings = { backendUrl: new URL(await backend.listen()), cookieSecure: false };
  const ask = async () => {
    const response = await answerReadiness(new Request('http://todo.test/readyz'), settings);
    return [response.status, await response.json()];
  };
  assert.deepEqual(await ask(), [200, { status: 'ready', dependencies: { backend: 'ok' } }]);
  backend.close();
  const away = { status: 'not ready', dependencies: { backend: 'unreachable (ECONNREFUSED)' } };
  assert.deepEqual(await ask(), [503, away]);
  assert.equal(lines.length, 1);
  startDraining();
  assert.deepEqual(await ask(), [503, { status: 'draining' }]);
});
