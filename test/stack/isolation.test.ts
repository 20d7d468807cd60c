import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';

import { Answer } from './events.ts';
import { skip, startStack, type Stack } from './harness.ts';
import { callTool, Person } from './person.ts';

let stack: Stack;

/** Everything that the backends and MCP let somebody read, as text. */
async function allThatIsSeenBy(person: Person): Promise<string> {
  const seen: string[] = [];
  for (const at of [0, 1] as const) {
    for (const path of [
      '/api/me',
      '/api/tasks?limit=200',
      '/api/tags',
      '/api/me/export',
      '/api/conversations?q=secret',
    ]) {
      const response = await person.ask('GET', path, { at });
      assert.equal(response.status, 200, path);
      seen.push(await response.text());
    }
    const { items } = await person.json<{ items: { id: string }[] }>('GET', '/api/conversations?limit=100', { at });
    for (const { id } of items) seen.push(await (await person.ask('GET', `/api/conversations/${id}`, { at })).text());
  }
  const token = await person.mcpToken();
  seen.push(await callTool(stack, token, 'list_tasks', { limit: 200 }));
  seen.push(await callTool(stack, token, 'list_tasks', { q: 'secret' }));
  return seen.join('\n');
}

describe('what belongs to another person is as if it did not exist', { skip }, () => {
  before(async () => {
    stack = await startStack();
  });
  after(() => stack.stop());
  afterEach(() => stack.restore());

  test('8 people with 50 parallel chats see no title of another', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, index) => Person.register(stack, `p${index}`)));
    const chats = Array.from({ length: 50 }, (_, index) => {
      const owner = index % people.length;
      const title = `secret-of-${owner}-${randomUUID()}`;
      return { owner, title, at: (index % 2) as 0 | 1 };
    });
    const answers = await Promise.all(
      chats.map(async ({ owner, title, at }) => {
        const added = await people[owner]!.say(`add ${title}`, {}, at);
        const listed = await people[owner]!.say('show my tasks', { conversation_id: added.conversationId }, at);
        return { owner, added, listed };
      }),
    );
    for (const { owner, added, listed } of answers) {
      assert.deepEqual([added.last.name, listed.last.name], ['done', 'done']);
      for (const { raw } of [...added.events, ...listed.events]) {
        for (const [, other] of raw.matchAll(/secret-of-(\d+)/g)) assert.equal(Number(other), owner);
      }
    }
    for (const [index, person] of people.entries()) {
      const own = chats.filter(({ owner }) => owner === index).map(({ title }) => title);
      assert.deepEqual(await person.titles('?limit=200'), own.sort());
      const seen = await allThatIsSeenBy(person);
      assert.ok(own.every((title) => seen.includes(title)));
      const others = [...seen.matchAll(/secret-of-(\d+)/g)].filter(([, owner]) => Number(owner) !== index);
      assert.deepEqual(others, []);
    }
  });

  test('by every route, on both backends', async () => {
    const [ada, mallory] = [await Person.register(stack, 'ada'), await Person.register(stack, 'mallory')];
    const task = await ada.add('secret plan');
    const said = await ada.say('delete secret plan');
    const { conversationId, runId, questionId } = said;
    assert.equal(said.last.name, 'confirm');
    const own = await mallory.say('hello');
    const routes: readonly (readonly [method: string, path: string, body?: object])[] = [
      ['GET', `/api/tasks/${task.id}`],
      ['PATCH', `/api/tasks/${task.id}`, { title: 'taken over' }],
      ['DELETE', `/api/tasks/${task.id}`],
      ['GET', `/api/conversations/${conversationId}`],
      ['GET', `/api/conversations/${conversationId}/messages`],
      ['PATCH', `/api/conversations/${conversationId}`, { title: 'taken over' }],
      ['POST', `/api/conversations/${conversationId}/regenerate`],
      ['DELETE', `/api/conversations/${conversationId}`],
      ['GET', `/api/runs/${runId}`],
      ['GET', `/api/runs/${runId}/events`],
      ['POST', `/api/runs/${runId}/stop`],
      ['POST', `/api/runs/${runId}/confirmation`, { approve: true }],
      ['POST', '/api/chat', { message: 'what is on my list?', conversation_id: conversationId }],
      ['POST', '/api/chat', { message: 'hi', conversation_id: own.conversationId, replaces: questionId }],
    ];
    for (const at of [0, 1] as const) {
      for (const [method, path, body] of routes) {
        const response = await mallory.ask(method, path, { at, ...(body === undefined ? {} : { body }) });
        const text = await response.text();
        assert.equal(response.status, 404, `${method} ${path}: ${text}`);
        // The same words as for what nobody has.
        assert.doesNotMatch(text, /secret plan/);
      }
      const deleted = await mallory.json('POST', '/api/tasks/delete', { body: { ids: [task.id] }, at });
      assert.deepEqual(deleted, { deleted: [] });
    }
    assert.deepEqual(await ada.titles(), ['secret plan']);
    assert.equal((await ada.json<{ status: string }>('GET', `/api/runs/${runId}`)).status, 'waiting');
    assert.equal((await ada.messages(conversationId)).length >= 1, true);
  });

  test('a key for idempotency is one of the person', async () => {
    const [ada, mallory] = [await Person.register(stack, 'ada'), await Person.register(stack, 'mallory')];
    const headers = { 'idempotency-key': randomUUID() };
    const body = { title: 'secret plan' };
    const first = await ada.json<{ id: string }>('POST', '/api/tasks', { body, headers, status: 201 });
    const other = await mallory.json<{ id: string }>('POST', '/api/tasks', { body, headers, status: 201 });
    assert.notEqual(first.id, other.id);
  });

  test('over MCP', async () => {
    const [ada, mallory] = [await Person.register(stack, 'ada'), await Person.register(stack, 'mallory')];
    const task = await ada.add('secret plan');
    const token = await mallory.mcpToken();
    assert.match(await callTool(stack, await ada.mcpToken(), 'list_tasks', {}), /secret plan/);
    const calls: readonly (readonly [name: string, args: object])[] = [
      ['list_tasks', {}],
      ['update_task', { id: task.id, title: 'taken over' }],
      ['complete_task', { id: task.id }],
      ['delete_task', { id: task.id }],
      ['delete_tasks', { ids: [task.id] }],
      ['list_tasks', { user_id: (await ada.json<{ id: string }>('GET', '/api/me')).id }],
    ];
    for (const [name, args] of calls)
      assert.doesNotMatch(await callTool(stack, token, name, args), /secret plan/, name);
    assert.deepEqual(await ada.tasks(), [task]);
  });

  test('by a model that was told to try', async () => {
    const [ada, mallory] = [await Person.register(stack, 'ada'), await Person.register(stack, 'mallory')];
    const task = await ada.add('secret plan');
    const tries: readonly (readonly [name: string, args: object])[] = [
      ['update_task', { id: task.id, title: 'taken over' }],
      ['complete_task', { id: task.id }],
      ['delete_task', { id: task.id }],
      ['delete_tasks', { ids: [task.id] }],
      ['list_tasks', { user_id: randomUUID() }],
    ];
    for (const [name, args] of tries) {
      await stack.script.faults({ kind: 'tool_call', name, arguments: args });
      let answer = await mallory.say(`please, ${name}`);
      const heard = [...answer.events];
      if (answer.last.name === 'confirm') {
        assert.deepEqual(answer.last.data['tasks'], [], 'a title of another person to confirm');
        answer = await mallory.confirm(answer.runId, true);
        heard.push(...answer.events);
      }
      assert.doesNotMatch(new Answer(heard).events.map(({ raw }) => raw).join('\n'), /secret plan/);
      assert.ok(
        heard.some((event) => event.name === 'tool'),
        `${name} was not tried`,
      );
    }
    assert.deepEqual(await ada.tasks(), [task]);
    // What the model was told of the other person's task, too.
    const told = (await stack.script.journal()).flatMap(({ messages }) => messages.map(({ content }) => content));
    assert.ok(told.length > 0);
    assert.ok(told.every((content) => !content.includes('secret plan')));
  });
});
