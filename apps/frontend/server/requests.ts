import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { markClientAddress } from './client-address.ts';
import { log } from './log.ts';
import { methodOf, routeOf } from './route.ts';

/** What is known of a request when its answer has ended. */
export interface EndedRequest {
  readonly method: string;
  /** A template, see `routeOf`. */
  readonly route: string;
  readonly status: number;
  /** False when the connection was lost before. */
  readonly complete: boolean;
  readonly seconds: number;
}

/** Is told when a request's answer has ended. */
export type RequestObserver = (
  request: IncomingMessage,
  method: string,
  route: string,
) => (ended: EndedRequest) => void;

// Asked every few seconds, or a dozen times for each page: they would hide the others.
const unlogged = new Set(['/healthz', '/readyz', '/_next/{file}']);

/**
 * Marks every request of this process with its sender before anything else sees it, writes one log line at its end,
 * and tells the observers.
 */
export function observeRequests(trustedProxies: number, observers: readonly RequestObserver[]): void {
  subscribe('http.server.request.start', (event) => {
    const { request, response } = event as { request: IncomingMessage; response: ServerResponse };
    markClientAddress(request, trustedProxies);
    // Metrics have a server of their own, which says nothing of itself.
    if (request.socket.localPort !== Number(process.env['PORT'])) return;
    const started = performance.now();
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const method = methodOf(request.method);
    const route = routeOf(path);
    const ends = observers.map((observe) => observe(request, method, route));
    response.once('close', () => {
      const { statusCode: status, writableFinished: complete } = response;
      const ended = { method, route, status, complete, seconds: (performance.now() - started) / 1000 };
      for (const end of ends) end(ended);
      if (!unlogged.has(route)) logRequest(request, response, path, ended);
    });
  });
}

function logRequest(request: IncomingMessage, response: ServerResponse, path: string, ended: EndedRequest): void {
  log('info', 'request', {
    request_id: response.getHeader('x-request-id'),
    method: request.method,
    path,
    status: ended.status,
    complete: ended.complete,
    duration_ms: Math.round(ended.seconds * 1000),
  });
}
