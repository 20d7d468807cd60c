import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLast, runEvent } from '../../client/chat-events.ts';
import {
  conversation,
  emptyConversation,
  type ConversationAction,
  type ConversationState,
} from '../../client/conversation.ts';
import type { StoredMessage } from '../../client/types.ts';

const after = (...actions: ConversationAction[]) => actions.reduce(conversation, emptyConversation);
const ask: ConversationAction = { type: 'ask', text: 'Add milk' };
const event = (seq: number, name: string, data: object): ConversationAction => {
  const parsed = runEvent({ id: String(seq), event: name, data: JSON.stringify(data) });
  assert.ok(parsed);
  return { type: 'event', event: parsed };
};
const start = event(1, 'start', { run_id: 'r1', conversation_id: 'c1', question_id: 'q1', message_id: 'm1' });
const failure = { code: 'timeout', message: 'Too slow' };
const stored = (id: string, fields: Partial<StoredMessage> = {}): StoredMessage => ({
  id,
  role: 'user',
  content: id,
  created_at: '2026-01-01T00:00:00Z',
  status: 'complete',
  error: null,
  tools: [],
  ...fields,
});
const last = (state: ConversationState) => state.messages.at(-1);

test('an answer grows by its tokens and ends with the text of done', () => {
  const streaming = after(ask, start, event(2, 'token', { text: 'Do' }), event(3, 'token', { text: 'ne' }));
  assert.equal(streaming.id, 'c1');
  assert.deepEqual(streaming.run, { id: 'r1', seq: 3 });
  assert.equal(last(streaming)?.text, 'Done');
  assert.equal(last(streaming)?.state, 'streaming');
  const done = conversation(streaming, event(4, 'done', { message_id: 'm1', text: 'Done.' }));
  assert.equal(last(done)?.text, 'Done.');
  assert.equal(last(done)?.state, 'complete');
});

test('the backend’s names come with start; what React knows a message by stays', () => {
  const before = after(ask);
  const state = conversation(before, start);
  assert.deepEqual(
    state.messages.map(({ id }) => id),
    ['q1', 'm1'],
  );
  assert.deepEqual(
    state.messages.map(({ key }) => key),
    before.messages.map(({ key }) => key),
  );
  assert.deepEqual(after(start), emptyConversation, 'a run without a question belongs to another conversation');
});

test('an event that a continued stream repeats changes nothing', () => {
  const token = event(2, 'token', { text: 'a' });
  const once = after(ask, start, token);
  assert.equal(conversation(once, token), once);
  assert.equal(conversation(once, start), once);
  assert.equal(last(conversation(once, event(3, 'token', { text: 'b' })))?.text, 'ab');
});

test('tools are kept in order with whether they worked', () => {
  const tools = [
    { name: 'list_tasks', ok: true },
    { name: 'add_task', ok: false },
  ];
  const state = after(ask, start, ...tools.map((tool, index) => event(index + 2, 'tool', tool)));
  assert.deepEqual(last(state)?.tools, tools);
});

test('after a stop or an error nothing more is added', () => {
  for (const end of [{ type: 'stop' }, event(3, 'stopped', {}), event(3, 'error', failure)] as const) {
    const ended = after(ask, start, event(2, 'token', { text: 'a' }), end);
    assert.deepEqual(conversation(ended, event(4, 'token', { text: 'b' })).messages, ended.messages);
    assert.deepEqual(conversation(ended, { type: 'fail', failure }), ended);
  }
  const failed = last(after(ask, start, event(2, 'error', failure)));
  assert.deepEqual([failed?.state, failed?.failure], ['failed', { type: 'error', ...failure }]);
});

test('a failed answer can be gone on with or asked for again', () => {
  const failed = after(ask, start, event(2, 'token', { text: 'a' }), { type: 'fail', failure });
  const resumed = conversation(failed, { type: 'resume' });
  assert.deepEqual([last(resumed)?.state, last(resumed)?.text, last(resumed)?.failure], ['streaming', 'a', undefined]);
  assert.deepEqual(resumed.run, { id: 'r1', seq: 2 });
  const again = conversation(failed, { type: 'again' });
  assert.deepEqual([last(again)?.state, last(again)?.text, again.run], ['streaming', '', undefined]);
  assert.equal(again.messages.length, 2);
  assert.equal(after({ type: 'again' }), emptyConversation);
});

test('a decision is waited for, made, and asked for again if it could not be sent', () => {
  const tasks = [{ id: 't1', title: 'milk' }];
  const waiting = after(ask, start, event(2, 'confirm', { action: 'delete_task', tasks }));
  assert.deepEqual([last(waiting)?.state, last(waiting)?.tasks], ['waiting', tasks]);
  const decided = conversation(waiting, { type: 'decided' });
  assert.equal(last(decided)?.state, 'streaming');
  assert.equal(last(conversation(decided, event(3, 'done', { text: 'Gone.' })))?.text, 'Gone.');
  assert.equal(last(conversation(decided, { type: 'undecided', failure }))?.state, 'waiting');
  const next = conversation(waiting, { type: 'ask', text: 'No, wait' });
  assert.equal(next.messages[1]?.state, 'stopped', 'another message is a no');
});

