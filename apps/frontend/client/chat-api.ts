import { runEvent, type RunEvent } from './chat-events.ts';
import { ApiError, backend, json, send, type RequestOptions } from './request.ts';
import { readEvents } from './sse.ts';
import type { Conversation, StoredConversation, StoredMessage } from './types.ts';

/** A message to be answered. */
export interface Question {
  readonly message: string;
  readonly conversationId: string | undefined;
  /** The person's own message whose place it takes; that one and all after it are removed. */
  readonly replaces?: string;
}

/** A run's events; rejects with an ApiError when it cannot begin, and throws one when its connection is lost. */
export type RunStream = Promise<AsyncIterable<RunEvent>>;

/** Two comments of the server (every 15 s) may be missed, then the connection is dead. */
const silenceMs = 40_000;
const pageSize = 30;

/** What the page asks of the backend about conversations and their answers. */
export const chatApi = {
  conversations: (query: string, cursor: string | undefined) =>
    json<{ items: Conversation[]; next_cursor: string | null }>(
      'GET',
      `${backend}/conversations?${parameters({ limit: String(pageSize), q: query, cursor })}`,
    ),
  conversation: (id: string) => json<StoredConversation>('GET', `${backend}/conversations/${id}`),
  olderMessages: (id: string, cursor: string) =>
    json<{ items: StoredMessage[]; older_cursor: string | null }>(
      'GET',
      `${backend}/conversations/${id}/messages?${parameters({ cursor })}`,
    ),
  rename: (id: string, title: string) => send('PATCH', `${backend}/conversations/${id}`, { body: { title } }),
  remove: (id: string) => send('DELETE', `${backend}/conversations/${id}`),
  /** @param key the same for every attempt to send this question: it is answered once */
  ask: ({ message, conversationId, replaces }: Question, key: string, signal: AbortSignal): RunStream =>
    stream('POST', `${backend}/chat`, { body: { message, conversation_id: conversationId, replaces }, key, signal }),
  regenerate: (conversationId: string, key: string, signal: AbortSignal): RunStream =>
    stream('POST', `${backend}/conversations/${conversationId}/regenerate`, { key, signal }),
  confirm: (runId: string, approve: boolean, signal: AbortSignal): RunStream =>
    stream('POST', `${backend}/runs/${runId}/confirmation`, { body: { approve }, signal }),
  /** @param after the number of the last event that has arrived, 0 for none */
  follow: (runId: string, after: number, signal: AbortSignal): RunStream =>
    stream('GET', `${backend}/runs/${runId}/events`, { headers: { 'Last-Event-ID': String(after) }, signal }),
  stop: (runId: string) => send('POST', `${backend}/runs/${runId}/stop`),
};

export type ChatApi = typeof chatApi;

async function stream(method: string, path: string, options: RequestOptions & { signal: AbortSignal }): RunStream {
  const headers = { Accept: 'text/event-stream', ...options.headers };
  const response = await send(method, path, { ...options, headers });
  if (!response.body) throw new ApiError('unavailable', response.status);
  return eventsOf(response.body, options.signal);
}

async function* eventsOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<RunEvent> {
  try {
    for await (const event of readEvents(body, silenceMs)) {
      const parsed = runEvent(event);
      if (parsed) yield parsed;
    }
  } catch {
    signal.throwIfAborted();
    throw new ApiError('connectionLost');
  }
}

function parameters(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return new URLSearchParams(given).toString();
}
