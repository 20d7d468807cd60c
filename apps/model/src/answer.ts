import { setTimeout as pause } from 'node:timers/promises';

import { readJson, type Handler } from '@todo-chatbot/service';

import { ChatError, type ChatRequest } from './chat.ts';
import { complete, type Completion } from './completion.ts';
import { plan, type Plan } from './scripted/plan.ts';
import { moment, type JournalEntry, type Script } from './scripted/script.ts';
import type { Dialect } from './wire/dialect.ts';

export const modelName = 'offline-rules';

export interface AnswerOptions {
  readonly tokenDelayMs: number;
  /** Whether a model is here. @default - the one whose name is that of the rules */
  readonly isHere?: ((model: string) => boolean) | undefined;
  /** Left out: no faults, no journal. */
  readonly script: Script | undefined;
}

/** Answers chats of one form of the wire. */
export function chatHandler(dialect: Dialect, options: AnswerOptions): Handler {
  return async (request, { requestId }) => {
    const body = await readJson(request);
    try {
      const chat = readChat(dialect, body, options.isHere);
      return await answer(dialect, chat, options, requestId, request.signal);
    } catch (error) {
      if (error instanceof ChatError) return dialect.refuse(error);
      throw error;
    }
  };
}

function readChat(
  dialect: Dialect,
  body: unknown,
  isHere = (model: string): boolean => model === modelName,
): ChatRequest {
  const chat = dialect.read(body);
  if (isHere(chat.model)) return chat;
  const message = `The model '${chat.model}' is not here.`;
  throw new ChatError(404, message, { param: 'model', code: 'model_not_found' });
}

async function answer(
  dialect: Dialect,
  chat: ChatRequest,
  { tokenDelayMs, script }: AnswerOptions,
  requestId: string,
  signal: AbortSignal,
): Promise<Response> {
  const fault = script?.take(chat);
  const entry = script?.note({
    path: dialect.route.split(' ')[1] ?? '',
    request_id: requestId,
    model: chat.model,
    stream: chat.stream,
    messages: chat.messages,
    tools: chat.tools.map(({ name }) => name),
    fault: fault?.kind ?? null,
  });
  const planned = await noting(entry, () => plan(chat, fault, tokenDelayMs));
  const completion = complete(chat, planned.reply);
  const now = new Date();
  if (chat.stream) return dialect.stream(paced(dialect.chunks(completion, now, chat), planned, entry, signal));
  return noting(entry, () => whole(dialect, completion, planned, now, signal), 'done');
}

/** An answer in one piece. Cut short, it is half of its JSON. */
async function whole(
  dialect: Dialect,
  completion: Completion,
  { hang, cut, delayMs }: Plan,
  now: Date,
  signal: AbortSignal,
): Promise<Response> {
  await pause(delayMs + (hang?.milliseconds ?? 0), undefined, { signal });
  const body = JSON.stringify(dialect.whole(completion, now));
  const sent = cut === undefined ? body : body.slice(0, body.length / 2);
  return new Response(sent, { headers: { 'content-type': 'application/json' } });
}

async function* paced(
  chunks: Iterable<object | string>,
  { delayMs, hang, cut }: Plan,
  entry: JournalEntry | undefined,
  signal: AbortSignal,
): AsyncGenerator<object | string, void> {
  let sent = 0;
  let ended = false;
  try {
    for (const chunk of chunks) {
      if (hang !== undefined && sent === hang.afterChunks) await pause(hang.milliseconds, undefined, { signal });
      if (cut !== undefined && sent === cut.afterChunks) {
        if (cut.clean) return;
        throw new Error('A scripted fault breaks the answer off.');
      }
      sent += 1;
      if (entry !== undefined) {
        entry.chunks_sent = sent;
        entry.first_chunk_ms ??= moment();
      }
      yield chunk;
      if (delayMs > 0) await pause(delayMs, undefined, { signal });
    }
    ended = true;
  } finally {
    settle(entry, ended ? 'done' : 'broken');
  }
}

/** Notes in the journal what became of an answer: `broken` when `work` throws, else `state`, if one is given. */
async function noting<T>(
  entry: JournalEntry | undefined,
  work: () => T | Promise<T>,
  state?: JournalEntry['state'],
): Promise<T> {
  try {
    const result = await work();
    if (state !== undefined) settle(entry, state);
    return result;
  } catch (error) {
    settle(entry, 'broken');
    throw error;
  }
}

function settle(entry: JournalEntry | undefined, state: JournalEntry['state']): void {
  if (entry !== undefined) Object.assign(entry, { state, ended_ms: moment() });
}
