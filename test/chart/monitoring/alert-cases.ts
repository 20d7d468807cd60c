import {
  certificate,
  cronjob,
  database,
  deployment,
  durations,
  growing,
  job,
  memory,
  NAMESPACE,
  ours,
  RELEASE,
  requests,
  restarting,
  scaled,
  steady,
  theirs,
  up,
  volume,
} from './alert-series';
import { POSTGRES_CASES } from './postgres-cases';

/** What makes an alert fire, what does not, and what it says then. */
export interface AlertCase {
  /** Series that make it fire, in promtool's notation. */
  readonly fires: readonly string[];
  /** Series with which it stays silent, though little is missing. */
  readonly silent: readonly string[];
  /** Labels of the alert beside its severity; those of the release are `RELEASE`. */
  readonly labels: Readonly<Record<string, string>>;
  /** What stands for `{{ $value }}`, as people read it. */
  readonly value?: string;
  /** When both are looked at, in Prometheus' notation. @default 30m */
  readonly at?: string;
  /** Time between two samples, and between two looks at the rules. @default 1m */
  readonly every?: string;
}

const BACKEND = { ...RELEASE, job: 'backend', pod: 'backend-1' };
const TLS = { exported_namespace: 'chatbot-dev', name: 'todo-tls' };
const AGENT = { ...NAMESPACE, pod: 'agent-1', container: 'agent' };

