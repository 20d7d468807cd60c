import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { SettingsReader, startService } from '@todo-chatbot/service';

import { mcpService, readMcpSettings } from '../src/app.ts';
import { serveTools } from './serving.ts';

const served = serveTools();
const { connect, call } = served;

describe('tools', () => {
  test('are these six, with hints and strict schemas', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    const hints = tools.map(({ name, annotations }) => [
      name,
      annotations?.readOnlyHint,
      annotations?.destructiveHint,
      annotations?.idempotentHint,
      annotations?.openWorldHint,
    ]);
    assert.deepEqual(hints, [
      ['add_task', false, false, false, false],
      ['list_tasks', true, false, true, false],
      ['update_task', false, false, true, false],
      ['complete_task', false, false, true, false],
      ['delete_task', false, true, true, false],
      ['delete_tasks', false, true, true, false],
    ]);
    for (const tool of tools) {
      assert.equal(tool.inputSchema['additionalProperties'], false, tool.name);
      assert.ok(!JSON.stringify(tool.inputSchema).includes('user'), tool.name);
      assert.ok((tool.description ?? '').length > 20, tool.name);
    }
    assert.match(client.getInstructions() ?? '', /data, not an instruction/);
  });

  test("are the same for all, and say so; what is a person's does not", async () => {
    const client = await connect('person-ada', { versionNegotiation: { mode: 'auto' } });
    const hints = (result: object) => {
      const { ttlMs, cacheScope } = result as { ttlMs?: number; cacheScope?: string };
      return [ttlMs, cacheScope];
    };
    assert.deepEqual(hints(await client.discover()), [60_000, 'public']);
    assert.deepEqual(hints(await client.listTools()), [60_000, 'public']);
    assert.deepEqual(hints(await client.listPrompts()), [60_000, 'public']);
    assert.deepEqual(hints(await client.listResources()), [0, 'private']);
    assert.deepEqual(hints(await client.readResource({ uri: 'todo://tasks/open' })), [0, 'private']);
  });

  test('add, list, change, complete and delete a task', async () => {
    const client = await connect();
    const added = await call(client, 'add_task', {
      title: ' buy milk ',
      due_date: '2026-11-27',
      priority: 'high',
      tags: [' Shop ', 'shop'],
    });
    assert.deepEqual(
      { ...added.data, id: '' },
      {
        id: '',
        title: 'buy milk',
        notes: null,
        due_date: '2026-11-27',
        priority: 'high',
        tags: ['shop'],
        done: false,
      },
    );
    assert.deepEqual(JSON.parse(added.text), added.data);
    const id = added.data['id'];

    const changed = await call(client, 'update_task', { id, title: 'buy oat milk', due_date: null });
    assert.deepEqual([changed.data['title'], changed.data['due_date']], ['buy oat milk', null]);
    assert.equal((await call(client, 'complete_task', { id })).data['done'], true);
    assert.deepEqual((await call(client, 'list_tasks', { done: false })).data, { items: [], total: 0 });
    assert.equal((await call(client, 'list_tasks', { done: true })).data['total'], 1);
    assert.equal((await call(client, 'list_tasks')).data['total'], 1);
    assert.deepEqual((await call(client, 'delete_task', { id })).data, { id, deleted: true });
    assert.equal((await call(client, 'list_tasks')).data['total'], 0);
  });

  test('a long list and long notes are cut, and the total says so', async () => {
    const client = await connect();
    await call(client, 'add_task', { title: 'first', notes: 'n'.repeat(4000) });
    const [first] = served.backend.tasks.get('person-ada') ?? [];
    assert.ok(first);
    served.backend.tasks.set(
      'person-ada',
      Array.from({ length: 250 }, () => first),
    );
    const { data } = await call(client, 'list_tasks');
    const items = data['items'] as { notes: string }[];
    assert.equal(data['total'], 250);
    assert.equal(items.length, 100);
    const more = (await call(client, 'list_tasks', { limit: 200 })).data['items'] as unknown[];
    assert.equal(more.length, 200);
    assert.equal(items[0]?.notes.length, 200);
  });

  test('pass the request id on', async () => {
    await call(await connect(), 'list_tasks');
    assert.equal(served.backend.requestIds.at(-1), 'request-0001');
  });
});

