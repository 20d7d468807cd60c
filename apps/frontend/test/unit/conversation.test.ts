import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatEvent } from '../../client/api.ts';
import { conversation, emptyConversation, type ConversationAction } from '../../client/conversation.ts';

const after = (...actions: ConversationAction[]) => actions.reduce(conversation, emptyConversation);
const ask: ConversationAction = { type: 'ask', text: 'Add milk' };
const event = (name: string, data: object): ConversationAction => {
  const parsed = chatEvent(name, JSON.stringify(data));
  assert.ok(parsed);
  return { type: 'event', event: parsed };
};

test('an answer grows by its tokens and ends with the text of done', () => {
  const turn = [
    ask,
    event('start', { conversation_id: 'c1', message_id: 'm' }),
    event('token', { text: 'Do' }),
  ] as const;
  const streaming = after(...turn, event('token', { text: 'ne' }));
  assert.equal(streaming.id, 'c1');
  assert.equal(streaming.messages[1]?.text, 'Done');
  assert.equal(streaming.messages[1]?.state, 'streaming');
  const done = conversation(streaming, event('done', { message_id: 'm', text: 'Done.' }));
  assert.equal(done.messages[1]?.text, 'Done.');
  assert.equal(done.messages[1]?.state, 'complete');
});

test('tools are kept in order with whether they worked', () => {
  const state = after(
    ask,
    event('tool', { name: 'list_tasks', ok: true }),
    event('tool', { name: 'add_task', ok: false }),
  );
  assert.deepEqual(state.messages[1]?.tools, [
    { name: 'list_tasks', ok: true },
    { name: 'add_task', ok: false },
  ]);
});

test('after a stop or an error nothing more is added', () => {
  for (const end of [{ type: 'stop' }, event('error', { code: 'timeout', message: 'Too slow' })] as const) {
    const ended = after(ask, event('token', { text: 'a' }), end);
    assert.deepEqual(conversation(ended, event('token', { text: 'b' })), ended);
    assert.deepEqual(conversation(ended, { type: 'fail', error: 'late' }), ended);
  }
  assert.equal(after(ask, event('error', { code: 'timeout', message: 'Too slow' })).messages[1]?.error, 'Too slow');
});

test('a turn can be withdrawn to be tried again', () => {
  const state = after(ask, { type: 'fail', error: 'x' }, { type: 'withdraw' });
  assert.deepEqual(state.messages, []);
});

test('messages have ids of their own', () => {
  const state = after(ask, { type: 'stop' }, ask, { type: 'stop' });
  assert.equal(new Set(state.messages.map(({ id }) => id)).size, 4);
});

test('an event that is unknown or malformed is ignored', () => {
  assert.equal(chatEvent('usage', '{}'), undefined);
  assert.deepEqual(chatEvent('token', 'not JSON'), { type: 'token', text: '' });
});
