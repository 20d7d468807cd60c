import { request } from 'node:http';
import { HOST } from './release';

/** Where the Ingress controller listens; the scripts read the same variable. */
const ADDRESS = process.env.INGRESS_ADDRESS ?? '127.0.0.1';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body in the pieces in which it came. */
  readonly pieces: readonly string[];
  readonly body: string;
}

export interface Call {
  readonly cookie?: string;
  /** Sent as JSON. @default - no body */
  readonly json?: object;
  /** @default - that of the overlay */
  readonly host?: string;
  /** @default 30 */
  readonly timeoutSeconds?: number;
  /** What the answer may be compressed with. @default identity */
  readonly encodings?: string;
}

/** One request through the Ingress, as the browser's page of that host sends it, on a connection of its own. */
export function send(method: string, path: string, call: Call = {}): Promise<Answer> {
  const { cookie, json, host = HOST, timeoutSeconds = 30, encodings = 'identity' } = call;
  // As a browser does, for which a proxy may compress, and hold back, what it passes on.
  const headers: Record<string, string> = { host, origin: `http://${host}`, 'accept-encoding': encodings };
  if (cookie) headers.cookie = cookie;
  if (json) headers['content-type'] = 'application/json';
  return new Promise((fulfil, reject) => {
    const failed = (why: string) => reject(new Error(`${method} http://${host}${path} at ${ADDRESS}: ${why}`));
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const sent = request({ host: ADDRESS, port: 80, method, path, headers, agent: false, signal }, (response) => {
      const pieces: string[] = [];
      response.setEncoding('utf8');
      response.on('data', (piece: string) => pieces.push(piece));
      response.on('error', (error) => failed(`${error.message} after ${pieces.join('')}`));
      response.on('end', () =>
        fulfil({ status: response.statusCode ?? 0, headers: response.headers, pieces, body: pieces.join('') }),
      );
    });
    sent.on('error', (error) => failed(signal.aborted ? `no answer within ${timeoutSeconds} s` : error.message));
    sent.end(json && JSON.stringify(json));
  });
}