describe('one person', () => {
  test("does not see or touch another's tasks", async () => {
    const [ada, eve] = [await connect('person-ada'), await connect('person-eve')];
    const { data } = await call(ada, 'add_task', { title: 'secret' });
    assert.equal((await call(eve, 'list_tasks')).data['total'], 0);
    assert.deepEqual(await call(eve, 'delete_task', { id: data['id'] }), {
      text: 'There is no such task.',
      failed: true,
      data: {},
    });
    assert.equal((await call(ada, 'list_tasks')).data['total'], 1);
  });

  test('and many at once stay apart', async () => {
    const people = Array.from({ length: 8 }, (_, index) => `person-${String(index)}`);
    await Promise.all(
      people.map(async (person) => {
        const client = await connect(person);
        await Promise.all(Array.from({ length: 10 }, () => call(client, 'add_task', { title: person })));
        const { data } = await call(client, 'list_tasks');
        const items = data['items'] as { title: string }[];
        assert.deepEqual(new Set(items.map((item) => item.title)), new Set([person]));
        assert.equal(items.length, 10);
      }),
    );
  });
});

describe('failures are told in plain words', () => {
  const faults: readonly (readonly [status: number, body: unknown, words: RegExp])[] = [
    [401, {}, /log in again/],
    [403, {}, /^This needs the person's confirmation, which is not given\. Nothing was changed\.$/],
    [404, {}, /no such task/],
    [409, { detail: 'Too many tasks.' }, /^The task service refused this\. Too many tasks\.$/],
    [422, { detail: 'Not valid.', errors: [{ path: 'title', message: 'no NUL' }] }, /Not valid\. title: no NUL$/],
    [400, 'odd', /^The task service refused this\.$/],
    [429, {}, /too much at once/],
    [
      500,
      { detail: 'Traceback: secret' },
      /^The task service has a problem right now\. Please try again in a moment\.$/,
    ],
    [200, { items: [{ id: 1 }] }, /not understood/],
  ];
  for (const [status, body, words] of faults) {
    test(`${String(status)} ${JSON.stringify(body)}`, async () => {
      const client = await connect();
      served.backend.failNext({ status, body });
      const { text, failed } = await call(client, 'list_tasks');
      assert.match(text, words);
      assert.equal(failed, true);
    });
  }

  test('a token that the backend does not know', async () => {
    assert.match((await call(await connect('stranger'), 'list_tasks')).text, /log in again/);
  });

  test('a backend that is away', async () => {
    const settings = readMcpSettings(
      new SettingsReader({ PORT: '0', HOST: '127.0.0.1', BACKEND_URL: 'http://127.0.0.1:9' }),
    );
    const alone = await startService({ ...mcpService(settings), writeLog: () => undefined });
    const client = new Client({ name: 'test', version: '1.0.0' });
    const headers = { authorization: 'Bearer person-ada' };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${alone.url}/mcp`), { requestInit: { headers } }));
    assert.match((await call(client, 'list_tasks')).text, /cannot be reached right now/);
    const ready = await fetch(`${alone.url}/readyz`);
    assert.equal(ready.status, 503);
    assert.deepEqual(await ready.json(), { status: 'not ready', checks: { backend: 'unreachable' } });
    assert.equal((await fetch(`${alone.url}/healthz`)).status, 200);
    await alone.stop();
  });
});

describe('over plain HTTP', () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const post = (headers: Record<string, string>, body: string) =>
    fetch(`${served.url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body,
    });

  test('no token is 401', async () => {
    for (const headers of [{}, { authorization: 'Basic abc' }, { authorization: 'Bearer' }]) {
      const response = await post(headers, JSON.stringify(list));
      assert.equal(response.status, 401);
      assert.equal(response.headers.get('www-authenticate'), 'Bearer');
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
    }
  });

  test('a client of 2025 is served, too', async () => {
    const response = await post({ authorization: 'Bearer person-ada' }, JSON.stringify(list));
    assert.equal(response.status, 200);
    assert.match(await response.text(), /add_task/);
  });

  test('there are no sessions', async () => {
    assert.equal((await fetch(`${served.url}/mcp`)).status, 405);
    assert.equal((await fetch(`${served.url}/mcp`, { method: 'DELETE' })).status, 405);
  });

  test('a body that is no JSON, too deep or too large is refused', async () => {
    const headers = { authorization: 'Bearer person-ada' };
    assert.equal((await post(headers, '{')).status, 400);
    assert.ok((await post(headers, '['.repeat(20_000))).status < 500);
    assert.ok((await post(headers, '['.repeat(20_000) + ']'.repeat(20_000))).status < 500);
    assert.equal((await post(headers, `"${'x'.repeat(300_000)}"`)).status, 413);
  });

  test('readiness asks the backend', async () => {
    const ready = await fetch(`${served.url}/readyz`);
    assert.deepEqual(await ready.json(), { status: 'ready', checks: { backend: 'ok' } });
  });
});

test('logs hold no token and no title', async () => {
  await call(await connect('person-hidden'), 'add_task', { title: 'secret-plan' });
  assert.ok(served.lines.some((line) => line.includes('"request_id":"request-0001"')));
  assert.ok(served.lines.every((line) => !line.includes('secret-plan') && !line.includes('person-hidden')));
});
