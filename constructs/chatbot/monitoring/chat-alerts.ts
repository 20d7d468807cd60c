import type { Alert } from '../../platform';
import { DURATION, PERCENT, alert } from './alert';
import { CHAT_FAILURES } from './recordings';
import { program, recorded } from './series';

const BY = 'namespace, release';
const sum = (series: string, window: string) => `sum by (${BY}) (rate(${series}[${window}]))`;

const firstToken = `histogram_quantile(0.95, sum by (${BY}, le) (rate(${program('todo_model_first_token_seconds_bucket')}[10m])))`;
const modelErrors = sum(program('todo_model_errors_total', { code: { not: 'stopped' } }), '10m');
const modelTurns = sum(program('todo_model_turn_seconds_count'), '10m');
const guesses = program('todo_rate_limited_total', { limit: /login|login_address|register|password/ });
const refused = program('todo_rate_limited_total', { limit: { not: /login|login_address|register|password/ } });

/** Whether the assistant answers: model, tools, runs, limits. */
export const CHAT_ALERTS: readonly Alert[] = [
  alert('TodoChatFails', {
    expr: `${recorded(CHAT_FAILURES)} > 0.1`,
    for: '10m',
    severity: 'critical',
    summary: 'The assistant in {{ $labels.namespace }} does not answer',
    description: `${PERCENT} of the chat turns end in an error. Tasks by hand still work.`,
  }),
  alert('TodoModelFails', {
    expr: `${modelErrors} / ${modelTurns} > 0.1`,
    for: '10m',
    severity: 'warning',
    summary: 'The language model of {{ $labels.namespace }} fails',
    description: `${PERCENT} of its turns fail: it is away, refuses the key, limits the rate, or answers what is no use.`,
  }),
  alert('TodoModelSlow', {
    expr: `${firstToken} > $firstTokenSeconds`,
    for: '10m',
    severity: 'warning',
    summary: 'The language model of {{ $labels.namespace }} is slow',
    description: `One turn in twenty has its first word after ${DURATION} or later.`,
  }),
  alert('TodoToolsFail', {
    expr: `${sum(program('todo_tool_calls_total', { ok: 'false' }), '15m')} / ${sum(program('todo_tool_calls_total'), '15m')} > 0.3`,
    for: '15m',
    severity: 'warning',
    summary: 'Tools of the assistant in {{ $labels.namespace }} fail',
    description: `${PERCENT} of the tool calls fail: the MCP server or the backend is in trouble, or the model calls them wrongly.`,
  }),
  alert('TodoAgentFull', {
    expr: `max by (${BY}, pod) (${program('todo_agent_runs_running')}) > 0.9 * $maxRuns`,
    for: '5m',
    severity: 'warning',
    summary: '{{ $labels.pod }} works on nearly as many answers as it may',
    description: '{{ $value }} runs are running. People are told soon that too many are chatting.',
  }),
  alert('TodoRunsStuck', {
    expr: `min by (${BY}) (min_over_time(sum by (${BY}) (${program('todo_runs_running')})[30m:1m])) > 0 and sum by (${BY}) (increase(${program('todo_chat_turns_total')}[30m])) == 0`,
    for: '5m',
    severity: 'warning',
    summary: 'Answers in {{ $labels.namespace }} do not come to an end',
    description: 'Runs have been under way for half an hour, and none has ended.',
  }),
  alert('TodoLoginsRefused', {
    expr: `sum by (${BY}, limit) (increase(${guesses}[15m])) > 50`,
    for: '1m',
    severity: 'warning',
    summary: 'Many attempts to log in or register in {{ $labels.namespace }}',
    description:
      'The limit {{ $labels.limit }} refused {{ $value | humanize }} within 15 minutes: somebody may be guessing passwords.',
  }),
  alert('TodoRequestsRefused', {
    expr: `sum by (${BY}, limit) (rate(${refused}[15m])) > 0.2`,
    for: '15m',
    severity: 'info',
    summary: 'Many requests in {{ $labels.namespace }} are refused by a limit',
    description:
      'The limit {{ $labels.limit }} refuses {{ $value | humanize }} a second: a client asks too much, or the limit is too low.',
  }),
];
