/** What may be said of a span: names, codes and numbers, never what a person wrote. */
export type SpanFields = Readonly<Record<string, string | number | boolean>>;

/** A piece of work in a trace. */
export interface Span {
  /** W3C Trace Context for requests that are made on its behalf; empty when there is no trace. */
  readonly headers: Readonly<Record<string, string>>;
  /** Begins a request to another program, or any other part of this work. */
  child(name: string, fields?: SpanFields): Span;
  end(outcome?: { readonly failed?: boolean; readonly fields?: SpanFields }): void;
}

export interface Tracer {
  /** Begins the span of a request that came in, below the caller's. */
  start(name: string, context: TraceContext | undefined): Span;
  /** Sends what was not sent yet; resolves within some seconds whatever happens. */
  stop(): Promise<void>;
}

/** W3C Trace Context as it came in. */
export interface TraceContext {
  readonly traceparent: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  readonly tracestate: string | undefined;
}

type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The caller's trace; undefined when there is none or it is malformed. */
export function readTraceContext(headers: IncomingHeaders): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(traceparent) ?? [];
  const isKnown = version !== undefined && version !== 'ff' && (version !== '00' || rest === undefined);
  if (!isKnown || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const state = typeof tracestate === 'string' && /^[\x20-\x7e]{1,512}$/.test(tracestate) ? tracestate : undefined;
  const current = formatTraceparent(traceId, spanId, Number.parseInt(flags, 16));
  return { traceparent: current, traceId, spanId, flags: Number.parseInt(flags, 16), tracestate: state };
}

export function formatTraceparent(traceId: string, spanId: string, flags: number): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
}

/** Records nothing, and hands the caller's trace on as it is, so that the programs behind still belong to it. */
export const passOnTracer: Tracer = {
  start: (_, context) => {
    const { traceparent, tracestate } = context ?? {};
    const headers = {
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(tracestate === undefined ? {} : { tracestate }),
    };
    const span: Span = { headers, child: () => span, end: () => undefined };
    return span;
  },
  stop: () => Promise.resolve(),
};

/** A tracer that sends to `endpoint` when there is one. Its libraries are loaded only then. */
export async function createTracer(service: string, endpoint: string | undefined): Promise<Tracer> {
  if (endpoint === undefined) return passOnTracer;
  const { openTelemetryTracer } = await import('./open-telemetry.ts');
  return openTelemetryTracer(service, endpoint);
}
