import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the stand-in for a language model's server. */
export type Step =
  | { readonly text: string; readonly cut?: boolean }
  | { readonly calls: readonly { readonly name: string; readonly arguments: string }[]; readonly text?: string }
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'garbage'
  | 'empty';

export interface ScriptedModel {
  /** Base URL for MODEL_URL. */
  readonly url: string;
  /** Bodies of the requests, in order. */
  readonly requests: Readonly<Record<string, unknown>>[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>[];
  stop(): Promise<void>;
}

/** An OpenAI-compatible server that answers by a script; its last step repeats. */
export async function startScriptedModel(...steps: readonly Step[]): Promise<ScriptedModel> {
  const requests: Readonly<Record<string, unknown>>[] = [];
  const headers: ScriptedModel['headers'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      headers.push(request.headers);
      requests.push(JSON.parse(Buffer.concat(chunks).toString()) as Readonly<Record<string, unknown>>);
      play(response, steps[Math.min(requests.length, steps.length) - 1] ?? 'empty', requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    requests,
    headers,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function play(response: ServerResponse, step: Step, turn: number): void {
  if (typeof step === 'object' && 'status' in step) {
    response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers });
    return void response.end(step.body ?? '{"error":{"message":"secret detail of the provider"}}');
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  if (step === 'hang') return;
  if (step === 'garbage') return void response.end('data: {"no":"chunk"}\n\ndata: nonsense\n\n');
  const send = (delta: object, finish: string | null = null) =>
    void response.write(
      `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  const text = step === 'empty' ? '' : (step.text ?? '');
  for (const word of text.match(/\s*\S+/g) ?? []) send({ content: word });
  if (typeof step === 'object' && 'cut' in step) return void response.end();
  const calls = typeof step === 'object' && 'calls' in step ? step.calls : [];
  for (const [index, called] of calls.entries()) {
    send({ tool_calls: [{ index, id: `call-${String(turn)}-${String(index)}`, type: 'function', function: called }] });
  }
  send({}, calls.length > 0 ? 'tool_calls' : 'stop');
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  response.write(`data: ${JSON.stringify({ id: 'x', choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
