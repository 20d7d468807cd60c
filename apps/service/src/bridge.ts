import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { HttpProblem } from './problem.ts';

/** Node's request as a web-standard one, its body read whole and bounded; throws a 413 or 400 {@link HttpProblem}. */
export async function toRequest(
  incoming: IncomingMessage,
  maxBodyBytes: number,
  signal: AbortSignal,
): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const method = incoming.method ?? 'GET';
  const body = await readBody(incoming, maxBodyBytes);
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
  return new Request(requestUrl(incoming), { method, headers, signal, ...(hasBody ? { body } : {}) });
}

/** Only the path and query are the caller's: a Host header decides nothing here. */
export function requestUrl(incoming: IncomingMessage): URL {
  const target = incoming.url ?? '/';
  const url = `http://localhost${target.startsWith('/') ? target : '/'}`;
  if (!URL.canParse(url)) throw new HttpProblem(400, 'The path is not valid.');
  return new URL(url);
}

async function readBody(incoming: IncomingMessage, maxBodyBytes: number): Promise<Buffer<ArrayBuffer>> {
  const tooLarge = () => new HttpProblem(413, `The body must not be larger than ${maxBodyBytes} bytes.`);
  if (Number(incoming.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends a web-standard response: a stream as fast as the caller takes it, all else at once. */
export async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  if (response.body !== null && headers['content-type']?.startsWith('text/event-stream') === true) {
    outgoing.writeHead(response.status, headers);
    return sendStream(response.body, outgoing);
  }
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, response.body === null ? headers : { ...headers, 'content-length': body.length });
  outgoing.end(body);
}

async function sendStream(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  outgoing.flushHeaders();
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  outgoing.once('close', cancel);
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (!outgoing.write(next.value)) await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
  }
  outgoing.off('close', cancel);
  outgoing.end();
}
