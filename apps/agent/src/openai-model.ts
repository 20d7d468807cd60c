import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  InvalidResponseDataError,
  type LanguageModelV4FunctionTool,
  type LanguageModelV4Message,
  type LanguageModelV4StreamPart,
} from '@ai-sdk/provider';

import { boundedFetch } from './bounded-fetch.ts';
import type { ConversationMessage, Model, ModelEvent, ToolDescription, TurnRequest } from './model.ts';
import { retryAfterMs } from './retry.ts';
import { RunError } from './run-error.ts';

/** How much a model's server may send in one turn: bytes. A long answer, token by token, takes some 200,000. */
const maxResponseBytes = 4 * 1_048_576;

/** Levels of a call's arguments; what is deeper can be read, and not written again. */
const maxLevels = 100;

export interface OpenAiModelOptions {
  /** Base URL of any OpenAI-compatible server: `https://api.groq.com/openai/v1`. */
  readonly url: string;
  readonly name: string;
  readonly apiKey?: string | undefined;
}

/**
 * A model behind an OpenAI-compatible URL, by the AI SDK's provider. Retries are the caller's ({@link retrying}), and so is the
 * loop over turns and tools: the SDK's own, `streamText`, would only be asked for one turn, and takes a third of this program's time.
 */
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
        () =>
          languageModel.doStream({
            prompt: [{ role: 'system', content: request.system }, ...request.messages.map(toMessage)],
            tools: request.tools.map(toTool),
            maxOutputTokens: request.maxOutputTokens,
            temperature: 0,
            abortSignal: request.signal,
            headers: { ...request.headers, ...request.span.headers },
          }),
        request,
      ),
  };
}

async function* events(
  begin: () => PromiseLike<{ readonly stream: AsyncIterable<LanguageModelV4StreamPart> }>,
  { signal }: TurnRequest,
): AsyncGenerator<ModelEvent> {
  try {
    const { stream } = await begin();
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      yield* toEvents(part);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw toRunError(error);
  }
}

function* toEvents(part: LanguageModelV4StreamPart): Generator<ModelEvent> {
  if (part.type === 'text-delta') yield { kind: 'text', text: part.delta };
  if (part.type === 'tool-call') {
    yield { kind: 'call', call: { id: part.toolCallId, name: part.toolName, arguments: toArguments(part.input) } };
  }
  if (part.type !== 'finish') return;
  const input = part.usage.inputTokens.total;
  const output = part.usage.outputTokens.total;
  // A model that does not count leaves it to the run to estimate.
  if (input === undefined || output === undefined) return;
  yield { kind: 'usage', usage: { input_tokens: input, output_tokens: output } };
}

/** What a model wrote as a call's arguments; undefined when that is no JSON object. */
function toArguments(written: string): Readonly<Record<string, unknown>> | undefined {
  const input = written.trim() === '' ? {} : parsed(written);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  if (nests(input, maxLevels)) throw new RunError('model_invalid');
  return input as Readonly<Record<string, unknown>>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value has more levels than that. */
function nests(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => nests(inner, levels - 1));
}

function toMessage(message: ConversationMessage): LanguageModelV4Message {
  if (message.role === 'tool') {
    const { id: toolCallId, name: toolName } = message.call;
    const output = { type: 'text', value: message.content } as const;
    return { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output }] };
  }
  const text = { type: 'text', text: message.content } as const;
  if (message.role === 'user') return { role: 'user', content: [text] };
  const calls = (message.calls ?? []).map(
    ({ id, name, arguments: input = {} }) => ({ type: 'tool-call', toolCallId: id, toolName: name, input }) as const,
  );
  return { role: 'assistant', content: [...(message.content === '' ? [] : [text]), ...calls] };
}

function toTool({ name, description, inputSchema }: ToolDescription): LanguageModelV4FunctionTool {
  return { type: 'function', name, description, inputSchema };
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
