import { AlertRules, GrafanaDashboards, LABEL_VALUE, Monitor, labelValues } from '../platform';
import { type HelmChart, onlyWhen } from '../synth';
import { type HandleOf, and, boolean, integer, number, release, section, string, text } from '../values';
import type { Component } from './component';
import type { DatabaseComponent } from './database';
import type { TodoGlobals } from './globals';
import { ALERTS, CHAT_DASHBOARD, DATABASE_DASHBOARD, OVERVIEW_DASHBOARD, RECORDINGS } from './monitoring';
import type { agentValues } from './todo-agent';

/** When alerts are told, as far as people differ about it. */
const thresholds = section('When alerts are told', {
  errorBudgetPercent: number({
    description: 'Percent of the requests that may fail in a month; told when it is used up too fast',
    default: 0.5,
    minimum: 0.01,
    maximum: 5,
  }),
  latencySeconds: number({
    description: 'Seconds in which 95 % of the answers of the backend begin',
    default: 1,
    minimum: 0.05,
    maximum: 10,
  }),
  firstTokenSeconds: number({
    description: 'Seconds in which 95 % of the turns of the model have their first word',
    default: 10,
    minimum: 0.1,
    maximum: 60,
  }),
  backupAgeHours: integer({ description: 'Hours since the last backup', default: 26, minimum: 1, maximum: 8760 }),
  restoreDrillAgeHours: integer({
    description: 'Hours since the last restore drill',
    default: 192,
    minimum: 1,
    maximum: 8760,
  }),
  certificateDays: integer({
    description: 'Days until the certificate expires',
    default: 14,
    minimum: 1,
    maximum: 90,
  }),
  volumePercent: integer({ description: 'Percent of a volume in use', default: 80, minimum: 10, maximum: 95 }),
});

/** How the Todo Chatbot is watched, where `global.monitoring` is on. */
export const monitoringValues = section('Monitors, alerts and dashboards, where global.monitoring is on', {
  interval: string({
    description: 'How often Prometheus reads the metrics',
    default: '30s',
    pattern: '^[1-9][0-9]{0,3}(s|m)$',
    expected: 'seconds or minutes, such as 30s',
  }),
  labels: labelValues('More labels of monitors and rules, by which Prometheus finds them'),
  runbookUrl: string({
    description: 'Page that alerts lead to: where docs/runbook.md is to be read; its section is added',
    default: 'https://runbooks.example.com/todo-chatbot',
    pattern: '^https?://[-A-Za-z0-9._~:/?&=%+@]+$',
    expected: 'a URL without #',
  }),
  thresholds,
  dashboards: section('Dashboards of Grafana, as a ConfigMap', {
    enabled: boolean({ description: 'Whether they are there', default: true }),
    label: string({
      description: "Label by which Grafana's sidecar finds them",
      default: 'grafana_dashboard',
      pattern: '^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
      maxLength: 63,
      expected: 'a name such as grafana_dashboard',
    }),
    labelValue: string({ description: 'Value of the label', default: '1', ...LABEL_VALUE }),
    folder: string({ description: 'Folder of Grafana in which they appear', default: 'Todo Chatbot' }),
  }),
});

/** What is watched. */
interface Watched {
  readonly global: TodoGlobals;
  readonly frontend: Component;
  readonly backend: Component;
  readonly agent: Component<typeof agentValues>;
  readonly mcp: Component;
  readonly model: Component;
  readonly database: DatabaseComponent;
}

/** Lets Prometheus read what the programs measure, tells when something is wrong, and shows it. */
export function addMonitoring(stack: HelmChart & Watched, values: HandleOf<typeof monitoringValues>): void {
  const { enabled, namespace } = stack.global.monitoring;
  const { interval, labels, runbookUrl, thresholds: limits, dashboards } = values;
  const services = [stack.frontend, stack.backend, stack.agent, stack.mcp, stack.model].map(({ service }) => service);
  const clusters = [stack.database.cluster];
  new Monitor(stack, 'monitor', { services, clusters, prometheusNamespace: namespace, enabled, interval, labels });
  const placeholders = {
    namespace: release.namespace,
    release: release.name,
    maxRuns: text(stack.agent.own.runs.maxConcurrent),
    errorBudgetPercent: text(limits.errorBudgetPercent),
    latencySeconds: text(limits.latencySeconds),
    firstTokenSeconds: text(limits.firstTokenSeconds),
    backupAgeHours: text(limits.backupAgeHours),
    restoreDrillAgeHours: text(limits.restoreDrillAgeHours),
    certificateDays: text(limits.certificateDays),
    volumePercent: text(limits.volumePercent),
  };
  const rules = { recordings: RECORDINGS, alerts: ALERTS, placeholders, runbookUrl, labels };
  onlyWhen(enabled, new AlertRules(stack, 'rules', rules));
  onlyWhen(
    and(enabled, dashboards.enabled),
    new GrafanaDashboards(stack, 'dashboards', {
      dashboards: [OVERVIEW_DASHBOARD, CHAT_DASHBOARD, DATABASE_DASHBOARD],
      labels: { [dashboards.label]: dashboards.labelValue },
      folder: dashboards.folder,
    }),
  );
}
