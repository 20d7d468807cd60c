import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Logger } from './log.ts';
import type { CountRequest } from './metrics.ts';
import { requestIdFrom, requestIdHeader } from './request-id.ts';
import type { Route } from './routes.ts';
import { passOnTracer, readTraceContext, type Span, type Tracer } from './trace.ts';

/** What a request that got no response is counted as: its caller left. */
const leftStatus = 499;

export interface Observer {
  readonly log: Logger;
  readonly tracer: Tracer;
  readonly count: CountRequest;
}

/** One request in logs, metrics and traces. */
export interface Observation {
  readonly requestId: string;
  /** Carries the request id on every line. */
  readonly log: Logger;
  readonly span: Span;
  /** The response begins. */
  begun(): void;
  /** The response is sent or has broken off. */
  ended(outgoing: ServerResponse): void;
}

export function observe(incoming: IncomingMessage, route: Route, observer: Observer): Observation {
  const started = performance.now();
  let begunAt: number | undefined;
  const method = incoming.method ?? 'GET';
  const requestId = requestIdFrom(incoming.headers[requestIdHeader]);
  const log = observer.log.with({ request_id: requestId });
  const tracer = route.isQuiet ? passOnTracer : observer.tracer;
  const span = tracer.start(`${method} ${route.template}`, readTraceContext(incoming.headers));
  return {
    requestId,
    log,
    span,
    begun: () => {
      begunAt = performance.now();
    },
    ended: (outgoing) => {
      const now = performance.now();
      const status = outgoing.headersSent ? outgoing.statusCode : leftStatus;
      observer.count(method, route.template, status, ((begunAt ?? now) - started) / 1000);
      const fields = {
        'http.request.method': method,
        'http.route': route.template,
        'http.response.status_code': status,
      };
      span.end({ failed: status >= 500, fields });
      log[route.isQuiet ? 'debug' : 'info']('request', {
        method,
        path: incoming.url?.split('?')[0]?.slice(0, 200),
        status,
        duration_ms: Math.round(now - started),
      });
    },
  };
}
