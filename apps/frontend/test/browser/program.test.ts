import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { serverRanFolder } from './coverage.ts';
import { Person } from './person.ts';
import { program, startStack } from './stack.ts';

// The frontend's program as a process of its own.

test('SIGTERM lets a running answer finish, then the program ends with 0; its log has no secrets', async () => {
  const own = await startStack();
  try {
    const person = await Person.register(own);
    own.backend.holdAfter = 'I have';
    await person.say('Add secret plan');
    await person.page.getByText('I have').waitFor();
    own.frontend.kill('SIGTERM');
    // By then all of its output has come, too.
    const ended = once(own.frontend, 'close');
    own.backend.holdAfter = undefined;
    await person.hearOut();
    await person.page.getByText('Anything else?').waitFor();
    assert.deepEqual(await ended, [0, null]);
    for (const line of own.output().trim().split('\n')) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      assert.equal(entry['service'], 'frontend');
      assert.ok(entry['time'] && entry['level'] && entry['message']);
    }
    assert.match(own.output(), /"path":"\/api\/backend\/chat","status":200,"complete":true/);
    assert.doesNotMatch(own.output(), /secret plan|correct horse|token\.|@example/);
  } finally {
    await own.stop();
  }
});

test('what it cannot be started with is named in one line, with exit code 2', () => {
  for (const [name, value] of [
    ['PORT', 'web'],
    ['BACKEND_URL', 'backend:8000'],
    ['DRAIN_SECONDS', '-1'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector'],
  ] as const) {
    const env = { ...process.env, NODE_V8_COVERAGE: serverRanFolder, [name]: value };
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], { env, encoding: 'utf8' });
    assert.equal(status, 2, name);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`^${name} must be .*\\.\\n$`));
  }
});

test('with a collector it sends a span for each request, and says over HTTPS to stay there', async () => {
  const posted: string[] = [];
  const collector = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (part: string) => posted.push(part));
    request.on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const own = await startStack({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, COOKIE_SECURE: 'true' });
  try {
    const alive = await fetch(`${own.url}/healthz`);
    assert.deepEqual([alive.status, await alive.json()], [200, { status: 'ok' }]);
    const page = await fetch(own.url);
    assert.match(page.headers.get('strict-transport-security') ?? '', /^max-age=\d{8}/);
  } finally {
    await own.stop();
    collector.close();
  }
  const sent = posted.join('');
  assert.match(sent, /"todo-frontend"/);
  assert.match(sent, /"GET \/healthz"/);
  assert.match(sent, /"GET \/"/);
});

test('what nobody means to ask is refused, and is no failure of the program', async () => {
  const own = await startStack();
  try {
    const { port } = new URL(own.url);
    const ask = async (method: string, path: string) => {
      // A connection of its own: the server closes those of what it refuses, and another request may be on one.
      const asking = request({ port, method, path, agent: false });
      const [answer] = (await once(asking.end(), 'response')) as [IncomingMessage];
      await once(answer.resume(), 'end');
      return [answer.statusCode, answer.headers.location ?? answer.headers.allow];
    };
    const pages = 'GET, HEAD';
    assert.deepEqual(await ask('TRACE', '/'), [405, pages]);
    assert.deepEqual(await ask('POST', '/'), [405, pages]);
    assert.deepEqual(await ask('OPTIONS', '*'), [400, undefined]);
    assert.deepEqual(await ask('GET', 'http://elsewhere.example/'), [400, undefined]);
    assert.deepEqual(await ask('TRACE', '/api/backend/tasks'), [405, `${pages}, POST, PUT, PATCH, DELETE, OPTIONS`]);
    assert.deepEqual(await ask('HEAD', '/'), [200, undefined]);
    assert.equal((await ask('PATCH', '/api/backend/tasks'))[0], 401);
    assert.doesNotMatch(own.output(), /"level":"error"/);
  } finally {
    await own.stop();
  }
});
