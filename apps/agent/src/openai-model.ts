import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  InvalidResponseDataError,
  jsonSchema,
  streamText,
  tool,
  type ModelMessage,
  type TextStreamPart,
  type ToolSet,
} from 'ai';

import { boundedFetch } from './bounded-fetch.ts';
import type { ConversationMessage, Model, ModelEvent, ToolDescription, TurnRequest } from './model.ts';
import { retryAfterMs } from './retry.ts';
import { RunError } from './run-error.ts';

// The library would print warnings in a form of its own on stdout, where each line is JSON.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** How much a model's server may send in one turn: bytes. A long answer, token by token, takes some 200,000. */
const maxResponseBytes = 4 * 1_048_576;

export interface OpenAiModelOptions {
  /** Base URL of any OpenAI-compatible server: `https://api.groq.com/openai/v1`. */
  readonly url: string;
  readonly name: string;
  readonly apiKey?: string | undefined;
}

/** A model behind an OpenAI-compatible URL. Retries are the caller's ({@link retrying}). */
export function openAiModel(options: OpenAiModelOptions): Model {
  const provider = createOpenAICompatible({
    name: 'model',
    baseURL: options.url,
    includeUsage: true,
    fetch: boundedFetch(maxResponseBytes, 'model_invalid'),
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
  });
  const languageModel = provider.chatModel(options.name);
  return {
    turn: (request) =>
      events(
        streamText({
          model: languageModel,
          instructions: request.system,
          messages: request.messages.map(toMessage),
          tools: toToolSet(request.tools),
          maxOutputTokens: request.maxOutputTokens,
          temperature: 0,
          maxRetries: 0,
          abortSignal: request.signal,
          headers: { ...request.headers, ...request.span.headers },
          // Errors arrive in the stream, too; the library would print them.
          onError: () => undefined,
        }).stream,
        request,
      ),
  };
}

async function* events(
  stream: AsyncIterable<TextStreamPart<ToolSet>>,
  { signal }: TurnRequest,
): AsyncGenerator<ModelEvent> {
  try {
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'abort') signal.throwIfAborted();
      yield* toEvents(part);
    }
  } catch (error) {
    // The library tells some failures in the stream and throws others.
    throw toRunError(error);
  }
}

function* toEvents(part: TextStreamPart<ToolSet>): Generator<ModelEvent> {
  if (part.type === 'text-delta') yield { kind: 'text', text: part.text };
  if (part.type === 'tool-call') yield { kind: 'call', call: toCall(part.toolCallId, part.toolName, part.input) };
  if (part.type !== 'finish') return;
  const { inputTokens, outputTokens } = part.totalUsage;
  // A model that does not count leaves it to the run to estimate.
  if (inputTokens === undefined || outputTokens === undefined) return;
  yield { kind: 'usage', usage: { input_tokens: inputTokens, output_tokens: outputTokens } };
}

function toCall(id: string, name: string, input: unknown): Extract<ModelEvent, { kind: 'call' }>['call'] {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  return { id, name, arguments: isObject ? (input as Readonly<Record<string, unknown>>) : undefined };
}

function toMessage(message: ConversationMessage): ModelMessage {
  if (message.role === 'tool') {
    const { id: toolCallId, name: toolName } = message.call;
    return {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: message.content } }],
    };
  }
  if (message.role === 'user' || message.calls === undefined) return { role: message.role, content: message.content };
  const calls = message.calls.map(
    ({ id, name, arguments: input = {} }) => ({ type: 'tool-call', toolCallId: id, toolName: name, input }) as const,
  );
  return {
    role: 'assistant',
    content: [...(message.content === '' ? [] : [{ type: 'text', text: message.content } as const]), ...calls],
  };
}

/** Tools without an implementation: the loop makes the calls, so that each is bounded and told. */
function toToolSet(tools: readonly ToolDescription[]): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, inputSchema }) => [
      name,
      tool({ description, inputSchema: jsonSchema(inputSchema) }),
    ]),
  );
}

function toRunError(error: unknown): unknown {
  const ours = error instanceof Error && error.cause instanceof RunError ? error.cause : error;
  if (ours instanceof RunError) return ours;
  if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name)) return error;
  // The library's word for a stream that ended early; a malformed one comes with its data.
  const isUnfinished = InvalidResponseDataError.isInstance(error) && error.data === undefined;
  // And that of `fetch` for a connection that broke off after the status.
  const isTorn = APICallError.isInstance(error) && error.cause instanceof TypeError;
  const isCut = isUnfinished || (isTorn && error.statusCode === 200);
  if (isCut) return new RunError('model_unavailable', { cause: error, retryable: true });
  if (!APICallError.isInstance(error)) return new RunError('model_invalid', { cause: error });
  const status = error.statusCode;
  // 4xx other than these means that the conversation itself was not taken.
  const refused = status !== undefined && status >= 400 && status < 500 && ![401, 403, 404, 408, 429].includes(status);
  if (refused || (status !== undefined && status < 400)) return new RunError('model_invalid', { cause: error });
  const delay = retryAfterMs(error.responseHeaders?.['retry-after'], Date.now());
  return new RunError('model_unavailable', {
    cause: error,
    retryable: status === undefined || status === 408 || status === 429 || status >= 500,
    ...(delay === undefined ? {} : { retryAfterMs: delay }),
  });
}
