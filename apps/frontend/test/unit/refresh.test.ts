import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { proxyToBackend } from '../../server/backend-proxy.ts';
import { answerSession } from '../../server/session.ts';
import { StandInBackend } from '../backend/stand-in.ts';

/** A person who is logged in, with a cookie that is kept as a browser keeps it. */
async function loggedIn(t: TestContext, accessSeconds = 900) {
  const backend = new StandInBackend();
  const settings = { backendUrl: new URL(await backend.listen()), cookieSecure: false };
  t.after(() => backend.close());
  backend.sessions.accessSeconds = accessSeconds;
  const register = new Request('http://todo.test/api/session/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json', host: 'todo.test' },
    body: JSON.stringify({ email: 'ann@example.org', password: 'correct horse' }),
  });
  const jar = { cookie: '' };
  const keep = (response: Response) => {
    const set = response.headers.get('set-cookie');
    if (set) jar.cookie = set.split(';')[0] ?? '';
    return response;
  };
  keep(await answerSession(register, 'register', settings));
  backend.seen.length = 0;
  const ask = async (path: string, init: RequestInit & { duplex?: 'half' } = {}, cookie = jar.cookie) => {
    const request = new Request(`http://todo.test/api/backend/${path}`, { ...init, headers: { cookie } });
    return keep(await proxyToBackend(request, path.split('/'), settings));
  };
  const paths = () => backend.seen.map(({ path }) => path);
  return { backend, jar, ask, paths };
}

test('a token that ends soon is exchanged before it is used, and the browser gets the new pair', async (t) => {
  const { backend, jar, ask, paths } = await loggedIn(t, 10);
  const before = jar.cookie;
  backend.sessions.accessSeconds = 900;
  const response = await ask('me');
  assert.equal(response.status, 200);
  assert.match(response.headers.get('set-cookie') ?? '', /Max-Age=2592000; HttpOnly/);
  assert.notEqual(jar.cookie, before);
  assert.equal((await ask('me')).headers.get('set-cookie'), null, 'the new one is good for a while');
  assert.deepEqual(paths(), ['/api/auth/refresh', '/api/me', '/api/me']);
});

test('requests that come at once, or late with the old cookie, share one exchange', async (t) => {
  const { backend, jar, ask } = await loggedIn(t, 10);
  const { cookie } = jar;
  backend.sessions.accessSeconds = 900;
  const responses = await Promise.all([
    ask('me', {}, cookie),
    ask('tasks', {}, cookie),
    ask('conversations', {}, cookie),
  ]);
  responses.push(await ask('me', {}, cookie));
  assert.deepEqual([...new Set(responses.map(({ status }) => status))], [200]);
  assert.equal(new Set(responses.map(({ headers }) => headers.get('set-cookie'))).size, 1);
  assert.equal(backend.sessions.refreshes, 1);
});

test('a 401 of the backend is mended, a body sent once more', async (t) => {
  const { backend, ask, paths } = await loggedIn(t);
  backend.sessions.expireAccess();
  const response = await ask('tasks', { method: 'POST', body: '{"title":"Buy milk"}' });
  assert.equal(response.status, 201);
  assert.equal(((await response.json()) as { title: string }).title, 'Buy milk');
  assert.match(response.headers.get('set-cookie') ?? '', /\|refresh-/);
  assert.deepEqual(paths(), ['/api/tasks', '/api/auth/refresh', '/api/tasks']);
});

test('a body too large to be kept is not sent twice, but the session is mended', async (t) => {
  const { backend, ask } = await loggedIn(t);
  backend.sessions.expireAccess();
  const body = JSON.stringify({ title: 'x'.repeat(100_000) });
  const response = await ask('tasks', { method: 'POST', body });
  assert.equal(response.status, 503);
  assert.equal((await ask('tasks', { method: 'POST', body })).status, 201);
});

test('a session that the backend has ended ends in the browser too', async (t) => {
  for (const accessSeconds of [10, 900]) {
    const { backend, jar, ask } = await loggedIn(t, accessSeconds);
    backend.expireTokens();
    const response = await ask('chat', { method: 'POST', body: '{}' });
    assert.equal(response.status, 401);
    assert.match(response.headers.get('set-cookie') ?? '', /^todo_session=; Path=\/; Max-Age=0/);
    assert.equal(jar.cookie, 'todo_session=');
  }
});

test('a backend that takes no token at all ends the session rather than be asked for ever', async (t) => {
  const { backend, ask } = await loggedIn(t);
  t.mock.method(backend.sessions, 'ownerOf', () => undefined);
  const response = await ask('me');
  assert.equal(response.status, 401);
  assert.match(response.headers.get('set-cookie') ?? '', /Max-Age=0/);
  assert.equal(backend.sessions.refreshes, 1);
});

test('while the backend is away the session stays', async (t) => {
  const { backend, jar, ask } = await loggedIn(t, -1);
  const { cookie } = jar;
  backend.broken = true;
  const refused = await ask('me');
  assert.equal(refused.status, 503);
  assert.match(((await refused.json()) as { detail: string }).detail, /cannot be reached/);
  assert.equal(jar.cookie, cookie);
  backend.broken = false;
  t.mock.method(backend.sessions, 'refresh', () => ({ nonsense: true }));
  assert.equal((await ask('me')).status, 502);
  backend.close();
  assert.equal((await ask('me')).status, 502);
  assert.equal(jar.cookie, cookie);
});

test('what is left of a token is used up when it cannot be exchanged', async (t) => {
  const { backend, ask } = await loggedIn(t, 20);
  t.mock.method(backend.sessions, 'refresh', () => ({ nonsense: true }));
  const response = await ask('me');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('set-cookie'), null);
});
