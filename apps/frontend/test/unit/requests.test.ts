import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { clientAddress, clientAddressOf } from '../../server/client-address.ts';
import { Metrics } from '../../server/metrics.ts';
import { originOf, passedOn } from '../../server/origin.ts';
import { refreshChannel } from '../../server/refresh.ts';
import { observeRequests, type EndedRequest } from '../../server/requests.ts';
import { methodOf, routeOf } from '../../server/route.ts';
import { logLines } from './log-lines.ts';

const seen: IncomingMessage[] = [];
const ended: EndedRequest[] = [];
const server = createServer((request, response) => {
  seen.push(request);
  response.setHeader('x-request-id', 'request-0001');
  if (request.url === '/api/backend/chat') response.writeHead(200).write('half');
  else response.end('whole');
});
let port = 0;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  process.env['PORT'] = String(port);
  observeRequests(1, [() => (end) => ended.push(end)]);
});
after(() => {
  server.close();
  server.closeAllConnections();
});

async function get(path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const outgoing = ask({ port, path, headers, agent: false }).end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return incoming;
}

test('the sender is the last address that a trusted proxy did not add itself', () => {
  const cases: [string | undefined, string | undefined, number, string | undefined][] = [
    [undefined, '192.0.2.1', 0, '192.0.2.1'],
    ['198.51.100.7', '192.0.2.1', 0, '192.0.2.1'],
    ['198.51.100.7', '192.0.2.1', 1, '198.51.100.7'],
    ['203.0.113.9, 198.51.100.7', '192.0.2.1', 1, '198.51.100.7'],
    ['203.0.113.9, 198.51.100.7', '192.0.2.1', 2, '203.0.113.9'],
    ['203.0.113.9', '192.0.2.1', 9, '203.0.113.9'],
    ['forged, 198.51.100.7', '192.0.2.1', 2, '198.51.100.7'],
    [undefined, '::ffff:192.0.2.1', 0, '192.0.2.1'],
    ['[2001:db8::1]:443', '192.0.2.1', 1, '2001:db8::1'],
    ['198.51.100.7:5000', '192.0.2.1', 1, '198.51.100.7'],
    [undefined, 'fe80::1%eth0', 0, 'fe80::1'],
    [undefined, undefined, 0, undefined],
  ];
  for (const [forwarded, peer, trusted, expected] of cases) {
    assert.equal(clientAddress(forwarded, peer, trusted), expected, `${forwarded} ${peer} ${trusted}`);
  }
});

test('an address that the request brings under the program’s own name is overwritten', async () => {
  (await get('/', { 'x-client-address': '203.0.113.9' })).resume();
  assert.equal(seen.at(-1)?.headers['x-client-address'], '127.0.0.1');
  (await get('/', { 'x-client-address': '203.0.113.9', 'x-forwarded-for': '198.51.100.7' })).resume();
  const headers = new Headers({ 'x-client-address': String(seen.at(-1)?.headers['x-client-address']) });
  assert.equal(clientAddressOf(headers), '198.51.100.7');
  assert.equal(clientAddressOf(new Headers()), undefined);
});

test('the backend is told of id, sender and trace, the last one only in its proper form', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const headers = { 'x-request-id': 'request-0001', 'x-client-address': '192.0.2.1', traceparent };
  assert.deepEqual(passedOn(originOf(new Headers(headers))), headers);
  for (const wrong of ['x', `${traceparent}-x`, traceparent.replace(/4bf9\w+/, '0'.repeat(32))]) {
    assert.equal(originOf(new Headers({ traceparent: wrong })).traceparent, undefined, wrong);
  }
});

test('the end of an answer is told, also of one that was cut off', async () => {
  ended.length = 0;
  const half = await get('/api/backend/chat');
  await once(half, 'data');
  half.destroy();
  (await get('/api/backend/tasks/7f3a?q=secret')).resume();
  while (ended.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const told = Object.fromEntries(ended.map(({ route, status, complete }) => [route, { status, complete }]));
  assert.deepEqual(told, {
    '/api/backend/chat': { status: 200, complete: false },
    '/api/backend/tasks/{id}': { status: 200, complete: true },
  });
  assert.ok(ended.every(({ seconds }) => seconds >= 0));
});

test('there are few routes, whatever is asked', () => {
  const routes: Record<string, string> = {
    '/': '/',
    '/nowhere': 'other',
    '/_next/static/chunks/a.js': '/_next/{file}',
    '/api/session/login': '/api/session/login',
    '/api/session/x': 'other',
    '/api/session/login/x': 'other',
    '/api/other/x': 'other',
    '/api/backend/tasks': '/api/backend/tasks',
    '/api/backend/tasks/': '/api/backend/tasks',
    '/api/backend/tasks/delete': '/api/backend/tasks/delete',
    '/api/backend/conversations/1/regenerate': '/api/backend/conversations/{id}/regenerate',
    '/api/backend/conversations/1/x': 'other',
    '/api/backend/runs/1/events': '/api/backend/runs/{id}/events',
    '/api/backend/runs/1/events/2': 'other',
    '/api/backend/x': 'other',
  };
  for (const [path, route] of Object.entries(routes)) assert.equal(routeOf(path), route, path);
  assert.deepEqual(['GET', 'BREW', undefined].map(methodOf), ['GET', 'other', 'other']);
});

test('metrics count requests by route and exchanges by outcome, on a port of their own', async (t) => {
  const metrics = new Metrics();
  metrics.requestStarted();
  metrics.requestStarted();
  metrics.requestEnded({ method: 'GET', route: '/', status: 200, complete: true, seconds: 0.02 });
  refreshChannel.publish('fresh');
  const own = metrics.serve('127.0.0.1', 0);
  await once(own, 'listening');
  t.after(() => own.close());
  const address = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
  const response = await fetch(`${address}/metrics`);
  const text = await response.text();
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=/);
  assert.match(text, /^http_requests_total\{method="GET",route="\/",status="200"\} 1$/m);
  assert.match(text, /^http_request_duration_seconds_bucket\{le="0.025",method="GET",route="\/",status="200"\} 1$/m);
  assert.match(text, /^http_requests_running 1$/m);
  assert.match(text, /^todo_session_refreshes_total\{outcome="fresh"\} 1$/m);
  assert.match(text, /^process_resident_memory_bytes \d+$/m);
  assert.equal((await fetch(`${address}/`)).status, 404);
  assert.equal((await fetch(`${address}/metrics`, { method: 'POST' })).status, 404);
});

test('a taken metrics port is told and does not end the program', async (t) => {
  const lines = logLines(t);
  const failing = new Metrics().serve('127.0.0.1', port);
  await once(failing, 'error');
  assert.match(lines.join(''), /metrics cannot be served.*EADDRINUSE/);
});
