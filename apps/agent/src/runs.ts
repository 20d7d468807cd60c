import {
  bearerToken,
  errorFields,
  eventStream,
  HttpProblem,
  readJson,
  type Handler,
  type Logger,
  type RequestContext,
  type ServerSentEvent,
} from '@todo-chatbot/service';

import type { AgentMetrics } from './agent-metrics.ts';
import type { KnownTools } from './known-tools.ts';
import { run, type RunInput } from './loop.ts';
import type { Model } from './model.ts';
import { retry, type RetryPolicy } from './retry.ts';
import { RunError, runErrorMessages } from './run-error.ts';
import type { RunEvent } from './run-events.ts';
import { invalidRun, readRunRequest, type RunRequest } from './run-request.ts';
import { openState } from './run-state.ts';
import type { AgentSettings } from './settings.ts';
import { tokenVerifier } from './token.ts';
import { connectTools } from './tools.ts';

/** Everything that a run is made with. */
export interface Agent {
  readonly settings: AgentSettings;
  readonly model: Model;
  readonly retryPolicy: RetryPolicy;
  readonly metrics: AgentMetrics;
  readonly known: KnownTools;
}

/** A run as it was asked for. */
interface AskedRun {
  readonly request: RunRequest;
  readonly input: RunInput;
  /** Its signal says that the caller left; it lives as long as the request. */
  readonly incoming: Request;
  readonly context: RequestContext;
}

/** `POST /v1/runs`: answers with the run's events; more runs at once than allowed are a 503 problem. */
export function runs(agent: Agent): Handler {
  const verify = tokenVerifier(agent.settings.agentKey);
  let running = 0;
  return async (incoming, context) => {
    const subject = await verify(bearerToken(incoming));
    const request = readRunRequest(await readJson(incoming));
    const input = runInput(request, subject, agent.settings);
    if (running >= agent.settings.maxRuns) {
      throw new HttpProblem(503, runErrorMessages.busy, { headers: { 'retry-after': '2' } });
    }
    let isRunning = true;
    running += 1;
    agent.metrics.runs(1);
    const ended = () => {
      if (isRunning) {
        running -= 1;
        agent.metrics.runs(-1);
      }
      isRunning = false;
    };
    // A caller that leaves at once never lets the run begin, so it cannot end by itself.
    if (incoming.signal.aborted) ended();
    incoming.signal.addEventListener('abort', ended);
    return eventStream(runEvents(agent, { request, input, incoming, context }, ended));
  };
}

function runInput({ messages, scope, resume }: RunRequest, subject: string, { agentKey }: AgentSettings): RunInput {
  const seal = { key: agentKey, subject, scope };
  if (resume === undefined) return { messages, seal };
  const progress = openState(resume.state, seal);
  if (progress === undefined) throw invalidRun([{ path: 'resume.state', message: 'Not a state of this run.' }]);
  return { messages, seal, resume: { progress, approved: resume.approved } };
}

/** The run as server-sent events; whatever goes wrong becomes one `error` event. */
async function* runEvents(agent: Agent, asked: AskedRun, ended: () => void): AsyncGenerator<ServerSentEvent, void> {
  const started = performance.now();
  const timeout = AbortSignal.timeout(agent.settings.runTimeoutSeconds * 1000);
  const log = asked.context.log.with({ run_id: asked.request.run_id });
  const elapsed = () => ({ duration_ms: Math.round(performance.now() - started) });
  try {
    for await (const event of connectedRun(agent, asked, AbortSignal.any([asked.incoming.signal, timeout]))) {
      logEvent(event, log, elapsed());
      const { kind, ...data } = event;
      yield { event: kind, data: JSON.stringify(data) };
    }
  } catch (error) {
    const failure = asRunError(error, timeout);
    log.warn('run failed', { ...elapsed(), code: failure.code, ...errorFields(failure.cause) });
    yield { event: 'error', data: JSON.stringify({ code: failure.code, message: failure.message }) };
  } finally {
    ended();
  }
}

async function* connectedRun(
  agent: Agent,
  { request, input, context }: AskedRun,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void> {
  const { settings, model, retryPolicy, metrics, known } = agent;
  const { requestId, span } = context;
  const connection = { url: settings.mcpUrl, token: request.mcp_token, requestId, span, signal, known, retryPolicy };
  const toolbox = await retry(() => connectTools(connection), retryPolicy, signal);
  const { maxTurns, budget } = settings;
  const limits = { maxTurns, maxOutputTokens: 1024, maxCallsPerTurn: 16, budget };
  try {
    yield* run(input, { model, toolbox, metrics, requestId, span, signal, limits, now: new Date() });
  } finally {
    await toolbox.close();
  }
}

/** Names are those of tools that are there; what was said and done with them is nobody's business here. */
function logEvent(event: RunEvent, log: Logger, elapsed: { readonly duration_ms: number }): void {
  if (event.kind === 'tool') log.info('tool called', { ok: event.ok });
  if (event.kind === 'confirm') log.info('run waits', { ...elapsed, calls: event.calls.length });
  if (event.kind === 'done') log.info('run done', { ...elapsed, turns: event.turns, ...event.usage });
}

function asRunError(error: unknown, timeout: AbortSignal): RunError {
  if (error instanceof RunError) return error;
  return timeout.aborted ? new RunError('timeout') : new RunError('internal', { cause: error });
}
