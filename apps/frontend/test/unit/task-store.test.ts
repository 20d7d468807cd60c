import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../../client/request.ts';
import { TaskStore } from '../../client/task-store.ts';
import { StandInBackend } from '../backend/stand-in.ts';

/** A store in front of the stand-in, as if the frontend's server were between them. */
async function setUp(t: TestContext) {
  const backend = new StandInBackend();
  const url = await backend.listen();
  const credentials = { email: 'ann@example.org', password: 'correct horse' };
  const body = JSON.stringify(credentials);
  const session = await (await fetch(`${url}/api/auth/register`, { method: 'POST', body })).json();
  const { access_token: token } = session as { access_token: string };
  const owner = backend.personOf(credentials.email) ?? '';
  const asked: string[] = [];
  const real = globalThis.fetch;
  t.mock.method(globalThis, 'fetch', (path: string, options: RequestInit) => {
    asked.push(`${options.method} ${path.replace('/api/backend', '')}`);
    const headers = { ...(options.headers as Record<string, string>), authorization: `Bearer ${token}` };
    return real(url + path.replace('/api/backend', '/api'), { ...options, headers });
  });
  let expired = 0;
  let changes = 0;
  const store = new TaskStore({
    onExpired: () => void (expired += 1),
    onChange: () => void (changes += 1),
    searchDelayMs: 20,
    retryDelayMs: 5,
  });
  t.after(() => {
    store.leave();
    backend.close();
  });
  const titles = () => store.snapshot().tasks.map(({ title }) => title);
  const until = async (holds: () => boolean) => {
    for (let attempt = 0; attempt < 400 && !holds(); attempt += 1) await sleep(10);
    assert.equal(holds(), true);
  };
  const settle = () => until(() => !store.snapshot().busy);
  const named = (title: string) => {
    const found = store.snapshot().tasks.find((task) => task.title === title);
    assert.ok(found, title);
    return found;
  };
  const counts = { expired: () => expired, changes: () => changes };
  return { backend, owner, store, asked, titles, until, settle, named, ...counts };
}

test('the list comes by due date, with the count of all open tasks', async (t) => {
  const { backend, owner, store, titles, settle } = await setUp(t);
  backend.addTask(owner, { title: 'undated' });
  backend.addTask(owner, { title: 'soon', due_date: '2026-05-01' });
  backend.addTask(owner, { title: 'over', done: true });
  assert.equal(store.snapshot().status, 'loading');
  await store.reload();
  assert.deepEqual(titles(), ['soon', 'undated']);
  assert.deepEqual([store.snapshot().status, store.snapshot().openCount], ['ready', 2]);
  store.setFilter({ state: 'done' });
  await settle();
  assert.deepEqual(titles(), ['over']);
  assert.deepEqual([store.snapshot().total, store.snapshot().openCount], [1, 2]);
});

test('a search waits for the last letter, and an older question is given up', async (t) => {
  const { backend, owner, store, asked, titles, settle } = await setUp(t);
  backend.addTask(owner, { title: 'Buy milk' });
  backend.addTask(owner, { title: 'Sleep', notes: 'no MILK before' });
  backend.addTask(owner, { title: 'Run' });
  await store.reload();
  asked.length = 0;
  store.setFilter({ search: 'm' });
  store.setFilter({ search: 'mi' });
  store.setFilter({ search: 'milk' });
  assert.equal(store.snapshot().filter.search, 'milk');
  await settle();
  assert.deepEqual(titles(), ['Buy milk', 'Sleep']);
  assert.equal(asked.filter((line) => line.includes('q=')).length, 1);
  backend.delayMs = 50;
  store.setFilter({ state: 'done' });
  store.setFilter({ state: 'all' });
  backend.delayMs = 0;
  await settle();
  assert.deepEqual(titles(), ['Buy milk', 'Sleep']);
  store.clearFilter();
  await settle();
  assert.equal(titles().length, 3);
});

test('pages follow one another until the end, and a failure can be tried again', async (t) => {
  const { backend, owner, store } = await setUp(t);
  for (let count = 0; count < 120; count += 1) backend.addTask(owner, { title: `task ${count}` });
  await store.reload();
  assert.deepEqual([store.snapshot().tasks.length, store.snapshot().rest], [50, 'ready']);
  backend.broken = true;
  await store.loadMore();
  assert.deepEqual([store.snapshot().tasks.length, store.snapshot().rest], [50, 'failed']);
  backend.broken = false;
  await Promise.all([store.loadMore(), store.loadMore()]);
  assert.equal(store.snapshot().tasks.length, 100, 'one page, however often it is asked for');
  await store.loadMore();
  assert.deepEqual([store.snapshot().tasks.length, store.snapshot().rest], [120, 'none']);
  await store.loadMore();
  await store.reload();
  assert.equal(store.snapshot().tasks.length, 120, 'a reload keeps what was loaded');
});

test('a change far down a long list leaves all that was loaded; another filter begins anew', async (t) => {
  const { backend, owner, store, settle, named } = await setUp(t);
  for (let count = 0; count < 460; count += 1) backend.addTask(owner, { title: `task ${count}` });
  await store.reload();
  while (store.snapshot().tasks.length < 450) await store.loadMore();
  await store.change(named('task 449'), { priority: 'normal' });
  await settle();
  assert.deepEqual([store.snapshot().tasks.length, store.snapshot().rest], [450, 'ready']);
  store.setFilter({ sort: 'title' });
  await settle();
  assert.equal(store.snapshot().tasks.length, 50);
});

