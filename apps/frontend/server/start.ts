import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { startDraining } from './draining.ts';
import { log, type Level } from './log.ts';
import { readDrainMs, readLameDuckMs, readListenSettings, readSettings, SettingsError } from './settings.ts';

// Starts the standalone server that `next build` made, with what Next leaves out: settings that are checked before
// anything listens, one JSON line per event, and an end that lets streams finish and exits with 0.

const servers = new Set<Server>();

/** Returns how long to go on after SIGTERM, and how long running answers may take then, in milliseconds. */
function checkSettings(): { lameDuckMs: number; drainMs: number } {
  try {
    readSettings(process.env);
    const { host, port } = readListenSettings(process.env);
    // Next listens on HOSTNAME, which Kubernetes sets to the name of the pod.
    process.env['HOSTNAME'] = host;
    process.env['PORT'] = String(port);
    return { lameDuckMs: readLameDuckMs(process.env), drainMs: readDrainMs(process.env) };
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

function logRequests(): void {
  subscribe('http.server.request.start', (event) => {
    const { request, response } = event as { request: IncomingMessage; response: ServerResponse };
    const started = performance.now();
    const path = (request.url ?? '').split('?', 1)[0];
    if (path === '/healthz' || path === '/readyz' || path?.startsWith('/_next/static/')) return;
    response.once('close', () => {
      log('info', 'request', {
        request_id: response.getHeader('x-request-id'),
        method: request.method,
        path,
        status: response.statusCode,
        complete: response.writableFinished,
        duration_ms: Math.round(performance.now() - started),
      });
    });
  });
}

function endGracefully({ lameDuckMs, drainMs }: { lameDuckMs: number; drainMs: number }): void {
  subscribe('tracing:net.server.listen:asyncStart', (event) => {
    servers.add((event as { server: Server }).server);
  });
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
    void Promise.all(open).then(() => {
      log('info', 'stopped');
      process.exit(0);
    });
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

const times = checkSettings();
process.env['NEXT_TELEMETRY_DISABLED'] = '1';
process.env['NEXT_MANUAL_SIG_HANDLE'] = '1';
// Longer than an Ingress controller keeps an idle connection (90 s in Traefik, 60 s in nginx): were this end to close
// first, a request that is already on its way would be answered with 502.
process.env['KEEP_ALIVE_TIMEOUT'] ??= '95000';
logConsoleAsJson();
logRequests();
endGracefully(times);
await import(pathToFileURL(join(import.meta.dirname, '..', 'server.js')).href);
log('info', 'started', { port: Number(process.env['PORT']) });
