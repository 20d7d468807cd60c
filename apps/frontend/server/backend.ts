import { request as requestOverHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** What is asked of the backend. */
export interface BackendRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | string | null;
  /** Ends the exchange, the answer's stream included. */
  readonly signal?: AbortSignal;
  /** How long the backend may take until its answer begins, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
}

/** The backend gave no answer: `timeout` when it took too long, `unreachable` otherwise. */
export class BackendError extends Error {
  readonly reason: 'timeout' | 'unreachable';

  constructor(reason: 'timeout' | 'unreachable', cause?: unknown) {
    super(`backend ${reason}`, { cause });
    this.reason = reason;
  }
}

/** A Service leads to a pod that has ended for a moment longer, so a connection that was refused is tried again. */
const connectAttempts = 4;
const connectPauseMs = 100;
const notConnected = new Set(['ECONNREFUSED', 'EHOSTUNREACH']);

/**
 * Asks the backend on a connection of its own: a kept one would pin this program to one replica and break when the
 * backend closes it while idle. Node's `http` rather than `fetch`, which decodes what it should pass on and cannot
 * take a 401 for a streamed body. Nothing is sent before there is a connection, and nothing twice.
 * @throws BackendError when no answer begins; the signal's reason when it was aborted
 */
export async function askBackend(asked: BackendRequest): Promise<IncomingMessage> {
  const deadline = performance.now() + (asked.timeoutMs ?? 30_000);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await exchange(asked, deadline - performance.now());
    } catch (error) {
      if (attempt === connectAttempts || !notConnected.has(causeOf(error))) throw error;
      await pause(connectPauseMs);
      asked.signal?.throwIfAborted();
    }
  }
}

function exchange(asked: BackendRequest, timeoutMs: number): Promise<IncomingMessage> {
  const send = asked.url.protocol === 'https:' ? requestOverHttps : requestOverHttp;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { method: asked.method, headers: asked.headers, agent: false as const, signal: asked.signal };
  const outgoing = send(asked.url, options, (incoming) => {
    clearTimeout(timer);
    resolve(incoming);
  });
  const timer = setTimeout(() => outgoing.destroy(new BackendError('timeout')), Math.max(timeoutMs, 1));
  outgoing.once('socket', (socket) => socket.once('connect', () => sendBody(outgoing, asked.body)));
  outgoing.on('error', (error) => {
    clearTimeout(timer);
    if (asked.signal?.aborted) reject(asked.signal.reason);
    else reject(error instanceof BackendError ? error : new BackendError('unreachable', error));
  });
  return promise;
}

function sendBody(
  outgoing: NodeJS.WritableStream & { destroy(error: Error): void },
  body: BackendRequest['body'],
): void {
  if (body === undefined || body === null || typeof body === 'string') {
    outgoing.end(body ?? '');
    return;
  }
  const source = Readable.from(body as AsyncIterable<Uint8Array>, { objectMode: false });
  source.on('error', (error) => outgoing.destroy(error));
  source.pipe(outgoing);
}

/** The answer's body as a web stream: cancelling it closes the backend's connection. */
export function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>;
}

/** The system's code for what went wrong (ECONNREFUSED), which holds no data of a person. */
export function causeOf(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause ? error.cause : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}

/**
 * Reads a whole body as text.
 * @param limitBytes more than this is an error
 * @throws RangeError over the limit
 */
export async function readText(chunks: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limitBytes) throw new RangeError(`the body is over ${limitBytes} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}
