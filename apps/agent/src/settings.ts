import { readListenSettings, SettingsError, type ListenSettings, type SettingsReader } from '@todo-chatbot/service';

import type { BudgetLimits } from './budget.ts';

export interface AgentSettings extends ListenSettings {
  /** Key of the backend's tokens for the agent. */
  readonly agentKey: string;
  /** @default http://localhost:8200/mcp */
  readonly mcpUrl: string;
  /** @default http://localhost:8300/v1 */
  readonly modelUrl: string;
  /** @default offline-rules */
  readonly modelName: string;
  readonly modelApiKey: string | undefined;
  /** @default 8 */
  readonly maxTurns: number;
  /** Bound on a whole run. @default 120 */
  readonly runTimeoutSeconds: number;
  /** Runs at once; further ones are refused. @default 64 */
  readonly maxRuns: number;
  readonly budget: BudgetLimits;
}

export function readAgentSettings(reader: SettingsReader): AgentSettings {
  return {
    ...readListenSettings(reader, 8100),
    agentKey: reader.key('AGENT_KEY_FILE'),
    mcpUrl: reader.url('MCP_URL', 'http://localhost:8200/mcp'),
    modelUrl: reader.url('MODEL_URL', 'http://localhost:8300/v1'),
    modelName: reader.text('MODEL_NAME', 'offline-rules'),
    modelApiKey: reader.optionalSecret('MODEL_API_KEY_FILE'),
    maxTurns: reader.integer('MAX_TURNS', { fallback: 8, min: 1, max: 50 }),
    runTimeoutSeconds: reader.integer('RUN_TIMEOUT_SECONDS', { fallback: 120, min: 1, max: 3600 }),
    maxRuns: reader.integer('MAX_RUNS', { fallback: 64, min: 1, max: 10_000 }),
    budget: readBudget(reader),
  };
}

function readBudget(reader: SettingsReader): BudgetLimits {
  const limits = {
    maxTokens: reader.integer('MAX_TOKENS', { fallback: 100_000, min: 100, max: 100_000_000 }),
    maxCostUsd: reader.amount('MAX_COST_USD', { fallback: 0, max: 1_000 }),
    inputPrice: reader.amount('MODEL_INPUT_PRICE', { fallback: 0, max: 10_000 }),
    outputPrice: reader.amount('MODEL_OUTPUT_PRICE', { fallback: 0, max: 10_000 }),
  };
  // Whoever sets a bound must not believe in one that never holds.
  if (limits.maxCostUsd > 0 && limits.inputPrice === 0 && limits.outputPrice === 0) {
    throw new SettingsError('MAX_COST_USD needs a price: set MODEL_INPUT_PRICE, MODEL_OUTPUT_PRICE or both.');
  }
  return limits;
}