test('a new task shows at once; an answer that was lost makes no second one', async (t) => {
  const { backend, store, asked, titles, settle } = await setUp(t);
  await store.reload();
  backend.taskList.swallowAdditions = 1;
  asked.length = 0;
  const added = store.add({ title: 'Only once', tags: ['home'] });
  assert.deepEqual(titles(), ['Only once']);
  assert.match(store.snapshot().tasks[0]?.id ?? '', /^local-/);
  assert.equal(await added, true);
  await settle();
  assert.equal(asked.filter((line) => line === 'POST /tasks').length, 2);
  assert.equal(backend.tasks.size, 1);
  assert.deepEqual(titles(), ['Only once']);
  assert.doesNotMatch(store.snapshot().tasks[0]?.id ?? '', /^local-/);
});

test('a task that cannot be added goes away again; the same draft later is the same request', async (t) => {
  const { backend, store, titles, settle } = await setUp(t);
  await store.reload();
  backend.taskList.swallowAdditions = 2;
  assert.equal(await store.add({ title: 'Stubborn' }, 'key-1'), false);
  assert.ok(store.snapshot().error instanceof ApiError);
  store.dismissError();
  assert.equal(store.snapshot().error, undefined);
  await settle();
  assert.equal(await store.add({ title: 'Stubborn' }, 'key-1'), true);
  await settle();
  assert.deepEqual(titles(), ['Stubborn']);
  assert.equal(backend.tasks.size, 1);
});

test('a ticked task stays in sight until something else is asked for', async (t) => {
  const { backend, owner, store, titles, settle, named } = await setUp(t);
  backend.addTask(owner, { title: 'tick me' });
  await store.reload();
  assert.equal(await store.change(named('tick me'), { done: true }), true);
  await settle();
  assert.equal(named('tick me').done, true);
  assert.equal(store.snapshot().openCount, 0);
  await store.change(named('tick me'), { done: false });
  await settle();
  assert.equal(named('tick me').done, false);
  await store.change(named('tick me'), { done: true });
  store.changed();
  await settle();
  assert.deepEqual(titles(), []);
});

test('changes of one task keep their order, and a refused one is taken back', async (t) => {
  const { backend, owner, store, settle, named } = await setUp(t);
  const { id } = backend.addTask(owner, { title: 'a' });
  await store.reload();
  const task = named('a');
  backend.delayMs = 30;
  const first = store.change(task, { title: 'b' });
  backend.delayMs = 0;
  await Promise.all([first, store.change(task, { title: 'c' })]);
  await settle();
  assert.equal(backend.tasks.get(id)?.title, 'c');
  backend.broken = true;
  const refused = store.change(named('c'), { title: 'd' });
  assert.equal(named('d').id, id);
  assert.equal(await refused, false);
  assert.equal(named('c').id, id);
  assert.ok(store.snapshot().error instanceof ApiError);
});

test('a deleted task goes at once, comes back as it was, and one deleted elsewhere is told', async (t) => {
  const { backend, owner, store, titles, settle, named } = await setUp(t);
  const fields = { title: 'Pay', notes: 'IBAN', due_date: '2026-05-01', priority: 'high', tags: ['home'], done: true };
  backend.addTask(owner, fields as Parameters<StandInBackend['addTask']>[1]);
  store.setFilter({ state: 'all' });
  await settle();
  const task = named('Pay');
  const removed = store.remove(task);
  assert.deepEqual(titles(), []);
  assert.equal(await removed, true);
  assert.equal(backend.tasks.size, 0);
  assert.equal(await store.restore(task), true);
  await settle();
  const { title, notes, due_date, priority, tags, done } = named('Pay');
  assert.deepEqual({ title, notes, due_date, priority, tags, done }, fields);
  backend.tasks.clear();
  assert.equal(await store.remove(named('Pay')), false);
  await settle();
  assert.equal((store.snapshot().error as ApiError).status, 404);
  assert.deepEqual(titles(), []);
});

test('a change is told once it is made; tags are told once they are wanted', async (t) => {
  const { backend, owner, store, until, settle, named, changes } = await setUp(t);
  backend.addTask(owner, { title: 'shared', tags: ['home'] });
  await store.reload();
  store.wantTags();
  store.wantTags();
  await until(() => store.snapshot().tags.length === 1);
  await store.change(named('shared'), { title: 'renamed', tags: ['work'] });
  await settle();
  assert.equal(changes(), 1);
  assert.deepEqual(store.snapshot().tags, [{ tag: 'work', count: 1 }]);
  backend.broken = true;
  await store.change(named('renamed'), { title: 'refused' });
  assert.equal(changes(), 1);
  store.changed();
  assert.equal(changes(), 2, 'what the chat has changed, too');
});

test('a list that cannot be had says so, and the end of the session is passed on', async (t) => {
  const { backend, store, expired } = await setUp(t);
  backend.broken = true;
  let drawn = 0;
  const leave = store.subscribe(() => void (drawn += 1));
  await store.reload();
  assert.equal(store.snapshot().status, 'failed');
  assert.ok(drawn > 0);
  leave();
  backend.broken = false;
  await store.reload();
  assert.equal(store.snapshot().status, 'ready');
  backend.expireTokens();
  await store.reload();
  assert.equal(expired(), 1);
  assert.equal(await store.add({ title: 'too late' }), false);
  assert.equal(expired(), 2);
});
