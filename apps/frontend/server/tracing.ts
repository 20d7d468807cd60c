import type { IncomingMessage } from 'node:http';
import { context, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { EndedRequest } from './requests.ts';

// Imported by the start program when OTEL_EXPORTER_OTLP_ENDPOINT is set, and only then.

/** One span for each request, which the backend's continue; it holds no path, query, header or body. */
export class Tracing {
  readonly #provider = new BasicTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': 'todo-frontend' })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  readonly #tracer = this.#provider.getTracer('todo-frontend');
  readonly #propagator = new W3CTraceContextPropagator();

  /** Begins the span of a request and puts its id where the way to the backend takes it from. */
  requestStarted(request: IncomingMessage, method: string, route: string): Span {
    const parent = this.#propagator.extract(context.active(), request.headers, fromHeaders);
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = this.#tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    delete request.headers['tracestate'];
    this.#propagator.inject(trace.setSpan(parent, span), request.headers, {
      set: (headers, name, value: string) => void (headers[name] = value),
    });
    return span;
  }

  requestEnded(span: Span, { status, complete }: EndedRequest): void {
    span.setAttribute('http.response.status_code', status);
    if (status >= 500 || !complete) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  /** Sends what has not been sent. */
  async stop(): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined);
  }
}

const fromHeaders = {
  keys: (headers: IncomingMessage['headers']) => Object.keys(headers),
  get: (headers: IncomingMessage['headers'], name: string) => headers[name],
};
