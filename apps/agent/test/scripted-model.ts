import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the stand-in for a language model's server. */
export type Step =
  | { readonly text: string; readonly cut?: boolean; readonly delayMs?: number; readonly usage?: boolean }
  | {
      readonly calls: readonly ScriptedCall[];
      readonly text?: string;
      /** Breaks off before the end. */
      readonly cut?: boolean;
      readonly usage?: boolean;
    }
  | { readonly endless: 'text' | 'arguments' | 'line' }
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'torn'
  | 'garbage'
  | 'empty';

/** A call, or one that is made of what the request said: of what a tool returned, for example. */
export type ScriptedCall =
  | { readonly name: string; readonly arguments: string }
  | ((request: string) => { readonly name: string; readonly arguments: string });

export interface ScriptedModel {
  /** Base URL for MODEL_URL. */
  readonly url: string;
  /** Bodies of the requests, in order. */
  readonly requests: Readonly<Record<string, unknown>>[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>[];
  readonly times: readonly number[];
  stop(): Promise<void>;
}

/** An OpenAI-compatible server that answers by a script; its last step repeats. */
export async function startScriptedModel(...steps: readonly Step[]): Promise<ScriptedModel> {
  const requests: Readonly<Record<string, unknown>>[] = [];
  const headers: ScriptedModel['headers'] = [];
  const times: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      headers.push(request.headers);
      times.push(performance.now());
      requests.push(JSON.parse(Buffer.concat(chunks).toString()) as Readonly<Record<string, unknown>>);
      play(response, steps[Math.min(requests.length, steps.length) - 1] ?? 'empty', requests);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    requests,
    headers,
    times,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function play(response: ServerResponse, step: Step, requests: ScriptedModel['requests']): void {
  if (typeof step === 'object' && 'status' in step) {
    response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers });
    return void response.end(step.body ?? '{"error":{"message":"secret detail of the provider"}}');
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  if (step === 'hang') return;
  if (step === 'torn') return void setTimeout(() => response.destroy(), 20);
  if (step === 'garbage') return void response.end('data: {"no":"chunk"}\n\ndata: nonsense\n\n');
  if (step === 'empty') return void end(response, 'stop', true);
  if ('endless' in step) return void pour(response, step.endless);
  const delayMs = 'delayMs' in step ? (step.delayMs ?? 0) : 0;
  setTimeout(() => {
    speak(response, step, requests);
  }, delayMs).unref();
}

function speak(
  response: ServerResponse,
  step: Extract<Step, { text?: string }>,
  requests: ScriptedModel['requests'],
): void {
  for (const word of step.text?.match(/\s*\S+/g) ?? []) send(response, { content: word });
  const calls = 'calls' in step ? step.calls : [];
  for (const [index, scripted] of calls.entries()) {
    const called = typeof scripted === 'function' ? scripted(JSON.stringify(requests.at(-1))) : scripted;
    const id = `call-${String(requests.length)}-${String(index)}`;
    send(response, { tool_calls: [{ index, id, type: 'function', function: called }] });
  }
  if (step.cut === true) return void response.end();
  end(response, calls.length > 0 ? 'tool_calls' : 'stop', step.usage ?? true);
}

function send(response: ServerResponse, delta: object, finish: string | null = null): boolean {
  const chunk = { id: 'x', choices: [{ index: 0, delta, finish_reason: finish }] };
  return response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

function end(response: ServerResponse, finish: string, withUsage: boolean): void {
  send(response, {}, finish);
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  if (withUsage) response.write(`data: ${JSON.stringify({ id: 'x', choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

/** Sends until the other side has enough. */
function pour(response: ServerResponse, what: 'text' | 'arguments' | 'line'): void {
  const words = 'word '.repeat(200);
  const called = { name: 'add_task', arguments: '{"title":"' };
  if (what === 'arguments') send(response, { tool_calls: [{ index: 0, id: 'x', type: 'function', function: called }] });
  const more = () => {
    if (what === 'line') return response.write(words);
    const delta = what === 'text' ? { content: words } : { tool_calls: [{ index: 0, function: { arguments: words } }] };
    return send(response, delta);
  };
  const flow = () => {
    if (response.destroyed) return;
    while (more());
    response.once('drain', flow);
  };
  flow();
}
