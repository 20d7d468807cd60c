import { createHash } from 'node:crypto';

import type { ChatRequest, Reply, ToolCall, WantedCall } from './chat.ts';

export type FinishReason = 'stop' | 'tool_calls' | 'length';

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

/** The words of a text, each with the space before it: what a stream sends at a time. */
export function words(text: string): readonly string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
}

function toolCall(digest: string, index: number, call: WantedCall): ToolCall {
  const id = `call_${digest.slice(24, 44)}${index.toString(16).padStart(4, '0')}`;
  const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
  return { id, type: 'function', function: { name: call.name, arguments: text } };
}

function tokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}
