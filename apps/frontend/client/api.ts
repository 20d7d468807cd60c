import { readEvents } from './sse.ts';
import type { Conversation, Person, StoredMessage, Task, TaskChange, TaskDraft } from './types.ts';

export type FailureKind = 'offline' | 'expired' | 'refused' | 'tooMany' | 'unavailable' | 'connectionLost';

/** A request that did not do what it should; `failureText` says it in the person's language. */
export class ApiError extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  /** What the backend says of it, in English. */
  readonly detail: string | undefined;

  constructor(kind: FailureKind, status = 0, detail?: string) {
    super(detail ?? kind);
    this.kind = kind;
    this.status = status;
    this.detail = detail;
  }
}

/** What happened in a chat turn, in the order of arrival. */
export type ChatEvent =
  | { readonly type: 'start'; readonly conversationId: string }
  | { readonly type: 'token'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly ok: boolean }
  | { readonly type: 'done'; readonly text: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

const base = '/api/backend';

export const api = {
  logIn: (email: string, password: string) => send('POST', '/api/session/login', { email, password }),
  register: (email: string, password: string) => send('POST', '/api/session/register', { email, password }),
  logOut: () => send('POST', '/api/session/logout'),
  me: () => json<Person>('GET', `${base}/me`),
  tasks: async () => (await json<{ items: Task[] }>('GET', `${base}/tasks`)).items,
  addTask: (draft: TaskDraft) => json<Task>('POST', `${base}/tasks`, draft),
  changeTask: (id: string, change: TaskChange) => json<Task>('PATCH', `${base}/tasks/${id}`, change),
  deleteTask: (id: string) => send('DELETE', `${base}/tasks/${id}`),
  conversations: async () => (await json<{ items: Conversation[] }>('GET', `${base}/conversations`)).items,
  messages: async (id: string) =>
    (await json<{ messages: StoredMessage[] }>('GET', `${base}/conversations/${id}`)).messages,
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
  const response = await send('POST', `${base}/chat`, { message, conversation_id: conversationId }, signal);
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

async function json<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await send(method, path, body);
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new ApiError('unavailable', response.status);
  }
}

async function send(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    const headers: Record<string, string> = body ? { 'Content-Type': 'application/json' } : {};
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
  } catch {
    signal?.throwIfAborted();
    throw new ApiError('offline');
  }
  if (response.ok) return response;
  throw await refusalOf(response, path);
}

async function refusalOf(response: Response, path: string): Promise<ApiError> {
  const problem = parseObject(await response.text().catch(() => ''));
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : undefined;
  const { status } = response;
  if (status === 401 && path.startsWith(base)) return new ApiError('expired', status);
  if (status >= 500) return new ApiError('unavailable', status);
  if (status === 429) return new ApiError('tooMany', status);
  return new ApiError('refused', status, firstFieldError(problem) ?? detail);
}

/** A validation problem names the fields; the first one is what the person can mend first. */
function firstFieldError(problem: Record<string, unknown>): string | undefined {
  const first: unknown = Array.isArray(problem['errors']) ? problem['errors'][0] : undefined;
  const fields = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : {};
  return typeof fields['message'] === 'string' ? fields['message'] : undefined;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
