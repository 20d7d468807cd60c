import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';

import { Answer, eventsOf, type ChatEvent } from './events.ts';
import { skip, startStack, type Stack } from './harness.ts';
import { Person } from './person.ts';
import { until } from './program.ts';

let stack: Stack;

const long = Array.from({ length: 120 }, (_, index) => `word${index} ünï🧑‍🚀`).join(' ');

/** Events until one of this name; the stream is then left, as a browser that lost its connection leaves it. */
async function hearUntil(response: Response, name: string, count = 1): Promise<readonly ChatEvent[]> {
  const heard: ChatEvent[] = [];
  for await (const event of eventsOf(response)) {
    heard.push(event);
    if (heard.filter((one) => one.name === name).length === count) break;
  }
  return heard;
}

async function continued(person: Person, runId: string, lastId: string, at: 0 | 1): Promise<Answer> {
  const headers = { 'last-event-id': lastId };
  const response = await person.ask('GET', `/api/runs/${runId}/events`, { headers, at });
  assert.equal(response.status, 200);
  return Answer.of(response);
}

describe('answers stream, and are kept', { skip }, () => {
  before(async () => {
    stack = await startStack();
  });
  after(() => stack.stop());
  afterEach(() => stack.restore());

  test('a connection that is lost continues on the other backend, byte for byte, while the answer goes on', async () => {
    const ada = await Person.register(stack);
    await stack.script.faults({ kind: 'text', text: long });
    const before = await hearUntil(await ada.chat('tell me something long'), 'token', 2);
    const { runId, conversationId } = new Answer(before);
    const rest = await continued(ada, runId, before.at(-1)?.id ?? '', 1);
    const all = new Answer([...before, ...rest.events]);
    assert.equal(all.text, long);
    assert.equal(all.last.name, 'done');
    assert.equal(all.last.data['text'], long);
    const ids = all.events.map(({ id }) => Number(id));
    assert.deepEqual(
      ids,
      ids.map((_, index) => ids[0]! + index),
      'no event is lost or doubled',
    );
    for (const at of [0, 1] as const) {
      const whole = await continued(ada, runId, '0', at);
      assert.deepEqual(
        whole.events.map(({ raw }) => raw),
        all.events.map(({ raw }) => raw),
      );
    }
    const messages = await ada.messages(conversationId, 1);
    assert.deepEqual(
      messages.map(({ content }) => content),
      ['tell me something long', long],
    );
  });

  test('several who follow at once, on both backends, hear the same', async () => {
    const ada = await Person.register(stack);
    await stack.script.faults({ kind: 'text', text: long });
    const response = await ada.chat('tell me something long');
    const start = await hearUntil(response, 'start');
    const { runId } = new Answer(start);
    const followers = await Promise.all([0, 1, 0, 1].map((at) => continued(ada, runId, '0', at as 0 | 1)));
    for (const follower of followers) {
      assert.equal(follower.text, long);
      assert.deepEqual(
        follower.events.map(({ raw }) => raw),
        followers[0]?.events.map(({ raw }) => raw),
      );
    }
  });

  test('hanging up does not stop an answer; stop does, from the other backend', async () => {
    const ada = await Person.register(stack);
    await stack.script.faults({ kind: 'hang', seconds: 60, after_chunks: 3 });
    const heard = await hearUntil(await ada.chat('hello'), 'token');
    const { runId, conversationId } = new Answer(heard);
    const busy = await ada.ask('POST', '/api/chat', {
      body: { message: 'hi', conversation_id: conversationId },
      at: 1,
    });
    assert.equal(busy.status, 409);
    assert.equal((await ada.json<{ status: string }>('GET', `/api/runs/${runId}`, { at: 1 })).status, 'running');
    assert.equal((await ada.ask('POST', `/api/runs/${runId}/stop`, { at: 1 })).status, 202);
    const rest = await continued(ada, runId, heard.at(-1)?.id ?? '', 1);
    assert.equal(rest.last.name, 'stopped');
    const [, answer] = await ada.messages(conversationId);
    assert.equal(answer?.status, 'stopped');
    assert.ok(answer.content !== '' && 'Hello! I look after your todo list.'.startsWith(answer.content.trim()));
    await until('the model is left', 10, async () => (await stack.script.journal())[0]?.state === 'broken');
  });

  test('ten equal requests with one key are one answer, and one task', async () => {
    const ada = await Person.register(stack);
    const headers = { 'idempotency-key': 'the-same-for-all' };
    const add = (index: number) =>
      ada.ask('POST', '/api/tasks', { body: { title: 'buy milk' }, headers, at: (index % 2) as 0 | 1 });
    const responses = await Promise.all(Array.from({ length: 10 }, (_, index) => add(index)));
    assert.deepEqual(new Set(responses.map(({ status }) => status)), new Set([201]));
    const ids = await Promise.all(responses.map(async (response) => ((await response.json()) as { id: string }).id));
    assert.equal(new Set(ids).size, 1);
    const replayed = responses.filter((response) => response.headers.get('idempotency-replayed') === 'true');
    assert.equal(replayed.length, 9);

    const chat = { body: { message: 'add call Grace' }, headers: { 'idempotency-key': 'the-same-chat' } };
    const [first, ...others] = await Promise.all(
      [0, 1, 0].map(async (at) => Answer.of(await ada.ask('POST', '/api/chat', { ...chat, at: at as 0 | 1 }))),
    );
    assert.equal(first?.last.name, 'done');
    for (const other of others)
      assert.deepEqual(
        other.events.map(({ raw }) => raw),
        first.events.map(({ raw }) => raw),
      );
    assert.deepEqual(await ada.titles(), ['buy milk', 'call Grace']);
  });

  test('the first token reaches the browser before the model has written its last, with gzip accepted', async () => {
    const ada = await Person.register(stack);
    const session = await ada.browserHeaders();
    // The model says nothing more until it is let go: whoever holds tokens back would wait as well.
    await stack.script.faults({ kind: 'hang', seconds: 60, after_chunks: 4 });
    const incoming = await postChat(session, 'hello');
    assert.equal(incoming.statusCode, 200);
    assert.equal(incoming.headers['content-encoding'], undefined);
    let text = '';
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (/event: token/.test(text)) break;
    }
    // The token may come before the model has said the fourth.
    await until('the model has said what it may', 10, async () => (await stack.script.journal())[0]?.chunks_sent === 4);
    const [asked] = await stack.script.journal();
    assert.deepEqual([asked?.state, asked?.chunks_sent], ['running', 4]);
    assert.match(text, /"text": ?"Hello!/);
    const runId = /"run_id": ?"([0-9a-f-]+)"/.exec(text)?.[1];
    await ada.ask('POST', `/api/runs/${runId ?? ''}/stop`);
  });
});

/** As a browser asks: `fetch` of Node would undo a compression before we see it. */
async function postChat(session: Readonly<Record<string, string>>, message: string): Promise<IncomingMessage> {
  const outgoing = request(`${stack.frontend.url}/api/backend/chat`, {
    method: 'POST',
    headers: {
      ...session,
      accept: 'text/event-stream',
      'accept-encoding': 'gzip, deflate, br',
    },
  });
  outgoing.end(JSON.stringify({ message }));
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return incoming;
}
