import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Label values by name. Each comes from a small set that the program knows: a template, a known name, a code. */
export type Labels = Readonly<Record<string, string | number>>;

export interface MetricOptions {
  /** One sentence for the person who reads it. */
  readonly help: string;
  /** @default none */
  readonly labels?: readonly string[];
}

export interface HistogramOptions extends MetricOptions {
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

/** Where a program counts and measures; `GET /metrics` shows it. Names are Prometheus' own: `todo_model_turn_seconds`. */
export interface Metrics {
  /** The returned function counts one, or `amount`. */
  counter(name: string, options: MetricOptions): (labels?: Labels, amount?: number) => void;
  /** The returned function adds to the value; a negative amount takes away. */
  gauge(name: string, options: MetricOptions): (amount: number, labels?: Labels) => void;
  /** The returned function takes a measured value. */
  histogram(name: string, options: HistogramOptions): (value: number, labels?: Labels) => void;
  /** All of it in Prometheus' text format. */
  response(): Promise<Response>;
}

/** Seconds, from a tool call to a long answer of a model. */
export const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

/** Metrics in a registry of their own, those of the process among them. */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const common = (name: string, { help, labels = [] }: MetricOptions) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [register],
  });
  return {
    counter: (name, options) => {
      const counter = new Counter<string>(common(name, options));
      return (labels = {}, amount = 1) => counter.inc({ ...labels }, amount);
    },
    gauge: (name, options) => {
      const gauge = new Gauge<string>(common(name, options));
      return (amount, labels = {}) => gauge.inc({ ...labels }, amount);
    },
    histogram: (name, options) => {
      const histogram = new Histogram<string>({ ...common(name, options), buckets: [...options.buckets] });
      return (value, labels = {}) => histogram.observe({ ...labels }, value);
    },
    response: async () => new Response(await register.metrics(), { headers: { 'content-type': register.contentType } }),
  };
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts a request: `route` is a template or "none", never a path that a caller chose. */
export type CountRequest = (method: string, route: string, status: number, seconds: number) => void;

/** Rate, errors and duration of the requests. */
export function requestMetrics(metrics: Metrics): CountRequest {
  const requests = metrics.counter('http_requests_total', {
    help: 'Requests answered.',
    labels: ['method', 'route', 'status'],
  });
  const seconds = metrics.histogram('http_request_duration_seconds', {
    help: 'Time until the response began; streams go on after it.',
    labels: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  return (asked, route, status, duration) => {
    const method = methods.has(asked) ? asked : 'other';
    requests({ method, route, status });
    seconds(duration, { method, route });
  };
}
