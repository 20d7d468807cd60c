import type { Server } from 'node:http';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { boundArrival } from './arrival.ts';
import { startDraining } from './draining.ts';
import { answerFirst } from './first-answer.ts';
import { onEachServer } from './listening.ts';
import { log, type Level } from './log.ts';
import { refuse } from './refusal.ts';
import { StaticFiles } from './static-files.ts';
import { Metrics } from './metrics.ts';
import { observeRequests, type RequestObserver } from './requests.ts';
import {
  checkHost,
  readDrainMs,
  readLameDuckMs,
  readListenSettings,
  readSettings,
  readTracesEndpoint,
  SettingsError,
} from './settings.ts';

// Starts the standalone server that `next build` made, with what Next leaves out: settings that are checked before
// anything listens, one JSON line per event, metrics, traces, and an end that lets streams finish and exits with 0.

/** As at the other programs. */
const arrivalMs = 30_000;
const servers = new Set<Server>();
/** What is done after the last answer. */
const lastDuties: (() => Promise<void>)[] = [];

type Settings = Awaited<ReturnType<typeof checkSettings>>;

async function checkSettings() {
  try {
    readSettings(process.env);
    const listen = readListenSettings(process.env);
    await checkHost(listen.host);
    // Next listens on HOSTNAME, which Kubernetes sets to the name of the pod.
    process.env['HOSTNAME'] = listen.host;
    process.env['PORT'] = String(listen.port);
    const times = { lameDuckMs: readLameDuckMs(process.env), drainMs: readDrainMs(process.env) };
    return { ...listen, ...times, traced: readTracesEndpoint(process.env) !== undefined };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

/** Next writes a banner and stack traces as plain text; here they become JSON lines, the banner none. */
function logConsoleAsJson(): void {
  const write =
    (level: Level) =>
    (...parts: unknown[]) => {
      const message = parts
        .map((part) => (part instanceof Error ? (part.stack ?? part.message) : String(part)))
        .join(' ');
      log(level, message.trim());
    };
  console.log = console.info = console.debug = () => undefined;
  console.warn = write('warn');
  console.error = write('error');
}

/** Metrics always; traces where there is somebody to send them to: their libraries cost memory and time to start. */
async function observe({ host, metricsPort, trustedProxies, traced }: Settings): Promise<void> {
  const metrics = new Metrics();
  const observers: RequestObserver[] = [
    () => {
      metrics.requestStarted();
      return (ended) => metrics.requestEnded(ended);
    },
  ];
  if (traced) {
    const { Tracing } = await import('./tracing.ts');
    const tracing = new Tracing();
    observers.push((request, method, route) => {
      const span = tracing.requestStarted(request, method, route);
      return (ended) => tracing.requestEnded(span, ended);
    });
    lastDuties.push(() => tracing.stop());
  }
  observeRequests(trustedProxies, observers);
  metrics.serve(host, metricsPort);
}

function endGracefully({ lameDuckMs, drainMs }: Settings): void {
  onEachServer((server) => servers.add(server));
  const end = (signal: string) => {
    startDraining();
    log('info', 'draining', { signal });
    setTimeout(close, lameDuckMs);
  };
  const close = () => {
    const open = [...servers].map((server) => new Promise((closed) => server.close(closed)));
    // A kept connection whose answer has just ended would hold the process until the browser lets go.
    setInterval(() => servers.forEach((server) => server.closeIdleConnections()), 100);
    setTimeout(() => servers.forEach((server) => server.closeAllConnections()), drainMs);
    void Promise.all(open).then(async () => {
      await Promise.all(lastDuties.map((duty) => duty()));
      log('info', 'stopped');
      process.exit(0);
    });
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

const settings = await checkSettings();
process.env['NEXT_TELEMETRY_DISABLED'] = '1';
process.env['NEXT_MANUAL_SIG_HANDLE'] = '1';
// Longer than an Ingress controller keeps an idle connection (90 s in Traefik, 60 s in nginx): were this end to close
// first, a request that is already on its way would be answered with 502.
process.env['KEEP_ALIVE_TIMEOUT'] ??= '95000';
logConsoleAsJson();
await observe(settings);
endGracefully(settings);
boundArrival(arrivalMs);
const files = new StaticFiles(join(import.meta.dirname, '../.next/static'));
answerFirst(refuse, (request, response) => files.answer(request, response));
await import(pathToFileURL(join(import.meta.dirname, '..', 'server.js')).href);
log('info', 'started', { port: Number(process.env['PORT']) });
