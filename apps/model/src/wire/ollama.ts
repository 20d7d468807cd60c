import type { ChatError } from '../chat.ts';
import { words, type Completion } from '../completion.ts';
import type { Dialect } from './dialect.ts';
import { readOllamaRequest } from './ollama-request.ts';

/** Ollama's chat: a JSON object a line, the last of them with `done: true`. */
export const ollama: Dialect = {
  route: 'POST /api/chat',
  read: readOllamaRequest,
  whole: (completion, now) => ({
    ...last(completion, now),
    message: { role: 'assistant', content: completion.text, ...calls(completion) },
  }),
  chunks,
  stream: jsonLines,
  refuse: ({ status, message, headers }: ChatError) => Response.json({ error: message }, { status, headers }),
};

function* chunks(completion: Completion, now: Date): Generator<object> {
  const base = { model: completion.model, created_at: now.toISOString() };
  for (const word of words(completion.text))
    yield { ...base, message: { role: 'assistant', content: word }, done: false };
  if (completion.toolCalls.length > 0)
    yield { ...base, message: { role: 'assistant', content: '', ...calls(completion) }, done: false };
  yield last(completion, now);
}

function last({ model, finishReason, usage }: Completion, now: Date): object {
  return {
    model,
    created_at: now.toISOString(),
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: finishReason === 'length' ? 'length' : 'stop',
    total_duration: 0,
    load_duration: 0,
    prompt_eval_count: usage.prompt_tokens,
    prompt_eval_duration: 0,
    eval_count: usage.completion_tokens,
    eval_duration: 0,
  };
}

function calls({ toolCalls }: Completion): { tool_calls?: readonly object[] } {
  if (toolCalls.length === 0) return {};
  return {
    tool_calls: toolCalls.map(({ id, function: { name, arguments: text } }, index) => ({
      id,
      function: { index, name, arguments: object(text) },
    })),
  };
}

/** Arguments that are no JSON (a scripted fault) stay the text that they are. */
function object(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A response of a JSON object a line, each as it comes. */
export function jsonLines(pieces: AsyncGenerator<object | string, void>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done === true) return controller.close();
      controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
    },
    async cancel() {
      await pieces.return();
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-cache' } });
}
