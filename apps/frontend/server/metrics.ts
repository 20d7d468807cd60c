import { subscribe } from 'node:diagnostics_channel';
import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { log } from './log.ts';
import type { EndedRequest } from './requests.ts';

// Not imported: it brings the settings and the client of the backend along.
const refreshChannelName = 'todo-chatbot.frontend.refresh';

/** What Prometheus collects: requests by route, running ones, exchanged sessions, and the process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['method', 'route', 'status'],
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From a request to the end of its answer, streams included.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
    registers: [this.#registry],
  });
  readonly #running = new Gauge({
    name: 'http_requests_running',
    help: 'Requests whose answer has not ended.',
    registers: [this.#registry],
  });
  readonly #refreshes = new Counter({
    name: 'todo_session_refreshes_total',
    help: 'Exchanges of a refresh token, by outcome: fresh, ended or away (the backend did not decide).',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    subscribe(refreshChannelName, (outcome) => this.#refreshes.inc({ outcome: String(outcome) }));
  }

  requestStarted(): void {
    this.#running.inc();
  }

  requestEnded({ method, route, status, seconds }: EndedRequest): void {
    const labels = { method, route, status: String(status) };
    this.#running.dec();
    this.#requests.inc(labels);
    this.#durations.observe(labels, seconds);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Serves GET /metrics on a port of its own, which no Ingress leads to. */
  serve(host: string, port: number): Server {
    const server = createServer((request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics' || request.method !== 'GET') {
        response.writeHead(404).end();
        return;
      }
      void this.text().then((text) => {
        response.writeHead(200, { 'content-type': this.#registry.contentType, 'cache-control': 'no-store' }).end(text);
      });
    });
    // Another program's port must not keep people from the page.
    server.on('error', (error) => {
      const code = 'code' in error ? error.code : error.name;
      log('error', 'metrics cannot be served', { port, cause: code });
    });
    server.listen(port, host);
    server.unref();
    return server;
  }
}
