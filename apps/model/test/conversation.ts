import assert from 'node:assert/strict';

import type { ChatMessage, Reply } from '../src/chat.ts';
import { reply } from '../src/rules/reply.ts';

export const tools = ['add_task', 'list_tasks', 'update_task', 'complete_task', 'delete_task', 'delete_tasks'].map(
  (name) => ({
    name,
  }),
);
export const system: ChatMessage = { role: 'system', content: 'You help. Today is 2026-11-21, a Saturday.' };
export const user = (content: string): ChatMessage => ({ role: 'user', content });
export const assistant = (content: string): ChatMessage => ({ role: 'assistant', content, tool_calls: [] });

export interface TaskFields {
  readonly due_date?: string | null;
  readonly priority?: string;
  readonly done?: boolean;
  readonly notes?: string;
  readonly tags?: readonly string[];
}
export const task = (title: string, fields: TaskFields = {}) => ({
  id: `id-${title}`,
  title,
  notes: null,
  due_date: null,
  priority: 'normal',
  done: false,
  ...fields,
});

/** An assistant's message with calls, and the tool messages that answer them. */
export function calls(...made: readonly (readonly [name: string, result: unknown])[]): ChatMessage[] {
  const ids = made.map(([name], index) => `${name}-${String(index)}-${String((sequence += 1))}`);
  return [
    {
      role: 'assistant',
      content: '',
      tool_calls: made.map(([name], index) => ({
        id: ids[index] ?? '',
        type: 'function',
        function: { name, arguments: '{}' },
      })),
    },
    ...made.map(([, result], index): ChatMessage => ({
      role: 'tool',
      content: typeof result === 'string' ? result : JSON.stringify(result),
      tool_call_id: ids[index] ?? '',
    })),
  ];
}
let sequence = 0;

export const decide = (...messages: ChatMessage[]): Reply => reply([system, ...messages], tools);
export function text(...messages: ChatMessage[]): string {
  const decided = decide(...messages);
  assert.ok(decided.kind === 'text');
  return decided.text;
}
export const called = (name: string, args: object): Reply => ({ kind: 'calls', calls: [{ name, arguments: args }] });
