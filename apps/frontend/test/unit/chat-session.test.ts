import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatApi } from '../../client/chat-api.ts';
import type { ConversationState, Message } from '../../client/conversation.ts';
import { ApiError } from '../../client/request.ts';
import { chat, reached } from './page-chat.ts';

const said = (text: string) => (state: ConversationState) => state.messages.at(-1)?.text.includes(text) === true;
const whole = 'This answer breaks off and goes on to its end.';
const kindOf = (message: Message | undefined) => {
  const failure = message?.failure;
  return failure instanceof ApiError ? failure.kind : failure?.code;
};

test('a message is answered, and the page hears of the tool, the beginning and the end', async (t) => {
  const { session, last, end, told } = await chat(t);
  session.send('Add milk');
  await end();
  assert.equal(last()?.text, 'I have added **milk** to your list. Anything else?');
  assert.equal(last()?.state, 'complete');
  assert.deepEqual(told, ['begun', 'turn', 'tool', 'turn']);
});

test('an answer whose connection is lost goes on where it was, no letter doubled or lost', async (t) => {
  const { backend, session, last, until, end } = await chat(t);
  session.send('Cut it');
  await until(({ reconnecting }) => reconnecting);
  await end();
  assert.equal(last()?.text, whole);
  assert.equal(last()?.state, 'complete');
  assert.equal(session.store.get().reconnecting, false);
  assert.equal(backend.chats.begun, 1);
  assert.equal(backend.chats.continued.length, 1);
  assert.ok((backend.chats.continued[0] ?? 0) > 1, 'not from the beginning');
});

test('a message whose answer never arrived is sent again under its key: one run', async (t) => {
  const { backend, session, sent, last, end } = await chat(t);
  backend.chats.swallowAnswers = 1;
  session.send('hello');
  await end();
  assert.equal(last()?.text, 'You said: hello');
  assert.equal(backend.chats.begun, 1);
  const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
  assert.equal(keys.length, 2);
  assert.match(keys[0] ?? '', /^[0-9a-f]{32}$/);
  assert.equal(keys[1], keys[0]);
});

test('a message that cannot be sent says so after some attempts, and trying again is still the same message', async (t) => {
  const { backend, session, sent, line, last, end } = await chat(t);
  t.mock.method(Math, 'random', () => -1);
  line.dead = 5;
  session.send('hello');
  await end();
  assert.deepEqual([last()?.state, kindOf(last())], ['failed', 'offline']);
  session.retry();
  await end();
  assert.equal(last()?.text, 'You said: hello');
  assert.equal(session.store.get().messages.length, 2);
  assert.equal(backend.chats.begun, 1);
  assert.equal(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size, 1);
});

test('what the backend refuses is not tried again by itself', async (t) => {
  const { backend, session, sent, last, end } = await chat(t);
  backend.broken = true;
  session.send('hello');
  await end();
  assert.deepEqual([last()?.state, kindOf(last()), sent.length], ['failed', 'unavailable', 1]);
  backend.broken = false;
  session.retry();
  await end();
  assert.equal(last()?.text, 'You said: hello');
});

test('an answer ends with an event that has no number, too: it could not be stored', async (t) => {
  const { backend, session, last, end } = await chat(t);
  backend.chats.unstored = true;
  session.send('Fail');
  await end();
  assert.deepEqual([last()?.state, kindOf(last())], ['failed', 'model_unavailable']);
});

test('an answer that cannot be continued fails in bounded time, and is gone on with when tried again', async (t) => {
  const { backend, session, last, end } = await chat(t);
  t.mock.method(Math, 'random', () => -1.5);
  backend.chats.noContinuation = true;
  session.send('Cut it');
  await end();
  assert.equal(last()?.state, 'failed');
  backend.chats.noContinuation = false;
  session.retry();
  await end();
  assert.equal(last()?.text, whole);
  assert.equal(backend.chats.begun, 1);
});

test('a failed answer is asked for again in its own place', async (t) => {
  const { backend, session, paths, last, end } = await chat(t);
  session.send('Fail please');
  await end();
  assert.deepEqual([last()?.state, kindOf(last())], ['failed', 'model_unavailable']);
  session.retry();
  await end();
  assert.equal(session.store.get().messages.length, 2);
  assert.equal(backend.chats.begun, 2);
  assert.deepEqual(paths(), ['/api/backend/chat', '/api/backend/conversations/ID/regenerate']);
});

test('an answer can be had anew, a message changed', async (t) => {
  const { session, end } = await chat(t);
  session.regenerate();
  session.retry();
  assert.deepEqual(session.store.get().messages, [], 'there is nothing to answer');
  session.send('one');
  await end();
  session.send('two');
  await end();
  session.regenerate();
  await end();
  const texts = () => session.store.get().messages.map(({ text }) => text);
  assert.deepEqual(texts(), ['one', 'You said: one', 'two', 'You said: two']);
  session.send('three', session.store.get().messages[0]?.id);
  await end();
  assert.deepEqual(texts(), ['three', 'You said: three']);
  const { id } = session.store.get();
  await session.open(id);
  assert.deepEqual(texts(), ['three', 'You said: three'], 'the backend has the same');
});

