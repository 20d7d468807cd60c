import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { Answer, eventsOf, type ChatEvent } from './events.ts';
import { skip, startStack, type Stack } from './harness.ts';
import { Person } from './person.ts';
import { statusOf, until, type Program } from './program.ts';

let stack: Stack;

describe('programs that end', { skip }, () => {
  before(async () => {
    stack = await startStack();
  });
  after(() => stack.stop());
  afterEach(() => stack.restore());

  test('the agent is killed between a tool call and the answer: asking again makes no second task', async () => {
    const ada = await Person.register(stack);
    // The first request of the model calls the tool, the second would answer.
    await stack.script.faults({ kind: 'delay', milliseconds: 0 }, { kind: 'hang', seconds: 60 });
    const events = eventsOf(await ada.chat('add buy milk'));
    const heard: ChatEvent[] = [];
    for await (const event of events) {
      heard.push(event);
      if (event.name === 'tool') void stack.agent.end('SIGKILL');
    }
    const broken = new Answer(heard);
    assert.deepEqual(
      broken.all('tool').map(({ data }) => data),
      [{ name: 'add_task', ok: true }],
    );
    assert.equal(broken.last.name, 'error');
    assert.match(String(broken.last.data['message']), /[a-z]+ .*\.$/i);
    assert.deepEqual(await ada.titles(), ['buy milk']);
    const { conversationId } = broken;
    const failed = (await ada.messages(conversationId)).at(-1);
    assert.deepEqual([failed?.role, failed?.status], ['assistant', 'failed']);
    assert.equal(failed?.error?.code, broken.last.data['code']);

    await stack.restore();
    const again = await Answer.of(await ada.ask('POST', `/api/conversations/${conversationId}/regenerate`, { at: 1 }));
    assert.equal(again.last.name, 'done');
    assert.match(again.text, /Added \*\*buy milk\*\*/);
    assert.deepEqual(
      again.all('tool').map(({ data }) => data),
      [{ name: 'add_task', ok: true }],
    );
    assert.deepEqual(await ada.titles(), ['buy milk']);
    assert.deepEqual(
      (await ada.messages(conversationId)).map(({ role, status }) => [role, status]),
      [
        ['user', 'complete'],
        ['assistant', 'complete'],
      ],
    );
  });

  test('a backend is killed mid-answer: the other one says so, and asking again works there', async () => {
    const ada = await Person.register(stack);
    await stack.script.faults({ kind: 'hang', seconds: 60, after_chunks: 3 });
    const heard: ChatEvent[] = [];
    await assert.rejects(async () => {
      for await (const event of eventsOf(await ada.chat('hello'))) {
        heard.push(event);
        if (event.name === 'token') await stack.backends[0].end('SIGKILL');
      }
      throw new Error('The stream ended in good order.');
    });
    const { runId, conversationId } = new Answer(heard);
    const lastId = heard.at(-1)?.id ?? '';
    const response = await ada.ask('GET', `/api/runs/${runId}/events`, { at: 1, headers: { 'last-event-id': lastId } });
    const rest = await Answer.of(response);
    assert.deepEqual([rest.last.name, rest.last.data['code']], ['error', 'interrupted']);
    const failed = (await ada.messages(conversationId, 1)).at(-1);
    assert.equal(failed?.status, 'failed');
    assert.ok(failed.content.startsWith('Hello!'));
    await stack.script.forget();
    const again = await Answer.of(await ada.ask('POST', `/api/conversations/${conversationId}/regenerate`, { at: 1 }));
    assert.equal(again.last.name, 'done');
  });

  test('the database stops: 503 and alive; it is back: so are they, without a restart', async () => {
    const ada = await Person.register(stack);
    await ada.add('buy milk');
    await stack.postgres.stop();
    for (const at of [0, 1] as const) {
      for (const path of ['/api/tasks', '/api/conversations']) {
        const response = await ada.ask('GET', path, { at });
        assert.equal(response.status, 503, path);
        assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
        assert.doesNotMatch(await response.text(), /psycopg|postgres|sqlalchemy|127\.0\.0\.1/i);
      }
      const { url } = stack.backends[at];
      assert.deepEqual([await statusOf(`${url}/healthz`), await statusOf(`${url}/readyz`)], [200, 503]);
    }
    const chat = await ada.ask('POST', '/api/chat', { body: { message: 'hello' } });
    assert.equal(chat.status, 503);
    await stack.postgres.start();
    // 5 s is what is promised, from the moment in which it takes connections again.
    for (const at of [0, 1] as const) {
      await until(`backend ${at} lists tasks again`, 5, async () => (await ada.ask('GET', '/api/tasks', { at })).ok);
      await until(`backend ${at} is ready again`, 5, async () => {
        return (await statusOf(`${stack.backends[at].url}/readyz`)) === 200;
      });
    }
    assert.match((await ada.say('what is on my list?')).text, /buy milk/);
  });

  test('SIGTERM of the mcp during a tool call: the answer completes, and it ends with 0', async () => {
    const ada = await Person.register(stack);
    // What mcp asks stands still, so that the call is under way for as long as it takes.
    const [, asked] = stack.backends;
    asked.signal('SIGSTOP');
    const answer = ada.say('add buy milk');
    await until('mcp has asked its backend', 20, () => asked.hasUnread);
    const ending = stack.mcp.end('SIGTERM');
    await until('mcp ends', 10, () => stack.mcp.output.includes('"message":"stopping"'));
    asked.signal('SIGCONT');
    assert.match((await answer).text, /Added \*\*buy milk\*\*/);
    assert.equal(await ending, 0);
    assert.deepEqual(await ada.titles(), ['buy milk']);
  });

  const endings: readonly (readonly [name: string, program: (stack: Stack) => Program])[] = [
    ['model', ({ model }) => model],
    ['agent', ({ agent }) => agent],
    ['backend', ({ backends }) => backends[0]],
    ['frontend', ({ frontend }) => frontend],
  ];
  for (const [name, programOf] of endings) {
    test(`SIGTERM of the ${name} mid-chat: the answer completes, and it ends with 0`, async () => {
      const ada = await Person.register(stack);
      const program = programOf(stack);
      // Slow enough that the answer is under way when the signal comes.
      await stack.script.faults({ kind: 'delay', milliseconds: 30, times: 2 });
      const response = name === 'frontend' ? await ada.chatInBrowser('add buy milk') : await ada.chat('add buy milk');
      const heard: ChatEvent[] = [];
      let ending: Promise<number | NodeJS.Signals | null> | undefined;
      for await (const event of eventsOf(response)) {
        heard.push(event);
        if (event.name === 'token') ending ??= program.end('SIGTERM');
      }
      assert.ok(ending, 'the answer ended before the signal');
      const answer = new Answer(heard);
      assert.equal(answer.last.name, 'done', JSON.stringify(answer.last));
      assert.match(answer.text, /Added \*\*buy milk\*\*/);
      assert.equal(await ending, 0);
      await stack.restore();
      assert.deepEqual(await ada.titles(), ['buy milk']);
    });
  }

  test('a restart of everything but the database loses nothing', async () => {
    const ada = await Person.register(stack);
    await ada.add('old', { tags: ['home'] });
    const asked = await ada.say('delete old');
    assert.equal(asked.last.name, 'confirm');
    for (const program of stack.programs) assert.equal(await program.end('SIGTERM'), 0, program.name);
    await stack.restore();
    const answer = await ada.confirm(asked.runId, true, 1);
    assert.match(answer.text, /Deleted \*\*old\*\*/);
    assert.deepEqual(await ada.titles(), []);
  });
});