test('an edited message takes its own place and that of all after it', () => {
  const state = after({
    type: 'open',
    stored: {
      id: 'c1',
      title: 'c',
      messages: ['q1', 'a1', 'q2', 'a2'].map((id) => stored(id)),
      older_cursor: null,
      run: null,
    },
  });
  const edited = conversation(state, { type: 'ask', text: 'Better', replaces: 'q2' });
  assert.deepEqual(
    edited.messages.map(({ text }) => text),
    ['q1', 'a1', 'Better', ''],
  );
  assert.equal(conversation(state, { type: 'ask', text: 'x', replaces: 'unknown' }).messages.length, 6);
});

test('a stored conversation shows how its answers ended, and an answer on its way begins anew', () => {
  const messages = [
    stored('q1'),
    stored('a1', { role: 'assistant', status: 'failed', error: failure, tools: [{ name: 'add_task', ok: true }] }),
    stored('q2'),
    stored('a2', { role: 'assistant', status: 'stopped', content: 'half' }),
  ];
  const whole = { id: 'c1', title: 'c', messages, older_cursor: '7', run: null };
  const opened = after({ type: 'open', stored: whole });
  assert.deepEqual(
    opened.messages.map(({ state }) => state),
    ['complete', 'failed', 'complete', 'stopped'],
  );
  assert.deepEqual(opened.messages[1]?.failure, failure);
  const running = after({ type: 'open', stored: { ...whole, run: { id: 'r1', message_id: 'a2', status: 'running' } } });
  assert.deepEqual(running.run, { id: 'r1', seq: 0 });
  assert.deepEqual([running.messages.length, last(running)?.text, last(running)?.state], [4, '', 'streaming']);
  assert.equal(last(conversation(running, start))?.id, 'm1');

  const older = conversation(opened, { type: 'older', messages: [stored('q0')], older: null });
  assert.deepEqual([older.messages[0]?.id, older.messages.length, older.older], ['q0', 5, null]);
  assert.equal(conversation(opened, { type: 'open', stored: undefined }), emptyConversation);
});

test('a stored conversation that has gone on leaves what was shown as it was, older messages too', () => {
  const page = (messages: StoredMessage[], older_cursor: string | null) =>
    ({ id: 'c1', title: 'c', messages, older_cursor, run: null }) as const;
  const older: ConversationAction = { type: 'older', messages: [stored('q0')], older: null };
  const before = after({ type: 'open', stored: page([stored('q1'), stored('a1')], '7') }, older);
  const now = page([stored('q1'), stored('a1', { content: 'other' }), stored('q2')], '7');
  const refreshed = conversation(before, { type: 'refresh', stored: now });
  assert.deepEqual(
    refreshed.messages.map(({ id, text }) => [id, text]),
    [
      ['q0', 'q0'],
      ['q1', 'q1'],
      ['a1', 'other'],
      ['q2', 'q2'],
    ],
  );
  assert.equal(refreshed.messages[1], before.messages[1]);
  assert.equal(refreshed.older, null);
  const far = conversation(before, { type: 'refresh', stored: page([stored('q9')], '8') });
  assert.deepEqual([far.messages.length, far.older], [1, '8'], 'what lies between is not known');
  const asked = after(ask, start, event(2, 'done', { text: 'Done.' }));
  const answer = stored('m1', { role: 'assistant', content: 'Done.' });
  const same = page([stored('q1', { content: 'Add milk' }), answer], null);
  assert.deepEqual(conversation(asked, { type: 'refresh', stored: same }).messages, asked.messages);
});

test('whether the connection is being made again is known, and over with the next event', () => {
  const lost = after(ask, start, { type: 'reconnecting', reconnecting: true });
  assert.equal(lost.reconnecting, true);
  assert.equal(conversation(lost, { type: 'reconnecting', reconnecting: true }), lost);
  assert.equal(conversation(lost, event(2, 'token', { text: 'a' })).reconnecting, false);
});

test('an event that is unknown is ignored, a malformed one is empty', () => {
  const parse = (name: string, data: string, id = '') => runEvent({ id, event: name, data });
  assert.equal(parse('usage', '{}'), undefined);
  assert.deepEqual(parse('token', 'not JSON', 'x'), { seq: 0, event: { type: 'token', text: '' } });
  assert.deepEqual(parse('confirm', '{"tasks":[null,{"id":1}]}')?.event, {
    type: 'confirm',
    action: '',
    tasks: [
      { id: '', title: '' },
      { id: '1', title: '' },
    ],
  });
  assert.deepEqual(parse('confirm', '{}')?.event, { type: 'confirm', action: '', tasks: [] });
  for (const [name, ends] of Object.entries({ start: false, tool: false, done: true, stopped: true, confirm: true })) {
    const parsed = parse(name, '{}');
    assert.equal(parsed && isLast(parsed.event), ends, name);
  }
});
