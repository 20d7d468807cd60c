import { parseObject } from './request.ts';
import type { ServerSentEvent } from './sse.ts';

/** A task that the assistant asks to delete. */
export interface NamedTask {
  readonly id: string;
  readonly title: string;
}

/** What happened in a run, in the order of arrival. */
export type ChatEvent =
  | {
      readonly type: 'start';
      readonly runId: string;
      readonly conversationId: string;
      readonly questionId: string;
      readonly messageId: string;
    }
  | { readonly type: 'token'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly ok: boolean }
  | { readonly type: 'confirm'; readonly action: string; readonly tasks: readonly NamedTask[] }
  | { readonly type: 'done'; readonly text: string }
  | { readonly type: 'stopped' }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** An event with its number in the run, from 1 on; 0 where the server gave none. */
export interface RunEvent {
  readonly seq: number;
  readonly event: ChatEvent;
}

/** Whether nothing comes after this event on its stream. */
export function isLast({ type }: ChatEvent): boolean {
  return type === 'done' || type === 'stopped' || type === 'error' || type === 'confirm';
}

/** The typed form of a wire event; undefined for one that this version does not know. */
export function runEvent({ id, event, data }: ServerSentEvent): RunEvent | undefined {
  const parsed = chatEvent(event, parseObject(data));
  return parsed && { seq: /^\d{1,15}$/.test(id) ? Number(id) : 0, event: parsed };
}

function chatEvent(event: string, fields: Record<string, unknown>): ChatEvent | undefined {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  switch (event) {
    case 'start':
      return {
        type: 'start',
        runId: text('run_id'),
        conversationId: text('conversation_id'),
        questionId: text('question_id'),
        messageId: text('message_id'),
      };
    case 'token':
      return { type: 'token', text: text('text') };
    case 'tool':
      return { type: 'tool', name: text('name'), ok: fields['ok'] === true };
    case 'confirm':
      return { type: 'confirm', action: text('action'), tasks: namedTasks(fields['tasks']) };
    case 'done':
      return { type: 'done', text: text('text') };
    case 'stopped':
      return { type: 'stopped' };
    case 'error':
      return { type: 'error', code: text('code'), message: text('message') };
    default:
      return undefined;
  }
}

function namedTasks(value: unknown): NamedTask[] {
  if (!Array.isArray(value)) return [];
  return value.map((task: unknown) => {
    const { id, title } = (typeof task === 'object' && task !== null ? task : {}) as Record<string, unknown>;
    return { id: String(id ?? ''), title: String(title ?? '') };
  });
}
