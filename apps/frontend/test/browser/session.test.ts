import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => {
  stack.backend.sessions.accessSeconds = 900;
  stack.backend.broken = false;
});

const cookieOf = async (person: Person) => (await person.page.context().cookies()).find((one) => one.httpOnly);

test('a session outlives its access token and the browser, in one cookie that scripts cannot read', async () => {
  const person = await Person.register(stack);
  const before = await cookieOf(person);
  const days = ((before?.expires ?? 0) - Date.now() / 1000) / 86_400;
  assert.ok(days > 29 && days < 31, `${days} days`);
  stack.backend.sessions.expireAccess();
  await person.say('hello');
  await person.page.getByText('You said: hello').waitFor();
  const after = await cookieOf(person);
  assert.notEqual(after?.value, before?.value);
  assert.equal(await person.page.evaluate(() => document.cookie.includes('todo_session')), false);
  const saved = await person.page.context().storageState();
  await person.leave();
  const again = await Person.arrive(stack, { storageState: saved });
  await again.page.getByText('You said: hello').waitFor();
  await again.leave();
});

test('a token that ends is exchanged once, however many requests need it', async () => {
  stack.backend.sessions.accessSeconds = 5;
  const person = await Person.register(stack);
  stack.backend.sessions.accessSeconds = 900;
  const before = stack.backend.sessions.refreshes;
  await person.go();
  await person.page.getByText('What has to be done?').waitFor();
  await person.page.getByText('Nothing to do.').waitFor();
  // The first page's requests may have exchanged it with a short-lived one already.
  assert.ok(stack.backend.sessions.refreshes - before <= 1);
  await person.say('hello');
  await person.hearOut();
  await person.leave();
});

test('while the backend is away nobody is logged out', async () => {
  stack.backend.sessions.accessSeconds = 1;
  const person = await Person.register(stack);
  stack.backend.sessions.accessSeconds = 900;
  await person.page.waitForTimeout(1100);
  stack.backend.broken = true;
  await person.say('hello');
  await person.page.getByRole('log').getByText('The server has a problem right now.').waitFor();
  stack.backend.broken = false;
  await person.press('Try again');
  await person.page.getByText('You said: hello').waitFor();
  await person.leave();
});

test('the backend hears the sender’s own address, whatever the request claims', async () => {
  const person = await Person.register(stack);
  const headers = { 'x-client-address': '203.0.113.9', 'x-forwarded-for': '203.0.113.9' };
  const response = await person.page.request.get(`${stack.url}/api/backend/me`, { headers });
  assert.equal(response.status(), 200);
  const seen = stack.backend.seen.filter(({ path }) => path === '/api/me').at(-1);
  assert.equal(seen?.headers['x-client-address'], '127.0.0.1');
  assert.equal(seen.headers['x-forwarded-for'], undefined);
  await person.leave();
});

test('metrics tell of routes, not of what was asked', async () => {
  const person = await Person.register(stack);
  await person.say('hello');
  await person.hearOut();
  await person.page.request.get(`${stack.url}/api/backend/tasks/7f3a?q=secret`);
  const metrics = async () => (await fetch(stack.metricsUrl)).text();
  // A request is counted once it has been answered, which its sender may know first.
  for (const counter of [
    /http_requests_total\{method="POST",route="\/api\/backend\/chat",status="200"\} \d+/,
    /route="\/api\/backend\/tasks\/\{id\}",status="404"/,
  ]) {
    await eventually(`the metrics have ${String(counter)}`, async () => counter.test(await metrics()), true);
  }
  assert.doesNotMatch(await metrics(), /secret|7f3a/);
  assert.equal((await fetch(`${stack.url}/metrics`)).status, 404);
  await person.leave();
});

test('with an endpoint for traces, the backend continues the trace that the frontend tells of', async () => {
  let told = '';
  const collector = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => (told += text));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const own = await startStack({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  try {
    await (await Person.register(own)).leave();
  } finally {
    await own.stop();
    collector.close();
    collector.closeAllConnections();
  }
  const traceparent = own.backend.seen.find(({ path }) => path === '/api/me')?.headers['traceparent'];
  const [, traceId = 'none', spanId = 'none'] = String(traceparent).split('-');
  assert.match(told, new RegExp(`"traceId":"${traceId}","spanId":"${spanId}"`));
  assert.match(told, /GET \/api\/backend\/me/);
  assert.doesNotMatch(told, /example\.org/);
  assert.equal(
    stack.backend.seen.some(({ headers }) => headers['traceparent']),
    false,
    'without one there are none',
  );
});

test('who logs out or logs in as somebody else in one tab does so in all of them', async () => {
  const person = await Person.register(stack);
  person.own({ title: 'For my eyes only' });
  await person.go();
  const task = person.page.getByText('For my eyes only');
  await task.waitFor();
  await person.page.getByLabel('Message', { exact: true }).fill('My secret draft');
  const other = await person.page.context().newPage();
  await other.goto(stack.url);
  await other.getByRole('button', { name: 'Your account' }).click();
  await other.getByRole('button', { name: 'Log out' }).click();
  await person.page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
  assert.equal(await task.count(), 0);

  await person.logIn();
  await task.waitFor();
  assert.equal(await person.page.getByLabel('Message', { exact: true }).inputValue(), '');
  // Another person comes in by the other tab, which still showed the entrance.
  const data = { email: 'another@example.org', password: 'correct horse' };
  assert.equal((await other.request.post(`${stack.url}/api/session/register`, { data })).status(), 204);
  await other.getByLabel('Email').fill(data.email);
  await other.getByLabel('Password', { exact: true }).fill(data.password);
  await other.getByRole('button', { name: 'Log in', exact: true }).click();
  await task.waitFor({ state: 'detached' });
  await person.page.getByText('Nothing to do.').waitFor();
  await person.leave();
});
