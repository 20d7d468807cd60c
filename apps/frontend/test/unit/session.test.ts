import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { answerSession } from '../../server/session.ts';
import { readSessionCookie } from '../../server/cookie.ts';
import { StandInBackend } from '../backend/stand-in.ts';

const person = { email: 'ann@example.org', password: 'correct horse' };

async function frontend(t: TestContext) {
  const backend = new StandInBackend();
  const settings = { backendUrl: new URL(await backend.listen()), cookieSecure: false };
  t.after(() => backend.close());
  const post = (action: string, body: unknown, headers: Record<string, string> = {}) => {
    const request = new Request(`http://todo.test/api/session/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'todo.test', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return answerSession(request, action, settings);
  };
  return { backend, post };
}

test('registering gives a cookie whose token the backend knows, and no token in the body', async (t) => {
  const { post } = await frontend(t);
  const response = await post('register', person);
  const cookie = response.headers.get('set-cookie') ?? '';
  assert.equal(response.status, 204);
  assert.equal(await response.text(), '');
  assert.match(cookie, /Max-Age=2592000; HttpOnly; SameSite=Lax/);
  const session = readSessionCookie(new Headers({ cookie: cookie.split(';')[0] ?? '' }), false);
  assert.match(session?.accessToken ?? '', /^token\./);
  assert.match(session?.refreshToken ?? '', /^refresh-/);
  assert.ok(Math.abs((session?.accessEnds ?? 0) - Date.now() - 900_000) < 60_000);
});

test('refusals are passed on with their words and no cookie', async (t) => {
  const { post } = await frontend(t);
  await post('register', person);
  for (const [response, status] of [
    [await post('register', person), 409],
    [await post('login', { ...person, password: 'wrong' }), 401],
  ] as const) {
    assert.equal(response.status, status);
    assert.equal(response.headers.get('set-cookie'), null);
    assert.equal(typeof ((await response.json()) as { detail: unknown }).detail, 'string');
  }
  assert.equal((await post('login', person)).status, 204);
});

test('logging out revokes the session and clears the cookie, the backend there or not', async (t) => {
  const { backend, post } = await frontend(t);
  const cookie = (await post('register', person)).headers.get('set-cookie')?.split(';')[0] ?? '';
  assert.equal(backend.sessions.count, 1);
  const response = await post('logout', '', { cookie });
  assert.equal(response.status, 204);
  assert.match(response.headers.get('set-cookie') ?? '', /Max-Age=0/);
  assert.equal(backend.sessions.count, 0);
  backend.broken = true;
  assert.match((await post('logout', '', { cookie })).headers.get('set-cookie') ?? '', /Max-Age=0/);
  backend.close();
  assert.match((await post('logout', '', { cookie })).headers.get('set-cookie') ?? '', /Max-Age=0/);
  const asked = backend.seen.length;
  assert.equal((await post('logout', '')).status, 204, 'without a session there is nothing to revoke');
  assert.equal(backend.seen.length, asked);
});

test('another site, a form, an unknown action and a malformed body are refused before the backend is asked', async (t) => {
  const { backend, post } = await frontend(t);
  assert.equal((await post('login', person, { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await post('logout', '', { origin: 'http://evil.test' })).status, 403);
  assert.equal((await post('login', person, { 'content-type': 'text/plain' })).status, 415);
  assert.equal((await post('refresh', person)).status, 404);
  for (const body of ['', '[', 'null', '[]', { email: 1, password: 'x' }, { email: 'x' }]) {
    assert.equal((await post('login', body)).status, 400, JSON.stringify(body));
  }
  assert.equal((await post('login', { ...person, password: 'x'.repeat(9000) })).status, 413);
  assert.equal((await post('login', person, { 'content-length': '9000' })).status, 413, 'without waiting for it');
  assert.equal(backend.seen.length, 0);
});

test('only email and password reach the backend, with the request id and no cookie', async (t) => {
  const { backend, post } = await frontend(t);
  await post('register', person, { cookie: 'todo_session=old', 'x-request-id': 'request-0001' });
  assert.equal(backend.seen[0]?.headers['x-request-id'], 'request-0001');
  assert.equal(backend.seen[0]?.headers.cookie, undefined);
});

test('a backend that fails or talks nonsense is told in plain words', async (t) => {
  const { backend, post } = await frontend(t);
  backend.broken = true;
  assert.equal((await post('login', person)).status, 503);
  backend.close();
  const response = await post('login', person);
  assert.equal(response.status, 502);
  assert.match(await response.text(), /cannot be reached/);
});
