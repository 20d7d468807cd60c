export { createLogger, errorFields, type LogFields, type Logger } from './log.ts';
export {
  createMetrics,
  secondsBuckets,
  type HistogramOptions,
  type Labels,
  type MetricOptions,
  type Metrics,
} from './metrics.ts';
export {
  bearerToken,
  HttpProblem,
  problemResponse,
  readJson,
  unauthorized,
  type FieldProblem,
  type ProblemOptions,
} from './problem.ts';
export { runProgram } from './program.ts';
export { checkReadiness, httpProbe, type Probe, type Readiness } from './readiness.ts';
export { requestIdFrom, requestIdHeader } from './request-id.ts';
export { startService, type Handler, type RequestContext, type Service, type ServiceOptions } from './server.ts';
export {
  logLevels,
  readListenSettings,
  SettingsError,
  SettingsReader,
  type Environment,
  type ListenSettings,
  type LogLevel,
} from './settings.ts';
export { encodeEvent, eventStream, type ServerSentEvent } from './sse.ts';
export { passOnTracer, type Span, type SpanFields } from './trace.ts';