test('a stop ends the run at the backend, also one that has no name yet', async (t) => {
  const { backend, session, last, end, until } = await chat(t);
  session.stop();
  backend.tokenDelayMs = 20;
  session.send('Tell me');
  await until(said('long'));
  session.stop();
  session.stop();
  await end();
  assert.equal(last()?.state, 'stopped');
  const text = last()?.text;
  await session.open(session.store.get().id);
  assert.deepEqual([last()?.state, last()?.text], ['stopped', text]);

  session.send('Tell me');
  session.stop();
  await end();
  assert.equal(last()?.state, 'stopped');
});

test('a stop that cannot be told ends the answer on the page in bounded time', async (t) => {
  const { session, last, end, until } = await chat(t);
  t.mock.method(chatApi, 'stop', () => Promise.reject(new ApiError('offline')));
  session.send('Tell me');
  await until(said('long'));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  session.stop();
  t.mock.timers.tick(5000);
  t.mock.timers.reset();
  await end();
  assert.equal(last()?.state, 'stopped');
});

test('a page that comes in the middle of an answer shows it from its beginning to its end', async (t) => {
  const { backend, session, last, end, until, told } = await chat(t);
  backend.tokenDelayMs = 20;
  session.send('Add milk');
  await until(said('added'));
  const { id } = session.store.get();
  await session.open(undefined);
  assert.deepEqual(session.store.get().messages, []);
  await session.open(id);
  assert.equal(last()?.state, 'streaming');
  await end();
  assert.equal(last()?.text, 'I have added **milk** to your list. Anything else?');
  assert.equal(last()?.tools.length, 1);
  assert.equal(told.at(-1), 'turn');
});

test('a deletion waits for the person, over a reload too', async (t) => {
  const { backend, owner, session, last, end } = await chat(t);
  backend.addTask(owner, { title: 'milk' });
  session.decide(true);
  session.send('Delete everything');
  await end();
  assert.equal(last()?.state, 'waiting');
  await session.open(session.store.get().id);
  await end();
  assert.deepEqual(
    last()?.tasks?.map(({ title }) => title),
    ['milk'],
  );
  session.decide(false);
  await end();
  assert.match(last()?.text ?? '', /Nothing was deleted/);
  assert.equal(backend.tasks.size, 1);
  session.send('Delete everything');
  await end();
  session.decide(true);
  await end();
  assert.match(last()?.text ?? '', /Deleted 1 tasks/);
  assert.equal(backend.tasks.size, 0);
});

test('a decision that cannot be sent is asked for again; one that came too late shows what became of it', async (t) => {
  const { backend, session, last, end } = await chat(t);
  session.send('Delete everything');
  await end();
  backend.broken = true;
  session.decide(true);
  await end();
  assert.deepEqual([last()?.state, kindOf(last())], ['waiting', 'unavailable']);
  backend.broken = false;
  await chatApi.stop(session.store.get().run?.id ?? '');
  session.decide(true);
  await reached(session, ({ messages }) => messages.at(-1)?.state === 'stopped');
});

test('a conversation where another page is being answered says so', async (t) => {
  const { backend, session, last, end } = await chat(t);
  session.send('one');
  await end();
  backend.tokenDelayMs = 100;
  const { id } = session.store.get();
  await chatApi.ask({ message: 'two', conversationId: id }, 'other-page', new AbortController().signal);
  session.send('three');
  await end();
  assert.equal(kindOf(last()), 'running');
});

test('a session that ended gives back what was not sent', async (t) => {
  const { backend, session, end, told } = await chat(t);
  backend.expireTokens();
  session.send('Do not lose me');
  await end();
  assert.deepEqual(told, ['expired Do not lose me']);
});

test('of two conversations opened at once the last one counts; one that is not there rejects', async (t) => {
  const { backend, owner, session } = await chat(t);
  const [a, b] = ['a', 'b'].map((title) => backend.chats.addConversation(owner, title));
  await Promise.all([session.open(a), session.open(b)]);
  assert.equal(session.store.get().id, b);
  await assert.rejects(session.open('nothing'), ApiError);
});

test('older messages come before those that are shown', async (t) => {
  const { backend, owner, session } = await chat(t);
  const messages = Array.from({ length: 130 }, (_, index) => ({ content: String(index) }));
  await session.open(backend.chats.addConversation(owner, 'long', messages));
  const texts = () => session.store.get().messages.map(({ text }) => Number(text));
  assert.deepEqual([texts().length, texts()[0]], [100, 30]);
  await session.older();
  assert.deepEqual([texts().length, texts()[0], texts().at(-1)], [130, 0, 129]);
  await session.older();
  assert.equal(session.store.get().older, null);
});
