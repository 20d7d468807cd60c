import { type IncomingMessage, type RequestOptions, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { randomUUID } from 'node:crypto';
import { check } from './wait';

/** A way into the cluster: who listens, and whom the request is for. */
export interface WayIn {
  readonly host: string;
  /** @default 80, or 443 with a certificate */
  readonly port?: number;
  /** The certificate that the host has to show, in PEM. @default - plain HTTP */
  readonly certificate?: string;
}

/** A part of an answer, and when it came. */
export interface Piece {
  readonly text: string;
  /** Milliseconds since the request. */
  readonly at: number;
}

const ADDRESS = process.env.INGRESS_ADDRESS ?? '127.0.0.1';

interface Sent {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly pieces: readonly Piece[];
}

/** A request as a browser of that host sends it. What it says in JSON may be answered compressed, as a proxy may choose to. */
export function through(way: WayIn, path: string, json?: object, cookie?: string): Promise<Sent> {
  const { host, certificate } = way;
  const port = way.port ?? (certificate ? 443 : 80);
  const headers: Record<string, string> = {
    host,
    origin: `${certificate ? 'https' : 'http'}://${host}`,
    'accept-encoding': json ? 'gzip' : 'identity',
    ...(json ? { 'content-type': 'application/json' } : {}),
    ...(cookie ? { cookie } : {}),
  };
  const options: RequestOptions = {
    host: ADDRESS,
    port,
    method: json ? 'POST' : 'GET',
    path,
    headers,
    agent: false,
    signal: AbortSignal.timeout(90_000),
  };
  return new Promise((fulfil, reject) => {
    const began = Date.now();
    const answered = (response: IncomingMessage) => {
      const pieces: Piece[] = [];
      response.on('data', (data: Buffer) => pieces.push({ text: data.toString(), at: Date.now() - began }));
      response.on('error', reject);
      response.on('end', () => fulfil({ status: response.statusCode ?? 0, headers: response.headers, pieces }));
    };
    const sent = certificate
      ? httpsRequest({ ...options, ca: certificate, servername: host }, answered)
      : httpRequest(options, answered);
    sent.on('error', reject);
    sent.end(json && JSON.stringify(json));
  });
}

/** Registers somebody and lets the assistant answer. The pieces of the answer that hold tokens. */
export async function chatThrough(way: WayIn): Promise<{ readonly tokens: readonly Piece[]; readonly cookie: string }> {
  const password = `pass ${randomUUID()}`;
  const person = { email: `${randomUUID()}@example.com`, password };
  const registered = await through(way, '/api/session/register', person);
  check(registered.status === 204, `register answered ${registered.status}: ${registered.pieces[0]?.text ?? ''}`);
  const cookie = registered.headers['set-cookie']?.[0] ?? '';
  const message = 'Add buy milk';
  const answer = await through(way, '/api/backend/chat', { message }, cookie.split(';')[0]);
  const whole = answer.pieces.map(({ text }) => text).join('');
  check(answer.status === 200, `the chat answered ${answer.status}`);
  check(answer.headers['content-encoding'] === undefined, 'the stream is compressed, which holds tokens back');
  check(whole.includes('event: done'), `the answer does not end with done: ${answer.status} ${whole}`);
  return { tokens: answer.pieces.filter(({ text }) => text.includes('event: token')), cookie };
}
