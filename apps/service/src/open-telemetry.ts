import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span as OpenSpan } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

import { formatTraceparent, type Span, type TraceContext, type Tracer } from './trace.ts';

/** How long the last spans may take to be sent: milliseconds. */
const shutdownMs = 3_000;

/** Sends spans to a collector: OTLP over HTTP, JSON, at `endpoint`/v1/traces. */
export function openTelemetryTracer(service: string, endpoint: string): Tracer {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: shutdownMs });
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': `todo-${service}` })),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  const tracer = provider.getTracer('todo-chatbot');
  const begin = (name: string, kind: SpanKind, parent: Context, tracestate: string | undefined): Span => {
    const span = tracer.startSpan(name, { kind }, parent);
    return {
      headers: outgoingHeaders(span, tracestate),
      child: (part, fields = {}) => {
        const child = begin(part, SpanKind.CLIENT, trace.setSpan(ROOT_CONTEXT, span), tracestate);
        return { ...child, end: (outcome = {}) => child.end({ ...outcome, fields: { ...fields, ...outcome.fields } }) };
      },
      end: ({ failed = false, fields = {} } = {}) => {
        span.setAttributes(fields);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };
  return {
    start: (name, context) => begin(name, SpanKind.SERVER, parentContext(context), context?.tracestate),
    stop: async () => {
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, shutdownMs).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), timeout]);
    },
  };
}

function parentContext(context: TraceContext | undefined): Context {
  if (context === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = context;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true });
}

function outgoingHeaders(span: OpenSpan, tracestate: string | undefined): Readonly<Record<string, string>> {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const traceparent = formatTraceparent(traceId, spanId, traceFlags);
  return { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}
