import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { requestUrl, sendResponse, toRequest } from './bridge.ts';
import { Drain } from './drain.ts';
import { createLogger, errorFields, type Logger } from './log.ts';
import { HttpProblem, problemResponse } from './problem.ts';
import { checkReadiness, type Probe } from './readiness.ts';
import { requestIdFrom, requestIdHeader } from './request-id.ts';
import type { ListenSettings } from './settings.ts';

export interface RequestContext {
  readonly requestId: string;
  /** Carries the request id on every line. */
  readonly log: Logger;
}

/** Answers one request. `request.signal` aborts when the caller leaves or the program must end. */
export type Handler = (request: Request, context: RequestContext) => Response | Promise<Response>;

export interface ServiceOptions {
  /** The program's name in logs. */
  readonly name: string;
  readonly settings: ListenSettings;
  /** Handlers by method and path: `POST /v1/runs`. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** What `/readyz` asks, by name. @default nothing */
  readonly probes?: Readonly<Record<string, Probe>>;
  /** @default 1 MiB */
  readonly maxBodyBytes?: number;
  /** Where log lines go. @default stdout */
  readonly writeLog?: (line: string) => void;
}

export interface Service {
  /** `http://127.0.0.1:8100`, with the port that was taken. */
  readonly url: string;
  /** Turns readiness off, lets running requests and streams finish, then stops listening. */
  stop(): Promise<void>;
}

/** Longer than callers keep an idle connection: who closes first must not be the one who gets the next request. */
const KEEP_ALIVE_MS = 95_000;

export async function startService(options: ServiceOptions): Promise<Service> {
  const log = createLogger({
    service: options.name,
    level: options.settings.logLevel,
    ...(options.writeLog === undefined ? {} : { write: options.writeLog }),
  });
  const drain = new Drain(options.settings.drainTimeoutMs ?? 60_000);
  // Node's limit on a whole request's arrival keeps slow senders from holding connections.
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    void serve(incoming, outgoing, options, drain, log);
  });
  await listen(server, options.settings);
  const { port } = server.address() as AddressInfo;
  log.info('listening', { port });
  return {
    url: `http://127.0.0.1:${String(port)}`,
    stop: async () => {
      log.info('stopping', { running: drain.running });
      await drain.finish();
      await close(server);
      log.info('stopped');
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ServiceOptions,
  drain: Drain,
  log: Logger,
): Promise<void> {
  const started = performance.now();
  const requestId = requestIdFrom(incoming.headers[requestIdHeader]);
  const context = { requestId, log: log.with({ request_id: requestId }) };
  const isHealth = incoming.url === '/healthz' || incoming.url === '/readyz';
  const caller = new AbortController();
  const leave = isHealth ? () => undefined : drain.enter(caller);
  outgoing.once('close', () => {
    caller.abort();
  });
  outgoing.setHeader(requestIdHeader, requestId);
  try {
    const response = await respond(incoming, caller.signal, options, drain, context);
    // A connection that stays open would bring more requests to a program that is about to end.
    if (drain.started || response.status === 413) outgoing.setHeader('connection', 'close');
    await sendResponse(response, outgoing);
  } catch (error) {
    context.log.warn('response broke off', errorFields(error));
    outgoing.destroy();
  } finally {
    leave();
    context.log[isHealth ? 'debug' : 'info']('request', {
      method: incoming.method,
      path: incoming.url?.split('?')[0],
      status: outgoing.statusCode,
      duration_ms: Math.round(performance.now() - started),
    });
  }
}

async function respond(
  incoming: IncomingMessage,
  signal: AbortSignal,
  options: ServiceOptions,
  drain: Drain,
  context: RequestContext,
): Promise<Response> {
  try {
    const { pathname } = requestUrl(incoming);
    const handler = route(options, drain, incoming.method ?? 'GET', pathname);
    return await handler(await toRequest(incoming, options.maxBodyBytes ?? 1_048_576, signal), context);
  } catch (error) {
    if (error instanceof HttpProblem) return problemResponse(error, context.requestId);
    context.log.error('request failed', errorFields(error));
    return problemResponse(new HttpProblem(500, 'Something went wrong here.'), context.requestId);
  }
}

function route(options: ServiceOptions, drain: Drain, method: string, path: string): Handler {
  const routes: Readonly<Record<string, Handler>> = {
    ...options.routes,
    'GET /healthz': () => Response.json({ status: 'ok' }),
    'GET /readyz': () => readyz(options, drain),
  };
  const handler = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
  if (handler !== undefined) return handler;
  const methods = Object.keys(routes).flatMap((key) => (key.split(' ')[1] === path ? [key.split(' ')[0] ?? ''] : []));
  if (methods.length === 0) throw new HttpProblem(404, 'There is nothing at this path.');
  throw new HttpProblem(405, `Only ${methods.join(', ')} works here.`, { headers: { allow: methods.join(', ') } });
}

async function readyz(options: ServiceOptions, drain: Drain): Promise<Response> {
  if (drain.started) return Response.json({ status: 'stopping', checks: {} }, { status: 503 });
  const { ready, checks } = await checkReadiness(options.probes ?? {});
  return Response.json({ status: ready ? 'ready' : 'not ready', checks }, { status: ready ? 200 : 503 });
}

function listen(server: Server, { host, port }: ListenSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
