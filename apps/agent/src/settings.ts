import { readListenSettings, type ListenSettings, type SettingsReader } from '@todo-chatbot/service';

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
}

export function readAgentSettings(reader: SettingsReader): AgentSettings {
  return {
    ...readListenSettings(reader, 8100),
    agentKey: reader.secret('AGENT_KEY_FILE', { minBytes: 32 }),
    mcpUrl: reader.url('MCP_URL', 'http://localhost:8200/mcp'),
    modelUrl: reader.url('MODEL_URL', 'http://localhost:8300/v1'),
    modelName: reader.text('MODEL_NAME', 'offline-rules'),
    modelApiKey: reader.optionalSecret('MODEL_API_KEY_FILE', { minBytes: 1 }),
    maxTurns: reader.integer('MAX_TURNS', { fallback: 8, min: 1, max: 50 }),
    runTimeoutSeconds: reader.integer('RUN_TIMEOUT_SECONDS', { fallback: 120, min: 1, max: 3600 }),
  };
}
