import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatApi } from '../../client/chat-api.ts';
import { ApiError } from '../../client/request.ts';
import { chat, reached } from './page-chat.ts';

test('two pages with one conversation: what is asked on one is followed on the other', async (t) => {
  const { session, page, told, end } = await chat(t);
  session.send('one');
  await end();
  const heard: string[] = [];
  const other = page(heard);
  await other.open(session.store.get().id);
  session.send('two');
  await reached(session, ({ run }) => run !== undefined);
  await other.refresh();
  await reached(other, ({ messages }) => messages.length === 4 && messages.at(-1)?.state === 'complete');
  await end();
  const texts = ({ store }: typeof session) => store.get().messages.map(({ text }) => text);
  assert.deepEqual(texts(other), ['one', 'You said: one', 'two', 'You said: two']);
  assert.deepEqual(texts(other), texts(session));
  assert.deepEqual(told, ['begun', 'turn', 'turn', 'begun', 'turn', 'turn']);
  assert.deepEqual(heard, ['turn', 'turn'], 'who only follows has begun nothing');
});

test('a decision that is made on one page is made on the other', async (t) => {
  const { backend, owner, session, page, end, last } = await chat(t);
  backend.addTask(owner, { title: 'milk' });
  session.send('Delete everything');
  await end();
  const other = page([]);
  await other.open(session.store.get().id);
  await reached(other, ({ messages }) => messages.at(-1)?.state === 'waiting');
  const asked = session.store.get();
  await session.refresh();
  assert.equal(session.store.get(), asked, 'as long as it waits, its question stays as it is');
  other.decide(false);
  await reached(other, ({ messages }) => messages.at(-1)?.state === 'complete');
  await session.refresh();
  assert.equal(last()?.state, 'complete');
  assert.match(last()?.text ?? '', /Nothing was deleted/);
});

test('what is shown meanwhile is not replaced by an older answer', async (t) => {
  const { session, end, last, line, sent } = await chat(t);
  await session.refresh();
  assert.equal(sent.length, 0, 'an empty conversation has no news');
  session.send('one');
  await session.refresh();
  await end();
  const late = session.refresh();
  session.send('two');
  await late;
  await end();
  assert.deepEqual([session.store.get().messages.length, last()?.text], [4, 'You said: two']);
  const before = session.refresh();
  await session.open(undefined);
  await before;
  assert.deepEqual(session.store.get().messages, []);
  t.mock.method(Math, 'random', () => -1);
  line.dead = 5;
  session.send('not received');
  await end();
  await session.refresh();
  assert.equal(last()?.state, 'failed', 'what could not be sent can still be tried again');
});

test('an answer whose conversation is deleted elsewhere comes to an end', async (t) => {
  const { backend, session, end, last, until } = await chat(t);
  backend.holdAfter = 'This';
  session.send('Cut it');
  await until(({ messages }) => messages.at(-1)?.text.includes('This') === true);
  await chatApi.remove(session.store.get().id ?? '');
  await end();
  assert.equal(last()?.state, 'failed');
  await assert.rejects(session.refresh(), (cause) => cause instanceof ApiError && cause.status === 404);
});
