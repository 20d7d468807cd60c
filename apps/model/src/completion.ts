import { createHash } from 'node:crypto';

import type { ChatRequest, Reply, ToolCall } from './openai.ts';

type FinishReason = 'stop' | 'tool_calls' | 'length';

/** A decided answer with everything that the wire needs. */
export interface Completion {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: FinishReason;
  readonly usage: Usage;
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** Characters that count as one token; an estimate, as this model has no tokenizer. */
const charactersPerToken = 4;

/** Completes a reply. Ids are digests of the conversation, so the same request gives the same ids. */
export function complete(request: ChatRequest, reply: Reply): Completion {
  const digest = createHash('sha256')
    .update(JSON.stringify([request.messages, request.tools]))
    .digest('hex');
  const toolCalls = reply.kind === 'calls' ? reply.calls.map((call, index) => toolCall(digest, index, call)) : [];
  const whole = reply.kind === 'text' ? reply.text : '';
  const text = whole.slice(0, (request.maxTokens ?? Infinity) * charactersPerToken);
  const finishReason = toolCalls.length > 0 ? 'tool_calls' : text.length < whole.length ? 'length' : 'stop';
  const prompt = tokens(JSON.stringify(request.messages));
  const completion = tokens(text + toolCalls.map((call) => call.function.name + call.function.arguments).join(''));
  return {
    id: `chatcmpl-${digest.slice(0, 24)}`,
    model: request.model,
    text,
    toolCalls,
    finishReason,
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
  };
}

/** The answer as one JSON object. @param created seconds since 1970 */
export function completionBody(
  { id, model, text, toolCalls, finishReason, usage }: Completion,
  created: number,
): object {
  const calls = toolCalls.length === 0 ? {} : { tool_calls: toolCalls };
  const message = { role: 'assistant', content: toolCalls.length === 0 ? text : null, ...calls };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason };
  return { id, object: 'chat.completion', created, model, choices: [choice], usage };
}

/** The answer as the chunks of a stream: a word each, a tool call's arguments in pieces. */
export function* completionChunks(completion: Completion, created: number, includeUsage: boolean): Generator<object> {
  const { id, model, text, toolCalls, finishReason, usage } = completion;
  const base = { id, object: 'chat.completion.chunk', created, model };
  const chunk = (delta: object, finish: FinishReason | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(includeUsage ? { usage: null } : {}),
  });
  yield chunk({ role: 'assistant', content: toolCalls.length === 0 ? '' : null });
  for (const word of text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) yield chunk({ content: word });
  for (const [index, { id: callId, type, function: called }] of toolCalls.entries()) {
    yield chunk({ tool_calls: [{ index, id: callId, type, function: { name: called.name, arguments: '' } }] });
    for (const piece of called.arguments.match(/.{1,24}/gs) ?? []) {
      yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  yield chunk({}, finishReason);
  if (includeUsage) yield { ...base, choices: [], usage };
}

function toolCall(digest: string, index: number, call: { name: string; arguments: object }): ToolCall {
  const id = `call_${digest.slice(24, 44)}${index.toString(16).padStart(4, '0')}`;
  return { id, type: 'function', function: { name: call.name, arguments: JSON.stringify(call.arguments) } };
}

function tokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}
