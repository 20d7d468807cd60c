import { eventStream, type ServerSentEvent } from '@todo-chatbot/service';

import type { ChatError, ChatRequest } from '../chat.ts';
import { words, type Completion, type FinishReason } from '../completion.ts';
import type { Dialect } from './dialect.ts';
import { readOpenAiRequest } from './openai-request.ts';

/** OpenAI's chat completions: server-sent events, the last of them `[DONE]`. */
export const openAi: Dialect = {
  route: 'POST /v1/chat/completions',
  read: readOpenAiRequest,
  whole,
  chunks,
  stream: (pieces) => eventStream(events(pieces)),
  refuse,
};

function whole({ id, model, text, toolCalls, finishReason, usage }: Completion, now: Date): object {
  const calls = toolCalls.length === 0 ? {} : { tool_calls: toolCalls };
  const message = { role: 'assistant', content: toolCalls.length === 0 ? text : null, ...calls };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason };
  return { id, object: 'chat.completion', created: seconds(now), model, choices: [choice], usage };
}

/** A word in each chunk, a tool call's arguments in pieces. */
function* chunks(completion: Completion, now: Date, { includeUsage }: ChatRequest): Generator<object | string> {
  const { id, model, text, toolCalls, finishReason, usage } = completion;
  const base = { id, object: 'chat.completion.chunk', created: seconds(now), model };
  const chunk = (delta: object, finish: FinishReason | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(includeUsage ? { usage: null } : {}),
  });
  yield chunk({ role: 'assistant', content: toolCalls.length === 0 ? '' : null });
  for (const word of words(text)) yield chunk({ content: word });
  for (const [index, { id: callId, type, function: called }] of toolCalls.entries()) {
    yield chunk({ tool_calls: [{ index, id: callId, type, function: { name: called.name, arguments: '' } }] });
    for (const piece of called.arguments.match(/.{1,24}/gs) ?? []) {
      yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  yield chunk({}, finishReason);
  if (includeUsage) yield { ...base, choices: [], usage };
  yield '[DONE]';
}

async function* events(pieces: AsyncGenerator<object | string, void>): AsyncGenerator<ServerSentEvent, void> {
  for await (const piece of pieces) yield { data: typeof piece === 'string' ? piece : JSON.stringify(piece) };
}

function refuse({ status, message, param, code, headers }: ChatError): Response {
  const type = status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  return Response.json({ error: { message, type, param, code } }, { status, headers });
}

function seconds(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