/** One case for each alert. */
export const CASES: Readonly<Record<string, AlertCase>> = {
  TodoDeploymentDown: {
    fires: deployment(2, 0),
    silent: deployment(2, 1),
    labels: { ...NAMESPACE, deployment: 'backend' },
  },
  TodoReplicasMissing: {
    fires: deployment(2, 1),
    silent: deployment(2, 2),
    labels: { ...NAMESPACE, deployment: 'backend' },
    value: '1',
  },
  TodoTargetDown: { fires: [up('backend', 0)], silent: [up('backend', 1)], labels: BACKEND },
  TodoMetricsMissing: {
    fires: [up('frontend', 1)],
    silent: [up('frontend', 0), up('backend', 1)],
    labels: { ...RELEASE, job: 'backend' },
  },
  TodoDatabaseDown: { fires: database(0), silent: database(1), labels: { ...NAMESPACE, statefulset: 'database' } },
  TodoDatabaseUnreachable: {
    fires: [up('backend', 1), theirs('kube_pod_status_ready', { pod: 'backend-1', condition: 'true' }, steady(0))],
    silent: [
      up('backend', 1),
      theirs('kube_pod_status_ready', { pod: 'backend-1', condition: 'true' }, steady(1)),
      theirs('kube_pod_status_ready', { pod: 'agent-1', condition: 'true' }, steady(0)),
    ],
    labels: BACKEND,
  },
  TodoDatabaseSlotsWaiting: {
    fires: [ours('todo_database_slots_waiting', { job: 'backend', pod: 'backend-1' }, steady(3))],
    silent: [
      ours(
        'todo_database_slots_waiting',
        { job: 'backend', pod: 'backend-1' },
        '3x3 0 3x3 0 3x3 0 3x3 0 3x3 0 3x3 0 3x3 0 3x3 0',
      ),
    ],
    labels: BACKEND,
    value: '3',
  },
  TodoErrorBudgetBurnsFast: {
    fires: requests('frontend', 20),
    silent: requests('frontend', 2),
    labels: { ...RELEASE, job: 'frontend' },
    value: '20%',
    at: '90m',
  },
  TodoErrorBudgetBurnsSlowly: {
    fires: requests('backend', 2),
    silent: requests('backend', 0),
    labels: { ...RELEASE, job: 'backend' },
    value: '2%',
    at: '30h',
    every: '10m',
  },
  TodoErrors: {
    fires: requests('mcp', 10),
    silent: requests('mcp', 4),
    labels: { ...RELEASE, job: 'mcp' },
    value: '10%',
  },
  TodoSlow: {
    fires: durations(
      'http_request_duration_seconds',
      { job: 'backend', route: '/api/tasks' },
      ['1', '2.5', '+Inf'],
      '2.5',
    ),
    silent: durations(
      'http_request_duration_seconds',
      { job: 'backend', route: '/api/tasks' },
      ['1', '2.5', '+Inf'],
      '1',
    ),
    labels: { ...RELEASE, job: 'backend' },
    value: '2.425s',
  },
  TodoChatFails: {
    fires: [
      ours('todo_chat_turns_total', { outcome: 'done' }, growing(4)),
      ours('todo_chat_turns_total', { outcome: 'model_unavailable' }, growing(1)),
    ],
    silent: [
      ours('todo_chat_turns_total', { outcome: 'done' }, growing(4)),
      ours('todo_chat_turns_total', { outcome: 'waiting' }, growing(9)),
    ],
    labels: RELEASE,
    value: '20%',
  },
  TodoModelFails: {
    fires: [
      ours('todo_model_errors_total', { code: 'model_unavailable' }, growing(1)),
      ours('todo_model_turn_seconds_count', {}, growing(4)),
    ],
    silent: [
      ours('todo_model_errors_total', { code: 'stopped' }, growing(1)),
      ours('todo_model_turn_seconds_count', {}, growing(4)),
    ],
    labels: RELEASE,
    value: '25%',
  },
  TodoModelSlow: {
    fires: durations('todo_model_first_token_seconds', {}, ['10', '30', '+Inf'], '30'),
    silent: durations('todo_model_first_token_seconds', {}, ['10', '30', '+Inf'], '10'),
    labels: RELEASE,
    value: '29s',
  },
  TodoToolsFail: {
    fires: [
      ours('todo_tool_calls_total', { tool: 'add_task', ok: 'false' }, growing(2)),
      ours('todo_tool_calls_total', { tool: 'add_task', ok: 'true' }, growing(2)),
    ],
    silent: [
      ours('todo_tool_calls_total', { tool: 'add_task', ok: 'false' }, growing(1)),
      ours('todo_tool_calls_total', { tool: 'add_task', ok: 'true' }, growing(4)),
    ],
    labels: RELEASE,
    value: '50%',
    at: '1h',
  },
  TodoAgentFull: {
    fires: [ours('todo_agent_runs_running', { pod: 'agent-1' }, steady(60))],
    silent: [ours('todo_agent_runs_running', { pod: 'agent-1' }, steady(57))],
    labels: { ...RELEASE, pod: 'agent-1' },
    value: '60',
  },
  TodoRunsStuck: {
    fires: [
      ours('todo_runs_running', { pod: 'backend-1' }, steady(2)),
      ours('todo_chat_turns_total', { outcome: 'done' }, steady(7)),
    ],
    silent: [
      ours('todo_runs_running', { pod: 'backend-1' }, steady(2)),
      ours('todo_chat_turns_total', { outcome: 'done' }, growing(1)),
    ],
    labels: RELEASE,
    at: '50m',
  },
  TodoLoginsRefused: {
    fires: [ours('todo_rate_limited_total', { limit: 'login' }, growing(10))],
    silent: [ours('todo_rate_limited_total', { limit: 'writes' }, growing(10))],
    labels: { ...RELEASE, limit: 'login' },
    value: '150',
  },
  TodoRequestsRefused: {
    fires: [ours('todo_rate_limited_total', { limit: 'chat' }, growing(60))],
    silent: [ours('todo_rate_limited_total', { limit: 'chat' }, growing(6))],
    labels: { ...RELEASE, limit: 'chat' },
    value: '1',
    at: '1h',
  },
  TodoRestarts: { fires: restarting('0+1x60'), silent: restarting('0x10 1x60'), labels: AGENT, value: '30', at: '45m' },
  TodoOutOfMemory: {
    fires: [memory, ...restarting('0x10 1x60')],
    silent: [memory, ...restarting('1x100')],
    labels: { ...AGENT, reason: 'OOMKilled' },
  },
  TodoScaledToTheLimit: {
    fires: scaled(6),
    silent: scaled(5),
    labels: { ...NAMESPACE, horizontalpodautoscaler: 'backend' },
    value: '6',
    at: '1h',
  },
  TodoBackupOld: {
    fires: cronjob('backup', undefined),
    silent: cronjob('backup', 3600 * 10),
    labels: { ...NAMESPACE, cronjob: 'backup' },
    value: '1d 6h 0m 0s',
    at: '30h',
    every: '10m',
  },
  TodoBackupFailed: {
    fires: job('backup-29384', 'true'),
    silent: [...job('backup-29384', 'false'), ...job('restore-drill-1', 'true')],
    labels: { ...NAMESPACE, condition: 'true', job_name: 'backup-29384' },
  },
  TodoRestoreDrillFailed: {
    fires: job('restore-drill-29384', 'true'),
    silent: [...job('restore-drill-29384', 'false'), ...job('backup-1', 'true')],
    labels: { ...NAMESPACE, condition: 'true', job_name: 'restore-drill-29384' },
  },
  TodoRestoreDrillOld: {
    fires: cronjob('restore-drill', 3600),
    silent: cronjob('restore-drill', 3600 * 10),
    labels: { ...NAMESPACE, cronjob: 'restore-drill' },
    value: '8d 4h 0m 0s',
    at: '197h',
    every: '1h',
  },
  TodoJobFailed: {
    fires: job('create-secrets-1', 'true'),
    silent: job('backup-1', 'true'),
    labels: { ...NAMESPACE, condition: 'true', job_name: 'create-secrets-1' },
  },
  TodoVolumeNearlyFull: {
    fires: volume(15),
    silent: volume(25),
    labels: { ...NAMESPACE, persistentvolumeclaim: 'data-database-0' },
    value: '85%',
  },
  TodoVolumeFull: {
    fires: volume(2),
    silent: volume(6),
    labels: { ...NAMESPACE, persistentvolumeclaim: 'data-database-0' },
    value: '98%',
  },
  TodoCertificateExpires: {
    fires: [certificate('expiration_timestamp_seconds', 'exported_namespace', {}, 86400 * 10)],
    silent: [certificate('expiration_timestamp_seconds', 'namespace', {}, 86400 * 20)],
    labels: TLS,
    value: '9d 22h 0m 0s',
    at: '2h',
  },
  TodoCertificateNotReady: {
    fires: [certificate('ready_status', 'exported_namespace', { condition: 'True' }, 0)],
    silent: [certificate('ready_status', 'exported_namespace', { condition: 'True' }, 1)],
    labels: { ...TLS, condition: 'True' },
  },
  ...POSTGRES_CASES,
};
