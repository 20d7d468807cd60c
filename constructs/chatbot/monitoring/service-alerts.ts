import type { Alert } from '../../platform';
import { DURATION, PERCENT, alert } from './alert';
import { ERRORS, errorRatio } from './recordings';
import { cluster, program, recorded } from './series';

const OURS = '(.*-)?(frontend|backend|agent|mcp|model)';
const DATABASE = '(.*-)?database';
const release = { release: '$release' };
const matching = (pattern: string) => new RegExp(pattern);
const deployments = { deployment: matching(OURS) };
const edge = { job: /frontend|backend/ };

const isWanted = `${cluster('kube_deployment_spec_replicas', deployments)} > 0`;
const available = cluster('kube_deployment_status_replicas_available', deployments);
const isReady = cluster('kube_statefulset_status_replicas_ready', { statefulset: matching(DATABASE) });
const slow = `histogram_quantile(0.95, sum by (namespace, release, job, le) (rate(${program(
  'http_request_duration_seconds_bucket',
  { job: 'backend', route: { not: /\/healthz|\/readyz|\/metrics/ } },
)}[10m])))`;

/** More than so many times the budget's even pace, over a long window and still over a short one. */
const burns = (factor: number, long: Parameters<typeof errorRatio>[0], short: Parameters<typeof errorRatio>[0]) => {
  const over = (window: typeof long) => `${recorded(errorRatio(window), edge)} > ${factor} * $errorBudgetPercent / 100`;
  return `(${over(long)} and ${over(short)})`;
};

/** Whether the programs are there and answer, in time and without failures. */
export const SERVICE_ALERTS: readonly Alert[] = [
  alert('TodoDeploymentDown', {
    expr: `${available} == 0 and ${isWanted}`,
    for: '2m',
    severity: 'critical',
    summary: '{{ $labels.deployment }} in {{ $labels.namespace }} has no pod that is ready',
    description: 'What it does is not done at all. Without frontend or backend nobody can use the chatbot.',
  }),
  alert('TodoReplicasMissing', {
    expr: `${available} < ${cluster('kube_deployment_spec_replicas', deployments)} and ${available} > 0`,
    for: '15m',
    severity: 'warning',
    summary: '{{ $labels.deployment }} in {{ $labels.namespace }} has {{ $value }} pods, fewer than it should',
    description: 'It works, with less in reserve: pods do not start, do not fit on a node, or do not get ready.',
  }),
  alert('TodoTargetDown', {
    expr: `${cluster('up', release)} == 0`,
    for: '5m',
    severity: 'warning',
    summary: 'Prometheus cannot read the metrics of {{ $labels.pod }}',
    description: 'The pod hangs, or a policy stands between. The alerts about it see nothing meanwhile.',
  }),
  alert('TodoMetricsMissing', {
    expr: `absent(${cluster('up', { ...release, job: 'frontend' })}) or absent(${cluster('up', { ...release, job: 'backend' })})`,
    for: '10m',
    severity: 'warning',
    summary: 'Prometheus does not know {{ $labels.job }} in {{ $labels.namespace }}',
    description: 'No pod of it is found at all, so most alerts cannot tell anything.',
  }),
  alert('TodoDatabaseDown', {
    expr: `${isReady} < ${cluster('kube_statefulset_replicas', { statefulset: matching(DATABASE) })}`,
    for: '2m',
    severity: 'critical',
    summary: 'The database in {{ $labels.namespace }} is not ready',
    description: 'Nobody can log in, and no task or message can be read or stored.',
  }),
  alert('TodoDatabaseUnreachable', {
    expr: `${cluster('up', { ...release, job: 'backend' })} == 1 and on (namespace, pod) ${cluster('kube_pod_status_ready', { condition: 'true' })} == 0`,
    for: '3m',
    severity: 'critical',
    summary: '{{ $labels.pod }} runs, and does not reach its database',
    description: "The backend's readiness asks the database, and it gives no answer or has an older schema.",
  }),
  alert('TodoDatabaseSlotsWaiting', {
    expr: `min_over_time(${program('todo_database_slots_waiting')}[5m]) > 0`,
    for: '5m',
    severity: 'warning',
    summary: 'Requests wait for a database connection in {{ $labels.pod }}',
    description:
      '{{ $value }} at least have waited for 5 minutes: the database is slow, or all connections are in use.',
  }),
  alert('TodoErrorBudgetBurnsFast', {
    expr: `(${burns(14.4, '1h', '5m')} or ${burns(6, '6h', '30m')}) and ${recorded(ERRORS, edge)} > 10`,
    for: '2m',
    severity: 'critical',
    summary: '{{ $labels.job }} in {{ $labels.namespace }} fails too often',
    description: `${PERCENT} of the requests fail. At this pace the errors that a month may have are used up within days.`,
  }),
  alert('TodoErrorBudgetBurnsSlowly', {
    expr: `${burns(3, '1d', '2h')} or ${burns(1, '3d', '6h')}`,
    for: '1h',
    severity: 'warning',
    summary: '{{ $labels.job }} in {{ $labels.namespace }} fails more often than it may',
    description: `${PERCENT} of the requests fail. Going on like this, the month ends with more errors than it may have.`,
  }),
  alert('TodoErrors', {
    expr: `${recorded(errorRatio('5m'), { job: /agent|mcp|model/ })} > 0.05`,
    for: '10m',
    severity: 'warning',
    summary: '{{ $labels.job }} in {{ $labels.namespace }} fails',
    description: `${PERCENT} of its requests fail. Chats fail or get poorer; tasks by hand still work.`,
  }),
  alert('TodoSlow', {
    expr: `${slow} > $latencySeconds`,
    for: '10m',
    severity: 'warning',
    summary: 'The backend in {{ $labels.namespace }} is slow',
    description: `One request in twenty waits longer than ${DURATION} for the beginning of its answer.`,
  }),
];
