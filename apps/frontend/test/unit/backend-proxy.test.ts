import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { proxyToBackend } from '../../server/backend-proxy.ts';
import type { Settings } from '../../server/settings.ts';

const cookie = 'theme=dark; todo_session=9999999999|the-token|the-refresh; other=1';

async function backend(t: TestContext, listener: RequestListener): Promise<Settings & { readonly server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { backendUrl: new URL(`http://127.0.0.1:${port}`), cookieSecure: false, server };
}

function ask(path: string, init: RequestInit & { duplex?: 'half' } = {}): Request {
  const headers = { cookie, host: 'todo.test', ...(init.headers as Record<string, string>) };
  return new Request(`http://todo.test${path}`, { ...init, headers });
}

test('the token goes from the cookie into Authorization, and nothing else that is private crosses', async (t) => {
  let seen: IncomingMessage | undefined;
  const settings = await backend(t, (request, response) => {
    seen = request;
    response
      .setHeader('set-cookie', 'backend=secret')
      .setHeader('server', 'x')
      .setHeader('content-type', 'application/json');
    response.end('{"items":[]}');
  });
  const headers = {
    accept: 'application/json',
    'x-forwarded-for': '1.2.3.4',
    authorization: 'Bearer mine',
    'x-own': '1',
  };
  const response = await proxyToBackend(ask('/api/backend/tasks?done=true', { headers }), ['tasks'], settings);
  assert.equal(seen?.url, '/api/tasks?done=true');
  const { authorization, cookie: passed, accept, 'x-forwarded-for': forwarded, 'x-own': own } = seen.headers;
  assert.deepEqual(
    { authorization, passed, accept, forwarded, own },
    {
      authorization: 'Bearer the-token',
      passed: undefined,
      accept: 'application/json',
      forwarded: undefined,
      own: undefined,
    },
  );
  assert.deepEqual(await response.json(), { items: [] });
  assert.equal(response.headers.get('set-cookie'), null);
  assert.equal(response.headers.get('server'), null);
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

test('a request id of good form is passed on and told, another is replaced', async (t) => {
  const seen: (string | string[] | undefined)[] = [];
  const settings = await backend(t, (request, response) => {
    seen.push(request.headers['x-request-id']);
    response.end('{}');
  });
  for (const id of ['good-id-123', 'bad id; {}']) {
    const response = await proxyToBackend(
      ask('/api/backend/me', { headers: { 'x-request-id': id } }),
      ['me'],
      settings,
    );
    assert.equal(response.headers.get('x-request-id'), seen.at(-1));
  }
  assert.equal(seen[0], 'good-id-123');
  assert.match(String(seen[1]), /^[0-9a-f-]{36}$/);
});

test('a body is streamed to the backend before it has ended, and what the backend says to it comes back', async (t) => {
  const arrived = Promise.withResolvers<string>();
  const settings = await backend(t, (request, response) => {
    request.setEncoding('utf8').once('data', (text: string) => arrived.resolve(text));
    request.on('end', () => response.end('{}'));
  });
  const { readable, writable } = new TextEncoderStream();
  const request = ask('/api/backend/tasks', { method: 'POST', body: readable, duplex: 'half' });
  const response = proxyToBackend(request, ['tasks'], settings);
  const writer = writable.getWriter();
  await writer.write('first');
  assert.equal(await arrived.promise, 'first');
  await writer.close();
  assert.equal((await response).status, 200);
});

test('events arrive one by one, marked so that nobody on the way holds them back', async (t) => {
  let stream: ServerResponse | undefined;
  const settings = await backend(t, (_, response) => {
    stream = response;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  });
  const response = await proxyToBackend(ask('/api/backend/chat', { method: 'POST', body: '{}' }), ['chat'], settings);
  assert.equal(response.headers.get('cache-control'), 'no-cache, no-transform');
  assert.equal(response.headers.get('x-accel-buffering'), 'no');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader?.read())?.value, 'data: 1\n\n');
  stream?.end('data: 2\n\n');
  assert.equal((await reader?.read())?.value, 'data: 2\n\n');
  assert.equal((await reader?.read())?.done, true);
});

test('who goes away ends the backend stream', async (t) => {
  const closed = Promise.withResolvers<void>();
  const settings = await backend(t, (_, response) => {
    response.on('close', closed.resolve);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  });
  const leaving = new AbortController();
  const request = ask('/api/backend/chat', { method: 'POST', body: '{}', signal: leaving.signal });
  const response = await proxyToBackend(request, ['chat'], settings);
  leaving.abort();
  await closed.promise;
  await assert.rejects(response.text());
});

test('a backend that ends in the middle of its answer is an error, not a short answer', async (t) => {
  const settings = await backend(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    setImmediate(() => response.destroy());
  });
  const response = await proxyToBackend(ask('/api/backend/chat', { method: 'POST', body: '{}' }), ['chat'], settings);
  await assert.rejects(response.text());
});

test('an empty answer has no body', async (t) => {
  const settings = await backend(t, (_, response) => void response.writeHead(204).end());
  const response = await proxyToBackend(ask('/api/backend/tasks/1', { method: 'DELETE' }), ['tasks', '1'], settings);
  assert.equal(response.status, 204);
  assert.equal(response.body, null);
});

test('no backend: 502 in plain words with the request id', async () => {
  const settings = { backendUrl: new URL('http://127.0.0.1:9'), cookieSecure: false };
  const response = await proxyToBackend(ask('/api/backend/me'), ['me'], settings);
  const body = (await response.json()) as Record<string, unknown>;
  assert.equal(response.status, 502);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  assert.equal(body['request_id'], response.headers.get('x-request-id'));
  assert.match(String(body['detail']), /cannot be reached/);
});

test('a backend that refuses the connection is asked again, with the whole body, which it gets once', async (t) => {
  const bodies: string[] = [];
  const settings = await backend(t, (request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.writeHead(201).end('{}');
    });
  });
  const { server } = settings;
  const { port } = settings.backendUrl;
  server.close();
  await once(server, 'close');
  const listenAgain = () => {
    unsubscribe('http.client.request.error', listenAgain);
    server.listen(Number(port), '127.0.0.1');
  };
  subscribe('http.client.request.error', listenAgain);
  const request = ask('/api/backend/tasks', { method: 'POST', body: '{"title":"milk"}' });
  const response = await proxyToBackend(request, ['tasks'], settings);
  assert.equal(response.status, 201);
  assert.deepEqual(bodies, ['{"title":"milk"}']);
});

test('the backend is not asked for another site, without a cookie, or for what is not the browser’s', async (t) => {
  let asked = 0;
  const settings = await backend(t, (_, response) => {
    asked += 1;
    response.end('{}');
  });
  const status = async (request: Request, path: string[]) => (await proxyToBackend(request, path, settings)).status;
  const foreign = ask('/api/backend/tasks', { method: 'POST', body: '{}', headers: { origin: 'http://evil.test' } });
  assert.equal(await status(foreign, ['tasks']), 403);
  assert.equal(await status(ask('/api/backend/me', { headers: { cookie: 'a=b' } }), ['me']), 401);
  for (const path of [
    ['auth', 'login'],
    ['auth', 'refresh'],
    ['..', 'healthz'],
    ['tasks', '..', 'auth', 'login'],
    ['tasks', 'a/b'],
    ['tasks', ''],
    [],
  ]) {
    assert.equal(await status(ask('/api/backend/x'), path), 404, path.join('|'));
  }
  assert.equal(asked, 0);
});
