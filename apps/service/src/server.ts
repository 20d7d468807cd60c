import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { requestUrl, sendResponse, toRequest } from './bridge.ts';
import { Drain } from './drain.ts';
import { createLogger, errorFields, type Logger } from './log.ts';
import { createMetrics, requestMetrics, type Metrics } from './metrics.ts';
import { observe, type Observer } from './observation.ts';
import { HttpProblem, problemResponse } from './problem.ts';
import type { Probe } from './readiness.ts';
import { requestIdHeader } from './request-id.ts';
import { router, type Route } from './routes.ts';
import { SettingsError, type ListenSettings } from './settings.ts';
import { createTracer, type Span } from './trace.ts';

export interface RequestContext {
  readonly requestId: string;
  /** Carries the request id on every line. */
  readonly log: Logger;
  /** The request's place in its trace. Its headers belong on every request that is made on its behalf. */
  readonly span: Span;
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
  /** What `/metrics` shows; the requests are counted there, too. @default requests and process only */
  readonly metrics?: Metrics;
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

/** What every request is served with. */
interface Serving extends Observer {
  readonly options: ServiceOptions;
  readonly drain: Drain;
  readonly route: (method: string, path: string) => Route;
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, settings, writeLog } = options;
  const write = writeLog === undefined ? {} : { write: writeLog };
  const log = createLogger({ service: name, level: settings.logLevel, ...write });
  const drain = new Drain(settings.drainTimeoutMs ?? 60_000);
  const metrics = options.metrics ?? createMetrics();
  const tracer = await createTracer(name, settings.traceEndpoint);
  const route = router(options, drain, metrics);
  const serving: Serving = { options, drain, log, tracer, route, count: requestMetrics(metrics) };
  // Node's limit on a whole request's arrival keeps slow senders from holding connections.
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    void serve(incoming, outgoing, serving);
  });
  await listen(server, settings);
  const { port } = server.address() as AddressInfo;
  log.info('listening', { port });
  return {
    url: `http://127.0.0.1:${String(port)}`,
    stop: async () => {
      log.info('stopping', { running: drain.running });
      await drain.finish();
      await close(server);
      await tracer.stop();
      log.info('stopped');
    },
  };
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse, serving: Serving): Promise<void> {
  const { drain } = serving;
  const route = serving.route(incoming.method ?? 'GET', pathOf(incoming));
  const observation = observe(incoming, route, serving);
  const caller = new AbortController();
  const leave = route.isQuiet ? () => undefined : drain.enter(caller);
  outgoing.once('close', () => {
    caller.abort();
  });
  outgoing.setHeader(requestIdHeader, observation.requestId);
  try {
    const response = await respond(incoming, caller.signal, route, serving, observation);
    observation.begun();
    // A connection that stays open would bring more requests to a program that is about to end.
    if (drain.started || response.status === 413) outgoing.setHeader('connection', 'close');
    await sendResponse(response, outgoing);
  } catch (error) {
    observation.log.warn('response broke off', errorFields(error));
    outgoing.destroy();
  } finally {
    leave();
    observation.ended(outgoing);
  }
}

/** The path that routes are found by; a target that is no URL has none. */
function pathOf(incoming: IncomingMessage): string {
  try {
    return requestUrl(incoming).pathname;
  } catch {
    return '';
  }
}

async function respond(
  incoming: IncomingMessage,
  signal: AbortSignal,
  route: Route,
  { options }: Serving,
  context: RequestContext,
): Promise<Response> {
  try {
    const handler = route.handler();
    return await handler(await toRequest(incoming, options.maxBodyBytes ?? 1_048_576, signal), context);
  } catch (error) {
    if (error instanceof HttpProblem) return problemResponse(error, context.requestId);
    context.log.error('request failed', errorFields(error));
    return problemResponse(new HttpProblem(500, 'Something went wrong here.'), context.requestId);
  }
}

/** What the system says where `HOST` is no address of this machine. */
const noSuchHost: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL']);

function listen(server: Server, { host, port }: ListenSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const isHost = noSuchHost.has(error.code ?? '');
      reject(isHost ? new SettingsError('HOST must be an address of this machine, like 0.0.0.0.') : error);
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
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
