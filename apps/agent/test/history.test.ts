import assert from 'node:assert/strict';
import { test } from 'node:test';

import { maxCharacters, maxMessages, trimHistory, type HistoryMessage } from '../src/history.ts';

const conversation = (length: number, content = 'x'): HistoryMessage[] =>
  Array.from({ length }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `${content}${String(index)}`,
  }));

test('a short conversation stays whole', () => {
  const messages = conversation(5);
  assert.deepEqual(trimHistory(messages), messages);
});

test('the oldest messages go first, and the rest begins with the person', () => {
  const messages = conversation(101);
  const kept = trimHistory(messages);
  assert.equal(kept.at(-1), messages.at(-1));
  assert.equal(kept[0]?.role, 'user');
  assert.equal(kept.length, maxMessages - 1);
});

test('characters are bounded', () => {
  const kept = trimHistory(conversation(9, 'x'.repeat(maxCharacters / 4)));
  assert.equal(kept.length, 3);
});

test('the last message stays, however long', () => {
  const messages = [...conversation(2), { role: 'user' as const, content: 'x'.repeat(maxCharacters + 1) }];
  assert.deepEqual(trimHistory(messages), messages.slice(-1));
  assert.deepEqual(trimHistory([]), []);
});
