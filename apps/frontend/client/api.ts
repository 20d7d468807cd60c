import { ApiError, backend, json, parseObject, send } from './request.ts';
import { readEvents } from './sse.ts';
import type { Conversation, Person, StoredMessage, Task, TaskChange, TaskDraft } from './types.ts';

export { ApiError } from './request.ts';

/** What happened in a chat turn, in the order of arrival. */
export type ChatEvent =
  | { readonly type: 'start'; readonly conversationId: string }
  | { readonly type: 'token'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly ok: boolean }
  | { readonly type: 'done'; readonly text: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

export const api = {
  logIn: (email: string, password: string) => send('POST', '/api/session/login', { body: { email, password } }),
  register: (email: string, password: string) => send('POST', '/api/session/register', { body: { email, password } }),
  logOut: () => send('POST', '/api/session/logout'),
  me: () => json<Person>('GET', `${backend}/me`),
  tasks: async () => (await json<{ items: Task[] }>('GET', `${backend}/tasks`)).items,
  addTask: (draft: TaskDraft) => json<Task>('POST', `${backend}/tasks`, { body: draft }),
  changeTask: (id: string, change: TaskChange) => json<Task>('PATCH', `${backend}/tasks/${id}`, { body: change }),
  deleteTask: (id: string) => send('DELETE', `${backend}/tasks/${id}`),
  conversations: async () => (await json<{ items: Conversation[] }>('GET', `${backend}/conversations`)).items,
  messages: async (id: string) =>
    (await json<{ messages: StoredMessage[] }>('GET', `${backend}/conversations/${id}`)).messages,
};

/**
 * Sends a message and yields what comes back.
 * @throws ApiError when the turn cannot begin or its connection is lost; the signal's reason when it was aborted
 */
export async function* chat(
  message: string,
  conversationId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const body = { message, conversation_id: conversationId };
  const response = await send('POST', `${backend}/chat`, { body, signal });
  if (!response.body) throw new ApiError('unavailable');
  try {
    for await (const { event, data } of readEvents(response.body)) {
      const parsed = chatEvent(event, data);
      if (parsed) yield parsed;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new ApiError('connectionLost');
  }
}

/** The typed form of a wire event; undefined for one that this version does not know. */
export function chatEvent(event: string, data: string): ChatEvent | undefined {
  const fields = parseObject(data);
  const text = typeof fields['text'] === 'string' ? fields['text'] : '';
  switch (event) {
    case 'start':
      return { type: 'start', conversationId: String(fields['conversation_id']) };
    case 'token':
      return { type: 'token', text };
    case 'tool':
      return { type: 'tool', name: String(fields['name']), ok: fields['ok'] === true };
    case 'done':
      return { type: 'done', text };
    case 'error':
      return { type: 'error', code: String(fields['code']), message: String(fields['message'] ?? '') };
    default:
      return undefined;
  }
}
