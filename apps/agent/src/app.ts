import { createMetrics, httpProbe, type Metrics, type ServiceOptions } from '@todo-chatbot/service';

import { agentMetrics } from './agent-metrics.ts';
import { KnownTools } from './known-tools.ts';
import { observed } from './observed-model.ts';
import { openAiModel } from './openai-model.ts';
import { defaultRetryPolicy, retrying, type RetryPolicy } from './retry.ts';
import { runs } from './runs.ts';
import type { AgentSettings } from './settings.ts';

export interface AgentOptions {
  readonly retryPolicy?: RetryPolicy;
  readonly metrics?: Metrics;
}

export function agentService(settings: AgentSettings, options: AgentOptions = {}): ServiceOptions {
  const { retryPolicy = defaultRetryPolicy, metrics = createMetrics() } = options;
  const { modelUrl, modelName, modelApiKey, mcpUrl } = settings;
  const authorization = modelApiKey === undefined ? {} : { authorization: `Bearer ${modelApiKey}` };
  const counted = agentMetrics(metrics);
  const single = observed(openAiModel({ url: modelUrl, name: modelName, apiKey: modelApiKey }), counted);
  const model = retrying(single, retryPolicy, () => {
    counted.retry();
  });
  return {
    name: 'agent',
    settings,
    metrics,
    maxBodyBytes: 4 * 1_048_576,
    probes: {
      model: httpProbe(`${modelUrl}/models`, authorization),
      mcp: httpProbe(new URL('/healthz', mcpUrl).href),
    },
    routes: { 'POST /v1/runs': runs({ settings, model, retryPolicy, metrics: counted, known: new KnownTools() }) },
  };
}
