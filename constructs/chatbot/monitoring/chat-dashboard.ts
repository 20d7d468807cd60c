import type { Dashboard } from '../../platform';
import { CHAT_FAILURES } from './recordings';
import { program, recorded } from './series';

const rate = (series: string, by: string) => `sum by (${by}) (rate(${series}[$__rate_interval]))`;
const quantiles = (bucket: string) =>
  [0.5, 0.95, 0.99].map((share) => ({
    expr: `histogram_quantile(${share}, ${rate(bucket, 'le')})`,
    legend: `p${share * 100}`,
  }));

/** How the assistant does: turns, model, tokens, tools. */
export const CHAT_DASHBOARD: Dashboard = {
  uid: 'todo-chatbot-chat',
  title: 'Todo Chatbot: chat and model',
  description: 'Whether the assistant answers, how fast, and what it takes',
  tags: ['todo-chatbot'],
  releasesOf: 'up',
  rows: [
    {
      title: 'Answers',
      panels: [
        {
          title: 'Chat turns',
          description:
            'How chat turns ended, a second. Waiting ones ask the person for a yes; other words are error codes.',
          unit: 'ops',
          stacked: true,
          queries: [{ expr: rate(program('todo_chat_turns_total'), 'outcome'), legend: '{{outcome}}' }],
        },
        {
          title: 'Failing chat turns',
          description: 'The share of chat turns that end in an error.',
          unit: 'percentunit',
          limits: { warning: 0.02, critical: 0.1 },
          queries: [{ expr: recorded(CHAT_FAILURES), legend: 'failing' }],
        },
        {
          title: 'Confirmations',
          description: 'Chat turns that ended with a question before something is deleted, a second.',
          unit: 'ops',
          queries: [
            {
              expr: rate(program('todo_chat_turns_total', { outcome: 'waiting' }), 'namespace'),
              legend: 'asked for a yes',
            },
          ],
        },
      ],
    },
    {
      title: 'Runs',
      panels: [
        {
          title: 'Runs under way',
          description: 'Answers that are being written, as the backends and as the agents see them.',
          unit: 'short',
          queries: [
            { expr: `sum(${program('todo_runs_running')})`, legend: 'backend' },
            { expr: `sum(${program('todo_agent_runs_running')})`, legend: 'agent' },
          ],
        },
        {
          title: 'Runs of each agent',
          description: 'At agent.runs.maxConcurrent a pod refuses more.',
          unit: 'short',
          queries: [{ expr: program('todo_agent_runs_running'), legend: '{{pod}}' }],
        },
        {
          title: 'Refused by limits',
          description: 'Requests that were refused since there were too many, a second, by the limit.',
          unit: 'reqps',
          stacked: true,
          queries: [{ expr: rate(program('todo_rate_limited_total'), 'limit'), legend: '{{limit}}' }],
        },
      ],
    },
    {
      title: 'Model',
      panels: [
        {
          title: 'Time to first token',
          description: "Time until a turn's first word or tool call; people see nothing until then.",
          unit: 's',
          limits: { warning: 3, critical: 10 },
          queries: quantiles(program('todo_model_first_token_seconds_bucket')),
        },
        {
          title: 'Time of a turn',
          description: 'Time of a whole turn of the model. An answer with tool calls takes several turns.',
          unit: 's',
          queries: quantiles(program('todo_model_turn_seconds_bucket')),
        },
        {
          title: 'Errors of the model',
          description: 'Turns that failed, a second, by code, and turns that were tried again.',
          unit: 'ops',
          queries: [
            { expr: rate(program('todo_model_errors_total'), 'code'), legend: '{{code}}' },
            { expr: rate(program('todo_model_retries_total'), 'namespace'), legend: 'tried again' },
          ],
        },
      ],
    },
    {
      title: 'Tokens and tools',
      panels: [
        {
          title: 'Tokens',
          description: 'Tokens a second as the model counts them: what goes in and what comes out.',
          unit: 'short',
          queries: [{ expr: rate(program('todo_model_tokens_total'), 'direction'), legend: '{{direction}}' }],
        },
        {
          title: 'Tool calls',
          description: 'Tool calls a second, of the assistant and of other MCP clients, by tool.',
          unit: 'ops',
          stacked: true,
          queries: [{ expr: rate(program('todo_mcp_tool_calls_total'), 'tool'), legend: '{{tool}}' }],
        },
        {
          title: 'Failing tool calls',
          description: 'Tool calls of the assistant that failed, a second, by tool.',
          unit: 'ops',
          queries: [{ expr: rate(program('todo_tool_calls_total', { ok: 'false' }), 'tool'), legend: '{{tool}}' }],
        },
      ],
    },
  ],
};
