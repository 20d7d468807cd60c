import { setTimeout as pause } from 'node:timers/promises';

import {
  eventStream,
  readJson,
  readListenSettings,
  type Handler,
  type ListenSettings,
  type ServerSentEvent,
  type ServiceOptions,
  type SettingsReader,
} from '@todo-chatbot/service';

import { complete, completionBody, completionChunks } from './completion.ts';
import { OpenAiError } from './openai.ts';
import { readChatRequest } from './request.ts';
import { reply } from './rules/reply.ts';

export const modelName = 'offline-rules';

export interface ModelSettings extends ListenSettings {
  /** Pause between streamed chunks, in milliseconds. @default 15 */
  readonly tokenDelayMs: number;
}

export function readModelSettings(reader: SettingsReader): ModelSettings {
  return {
    ...readListenSettings(reader, 8300),
    tokenDelayMs: reader.integer('TOKEN_DELAY_MS', { fallback: 15, min: 0, max: 60_000 }),
  };
}

export function modelService(settings: ModelSettings): ServiceOptions {
  const card = { id: modelName, object: 'model', created: 0, owned_by: 'todo-chatbot' };
  return {
    name: 'model',
    settings,
    maxBodyBytes: 8 * 1_048_576,
    routes: {
      'GET /v1/models': () => Response.json({ object: 'list', data: [card] }),
      'POST /v1/chat/completions': chatCompletions(settings),
    },
  };
}

function chatCompletions(settings: ModelSettings): Handler {
  return async (request) => {
    const body = await readJson(request);
    try {
      return answer(body, settings, request.signal);
    } catch (error) {
      if (error instanceof OpenAiError) return error.toResponse();
      throw error;
    }
  };
}

function answer(body: unknown, settings: ModelSettings, signal: AbortSignal): Response {
  const chat = readChatRequest(body);
  if (chat.model !== modelName) {
    const message = `The model '${chat.model}' is not here; this server has '${modelName}' only.`;
    throw new OpenAiError(404, message, { param: 'model', code: 'model_not_found' });
  }
  const created = Math.floor(Date.now() / 1000);
  const completion = complete(chat, reply(chat.messages, chat.tools));
  if (!chat.stream) return Response.json(completionBody(completion, created));
  return eventStream(paced(completionChunks(completion, created, chat.includeUsage), settings.tokenDelayMs, signal));
}

async function* paced(
  chunks: Iterable<object>,
  delayMs: number,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent, void> {
  for (const chunk of chunks) {
    yield { data: JSON.stringify(chunk) };
    if (delayMs > 0) await pause(delayMs, undefined, { signal });
  }
  yield { data: '[DONE]' };
}
