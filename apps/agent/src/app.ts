import {
  bearerToken,
  errorFields,
  eventStream,
  httpProbe,
  readJson,
  type Handler,
  type RequestContext,
  type ServerSentEvent,
  type ServiceOptions,
} from '@todo-chatbot/service';

import { defaultRunLimits, run, type RunEvent } from './loop.ts';
import type { Model } from './model.ts';
import { openAiModel } from './openai-model.ts';
import { defaultRetryPolicy, retry, retrying, type RetryPolicy } from './retry.ts';
import { RunError } from './run-error.ts';
import { readRunRequest, type RunRequest } from './run-request.ts';
import type { AgentSettings } from './settings.ts';
import { tokenVerifier } from './token.ts';
import { connectTools } from './tools.ts';

/** Everything that a run is made with. */
interface Agent {
  readonly settings: AgentSettings;
  readonly model: Model;
  readonly retryPolicy: RetryPolicy;
}

export function agentService(settings: AgentSettings, retryPolicy: RetryPolicy = defaultRetryPolicy): ServiceOptions {
  const { modelUrl, modelName, modelApiKey, mcpUrl } = settings;
  const authorization = modelApiKey === undefined ? {} : { authorization: `Bearer ${modelApiKey}` };
  const model = retrying(openAiModel({ url: modelUrl, name: modelName, apiKey: modelApiKey }), retryPolicy);
  return {
    name: 'agent',
    settings,
    maxBodyBytes: 4 * 1_048_576,
    probes: {
      model: httpProbe(`${modelUrl}/models`, authorization),
      mcp: httpProbe(new URL('/healthz', mcpUrl).href),
    },
    routes: { 'POST /v1/runs': runs({ settings, model, retryPolicy }) },
  };
}

function runs(agent: Agent): Handler {
  const verify = tokenVerifier(agent.settings.agentKey);
  return async (request, context) => {
    await verify(bearerToken(request));
    const body = readRunRequest(await readJson(request));
    return eventStream(runEvents(agent, body, request.signal, context));
  };
}

/** The run as server-sent events; whatever goes wrong becomes one `error` event. */
async function* runEvents(
  agent: Agent,
  body: RunRequest,
  caller: AbortSignal,
  context: RequestContext,
): AsyncGenerator<ServerSentEvent, void> {
  const started = performance.now();
  const timeout = AbortSignal.timeout(agent.settings.runTimeoutSeconds * 1000);
  const log = context.log.with({ run_id: body.run_id });
  const elapsed = () => ({ duration_ms: Math.round(performance.now() - started) });
  try {
    const signal = AbortSignal.any([caller, timeout]);
    for await (const { kind, ...data } of connectedRun(agent, body, context.requestId, signal)) {
      if (kind === 'tool' && 'ok' in data) log.info('tool called', { tool: data.name.slice(0, 64), ok: data.ok });
      if (kind === 'done' && 'usage' in data) log.info('run done', { ...elapsed(), turns: data.turns, ...data.usage });
      yield { event: kind, data: JSON.stringify(data) };
    }
  } catch (error) {
    const failure = asRunError(error, timeout);
    log.warn('run failed', { ...elapsed(), code: failure.code, ...errorFields(failure.cause) });
    yield { event: 'error', data: JSON.stringify({ code: failure.code, message: failure.message }) };
  }
}

async function* connectedRun(
  agent: Agent,
  body: RunRequest,
  requestId: string,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void> {
  const { settings, model, retryPolicy } = agent;
  const connection = { url: settings.mcpUrl, token: body.mcp_token, requestId, signal };
  const toolbox = await retry(() => connectTools(connection), retryPolicy, signal);
  try {
    const limits = { ...defaultRunLimits, maxTurns: settings.maxTurns };
    yield* run({ messages: body.messages, requestId, signal }, { model, toolbox, limits, now: new Date() });
  } finally {
    await toolbox.close();
  }
}

function asRunError(error: unknown, timeout: AbortSignal): RunError {
  if (timeout.aborted) return new RunError('timeout');
  return error instanceof RunError ? error : new RunError('internal', { cause: error });
}
