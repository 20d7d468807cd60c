import { secondsBuckets, type Metrics } from '@todo-chatbot/service';

import type { Usage } from './model.ts';

/** What the agent counts. Labels are codes and the names of tools that the MCP server has. */
export interface AgentMetrics {
  firstToken(seconds: number): void;
  turn(seconds: number): void;
  tokens(usage: Usage): void;
  modelError(code: string): void;
  retry(): void;
  runs(change: 1 | -1): void;
  toolCall(tool: string, ok: boolean): void;
}

export function agentMetrics(metrics: Metrics): AgentMetrics {
  const buckets = secondsBuckets;
  const firstToken = metrics.histogram('todo_model_first_token_seconds', {
    help: "Time until a turn's first word or tool call came from the model.",
    buckets,
  });
  const turn = metrics.histogram('todo_model_turn_seconds', { help: 'Time of a whole turn of the model.', buckets });
  const tokens = metrics.counter('todo_model_tokens_total', {
    help: 'Tokens as the model counts them.',
    labels: ['direction'],
  });
  const errors = metrics.counter('todo_model_errors_total', { help: 'Failed turns by code.', labels: ['code'] });
  const retries = metrics.counter('todo_model_retries_total', { help: 'Turns that were tried again.' });
  const runs = metrics.gauge('todo_agent_runs_running', { help: 'Runs that are running.' });
  const calls = metrics.counter('todo_tool_calls_total', { help: 'Tool calls.', labels: ['tool', 'ok'] });
  return {
    firstToken,
    turn,
    tokens: ({ input_tokens, output_tokens }) => {
      tokens({ direction: 'input' }, input_tokens);
      tokens({ direction: 'output' }, output_tokens);
    },
    modelError: (code) => errors({ code }),
    retry: () => retries(),
    runs,
    toolCall: (tool, ok) => calls({ tool, ok: String(ok) }),
  };
}
