import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { serveTools } from './serving.ts';

const served = serveTools();
const { connect, call } = served;

describe('a strict schema refuses', () => {
  const cases: readonly (readonly [name: string, args: Record<string, unknown>])[] = [
    ['add_task', {}],
    ['add_task', { title: '   ' }],
    ['add_task', { title: 'x'.repeat(201) }],
    ['add_task', { title: 'x', due_date: '2026-02-30' }],
    ['add_task', { title: 'x', priority: 'urgent' }],
    ['complete_task', { id: '../me' }],
    ['update_task', { id: 'b3c5e3a0-6a5e-4d0f-9b0e-2f8d1c7a9e11' }],
    ['update_task', { id: 'b3c5e3a0-6a5e-4d0f-9b0e-2f8d1c7a9e11', title: null }],
    ['delete_task', {}],
    ['delete_tasks', { ids: [] }],
    ['delete_tasks', { ids: Array.from({ length: 101 }, () => 'b3c5e3a0-6a5e-4d0f-9b0e-2f8d1c7a9e11') }],
    ['delete_tasks', { ids: 'all' }],
    ['add_task', { title: 'x', tags: Array.from({ length: 11 }, (_, index) => String(index)) }],
    ['add_task', { title: 'x', tags: ['x'.repeat(41)] }],
    ['list_tasks', { sort: 'id; drop table' }],
    ['list_tasks', { limit: 201 }],
    ['list_tasks', { due_from: 'today' }],
  ];
  for (const [name, args] of cases) {
    test(`${name} ${JSON.stringify(args).slice(0, 60)}`, async () => {
      const client = await connect();
      const before = served.backend.requests.length;
      const { failed, text } = await call(client, name, args);
      assert.equal(failed, true);
      assert.doesNotMatch(text, / at .*:\d+/);
      assert.equal(served.backend.requests.length, before, 'the backend was not asked');
    });
  }

  test('an unknown tool', async () => {
    const client = await connect();
    await assert.rejects(client.callTool({ name: 'drop_database', arguments: {} }), /drop_database/);
  });
});

/** Arguments that each tool takes. */
const id = 'b3c5e3a0-6a5e-4d0f-9b0e-2f8d1c7a9e11';
const good: Readonly<Record<string, Record<string, unknown>>> = {
  add_task: { title: 'x' },
  list_tasks: {},
  update_task: { id, done: true },
  complete_task: { id },
  delete_task: { id },
  delete_tasks: { ids: [id] },
};

test('whose tasks they are is never an argument, of no tool', async () => {
  const client = await connect();
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).toSorted(), Object.keys(good).toSorted());
  for (const { name } of tools) {
    for (const extra of ['user_id', 'userId', 'user', 'sub', 'owner', 'token', 'idempotency_key']) {
      const { failed, text } = await call(client, name, { ...good[name], [extra]: 'person-eve' });
      assert.ok(failed && text.includes(extra), `${name} with ${extra}`);
    }
  }
  assert.equal(served.backend.requests.length, 0, 'the backend was not asked');
  for (const { name } of tools) await call(client, name, good[name]);
  assert.equal(served.backend.requests.length, tools.length, 'the same without it is taken');
});

describe('an idempotency key', () => {
  test('goes to the backend with what creates, and makes a call again do nothing more', async () => {
    const client = await connect();
    for (let time = 0; time < 3; time += 1) {
      const { data } = await call(client, 'add_task', { title: 'milk' }, { idempotencyKey: 'key-1' });
      assert.equal(data['title'], 'milk');
    }
    await call(client, 'add_task', { title: 'milk' }, { idempotencyKey: 'key-2' });
    await call(client, 'add_task', { title: 'milk' });
    assert.equal(served.backend.tasks.get('person-ada')?.length, 3);
    await call(client, 'delete_tasks', { ids: [id] }, { idempotencyKey: 'key-3' });
    assert.deepEqual(
      served.backend.requests.map(({ headers }) => headers['idempotency-key']),
      ['key-1', 'key-1', 'key-1', 'key-2', undefined, 'key-3'],
    );
  });

  for (const bad of ['', 'x'.repeat(256), 'a b', 'é', 'a\r\nx: y', 7, { a: 1 }]) {
    test(`that is ${JSON.stringify(bad).slice(0, 20)} is left out`, async () => {
      await call(await connect(), 'add_task', { title: 'milk' }, { idempotencyKey: bad });
      assert.deepEqual(
        served.backend.requests.map(({ headers }) => headers['idempotency-key']),
        [undefined],
      );
    });
  }
});

test('filters go to the backend as they are', async () => {
  const client = await connect();
  const filters = { done: false, priority: 'high', tag: 'Home', due_from: '2026-11-21', due_to: '2026-11-27' };
  await call(client, 'list_tasks', { ...filters, q: 'a&b=c', sort: 'due', limit: 7 });
  const query = new URL(served.backend.requests[0]?.path ?? '', 'http://backend').searchParams;
  assert.deepEqual(Object.fromEntries(query), {
    ...filters,
    done: 'false',
    tag: 'home',
    q: 'a&b=c',
    sort: 'due',
    limit: '7',
  });
});

describe('deletion', () => {
  test('without the confirmation is told in plain words, and nothing is gone', async () => {
    const client = await connect('person-ada/no-delete');
    const { data } = await call(client, 'add_task', { title: 'milk' });
    for (const [name, args] of [
      ['delete_task', { id: data['id'] }],
      ['delete_tasks', { ids: [data['id']] }],
    ] as const) {
      const { text, failed } = await call(client, name, args);
      assert.equal(text, "This needs the person's confirmation, which is not given. Nothing was changed.");
      assert.ok(failed);
    }
    assert.equal(served.backend.tasks.get('person-ada')?.length, 1);
  });

  test('of several says which were there', async () => {
    const client = await connect();
    const made = [];
    for (const title of ['a', 'b', 'c']) made.push((await call(client, 'add_task', { title })).data['id']);
    const { data } = await call(client, 'delete_tasks', { ids: [made[0], made[2], made[0], id] });
    assert.deepEqual(data, { deleted: [made[0], made[2]] });
    assert.deepEqual(served.backend.requests.at(-1)?.path, '/api/tasks/delete');
    assert.equal(served.backend.tasks.get('person-ada')?.length, 1);
  });
});

test('calls are counted by tool and outcome, and by nothing else', async () => {
  const client = await connect('person-hidden');
  await call(client, 'add_task', { title: 'secret-title', tags: ['secret-tag'] }, { idempotencyKey: 'secret-key' });
  await call(client, 'complete_task', { id });
  await call(client, 'complete_task', { id: 'secret-id' });
  await assert.rejects(client.callTool({ name: 'secret_tool', arguments: {} }));
  const text = await (await fetch(`${served.url}/metrics`)).text();
  assert.match(text, /^todo_mcp_tool_calls_total\{tool="add_task",ok="true"\} \d+$/m);
  const failed = /^todo_mcp_tool_calls_total\{tool="complete_task",ok="false"\} (\d+)$/m.exec(text)?.[1];
  assert.ok(Number(failed) >= 2);
  assert.match(text, /^http_requests_total\{method="POST",route="\/mcp",status="200"\} \d+$/m);
  assert.doesNotMatch(text, /secret|person-/);
  assert.doesNotMatch(served.lines.join(''), /secret|person-/);
});
