import { readFileSync } from 'node:fs';
import { ALERTS, CLUSTER_METRICS, PROGRAM_METRICS, RECORDINGS, SOURCES } from '../../../constructs/chatbot/monitoring';
import type { AlertingRule, PrometheusRuleSpec } from '../../../imports';
import { describeWithDefinitions } from '../../imports/support/kubeconform';
import { together } from '../support/declared';
import { ofKind } from '../support/objects';
import { environments, plainOf } from '../support/stack';
import { problemsIn, selectorsIn } from './expressions';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit: string } };
  readonly options?: { readonly legend?: { readonly showLegend: boolean } };
}
interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly panels: readonly Panel[];
}

const on = { global: { monitoring: { enabled: true } } };
const KINDS = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'];

const objects = plainOf(on);
const isOurs = ({ kind, metadata }: { kind: string; metadata: { name: string } }) =>
  KINDS.includes(kind) || metadata.name.endsWith('-dashboards');
const rulesOf = (values: object) =>
  (
    ofKind(plainOf(together(on, values as never)), 'PrometheusRule')[0]!.spec as unknown as PrometheusRuleSpec
  ).groups.flatMap(({ rules }) => rules);
const alertNamed = (name: string, values: object = {}) =>
  rulesOf(values).find((rule): rule is AlertingRule => rule.alert === name)!;

const map = objects.find(({ metadata }) => metadata.name.endsWith('-dashboards'))! as unknown as {
  readonly metadata: { readonly labels: object; readonly annotations: object };
  readonly data: Readonly<Record<string, string>>;
};
const dashboards = Object.values(map.data).map((json) => JSON.parse(json) as DashboardModel);
const panels = dashboards.flatMap(({ title, panels: all }) =>
  all.filter(({ type }) => type !== 'row').map((panel) => [`${title}: ${panel.title}`, panel] as const),
);

test('without a word nothing of it is there', () => {
  expect(plainOf({}).filter(isOurs)).toEqual([]);
  expect(
    objects
      .filter(isOurs)
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['ConfigMap', 'PodMonitor', 'PrometheusRule', 'ServiceMonitor']);
});

test('staging and production are watched, and Prometheus of kube-prometheus-stack finds what watches them', () => {
  const watched = environments.filter(({ environment }) => environment !== 'dev');
  expect(watched.length).toBeGreaterThan(1);
  for (const { environment, values } of watched) {
    const custom = plainOf(values, environment).filter(({ kind }) => KINDS.includes(kind));
    expect(custom).toHaveLength(environment === 'prod-cnpg' ? 4 : 3);
    for (const { metadata } of custom) expect(metadata.labels).toMatchObject({ release: 'kube-prometheus-stack' });
  }
});

test('the monitors find each program once', () => {
  const chosen = objects
    .filter(({ kind }) => kind.endsWith('Monitor'))
    .flatMap(({ spec }) => (spec as never as { selector: { matchExpressions: { values: string[] }[] } }).selector)
    .flatMap(({ matchExpressions }) => matchExpressions.flatMap(({ values }) => values));
  expect(chosen.sort()).toEqual(['agent', 'backend', 'frontend', 'mcp', 'model']);
});

test('the instances of CloudNativePG are read where it is the database', () => {
  const cnpg = plainOf(together(on, { global: { database: { mode: 'cnpg' } } }), 'prod');
  const monitors = ofKind(cnpg, 'PodMonitor').filter(({ metadata }) => metadata.name === 'database');
  expect(monitors.map(({ spec }) => spec)).toEqual([
    {
      selector: { matchLabels: { 'cnpg.io/cluster': 'database' } },
      podMetricsEndpoints: [
        {
          port: 'metrics',
          interval: '30s',
          relabelings: [
            { targetLabel: 'job', replacement: 'database' },
            { targetLabel: 'release', replacement: 'todo-chatbot' },
          ],
        },
      ],
    },
  ]);
  const policy = ofKind(cnpg, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'database')!;
  const { ingress } = policy.spec as { ingress: { ports?: { port: number }[]; from: object[] }[] };
  const { from } = ingress.find(({ ports }) => ports?.some(({ port }) => port === 9187))!;
  expect(from).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }]);
  expect(ofKind(objects, 'PodMonitor')).toHaveLength(1);
});

test('thresholds reach the expressions, and the namespace and the release do', () => {
  const thresholds = { latencySeconds: 0.25, volumePercent: 70, errorBudgetPercent: 0.1 };
  const changed = { monitoring: { thresholds } };
  expect(alertNamed('TodoSlow', changed).expr).toMatch(/ > 0\.25$/);
  expect(alertNamed('TodoVolumeNearlyFull', changed).expr).toMatch(/ > 70 \/ 100$/);
  expect(alertNamed('TodoErrorBudgetBurnsFast', changed).expr).toContain('> 14.4 * 0.1 / 100');
  expect(alertNamed('TodoAgentFull', { agent: { runs: { maxConcurrent: 10 } } }).expr).toMatch(/0\.9 \* 10$/);
  for (const { expr } of rulesOf({})) {
    expect(expr).not.toContain('$');
    for (const { labels } of selectorsIn(expr)) expect(labels.join()).toContain('namespace');
    expect(expr).toMatch(/namespace="chatbot-dev"/);
  }
});

test('an alert says how urgent it is, what is wrong in which pod or namespace, and where to read on', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');
  for (const { alert, annotations, labels } of ALERTS.map(({ alert }) => alertNamed(alert))) {
    expect(labels!.severity).toMatch(/^(critical|warning|info)$/);
    expect(annotations!.summary).toContain('{{ $labels.');
    expect(annotations!.description).toMatch(/^[A-Z{].+\.$/);
    const url = alertNamed(alert, { monitoring: { runbookUrl: 'https://wiki/runbook' } }).annotations!.runbook_url;
    expect(url).toBe(`https://wiki/runbook#${alert.toLowerCase()}`);
    expect(runbook).toContain(`\n## ${alert}\n`);
  }
  const sections = [...runbook.matchAll(/^## (Todo\w+)$/gm)].map(([, name]) => name);
  expect(sections.sort()).toEqual(ALERTS.map(({ alert }) => alert).sort());
});

test.each([
  ...RECORDINGS.map((rule) => [rule.record, rule] as const),
  ...ALERTS.map((rule) => [rule.alert, rule] as const),
])('%s reads what somebody exports', (_, { expr }) => expect(problemsIn(expr)).toEqual([]));

test('a metric or label that nobody exports is noticed', () => {
  expect(problemsIn('rate(todo_chat_turn_total{outcome="done"}[5m])')).toEqual(['nobody exports todo_chat_turn_total']);
  expect(problemsIn('todo_chat_turns_total{result="done"}')).toEqual(['todo_chat_turns_total has no label result']);
  expect(problemsIn('todo_model_turn_seconds{job="agent"}')).toEqual(['nobody exports todo_model_turn_seconds']);
  expect(problemsIn('sum by (tool) (todo_runs_running{job="x"})')).toHaveLength(1);
  expect(problemsIn('up{job="x"}', '{{tool}}')).toHaveLength(1);
});

test('every metric of others is used, and its source is named', () => {
  const used = [...RECORDINGS, ...ALERTS, ...panels.flatMap(([, { targets }]) => targets!)].flatMap(({ expr }) =>
    selectorsIn(expr).map(({ name }) => name),
  );
  expect(Object.keys(CLUSTER_METRICS).filter((name) => !used.includes(name))).toEqual([]);
  const sources = Object.values(CLUSTER_METRICS).map(({ source }) => source);
  expect([...new Set(sources)].sort()).toEqual(Object.keys(SOURCES).sort());
});

test('dashboards have variables for the data source, the namespace and the release', () => {
  expect(dashboards).toHaveLength(3);
  for (const { templating, uid } of dashboards) {
    expect(uid).toMatch(/^todo-chatbot-[a-z]+$/);
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'namespace', 'release']);
  }
  expect(map.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
  expect(map.metadata.annotations).toEqual({ grafana_folder: 'Todo Chatbot' });
});

test.each(panels)('%s shows what somebody exports, in a unit, with words', (_, panel) => {
  expect(panel.description).toMatch(/^[A-Z].{20,}\.$/);
  expect(panel.fieldConfig!.defaults.unit).toMatch(/^(s|reqps|ops|percentunit|bytes|short)$/);
  expect(panel.datasource!.uid).toBe('${datasource}');
  if (panel.type === 'timeseries') expect(panel.options!.legend!.showLegend).toBe(true);
  expect(panel.targets!.length).toBeGreaterThan(0);
  for (const { expr, legendFormat } of panel.targets!) {
    expect(legendFormat).not.toBe('');
    expect(problemsIn(expr, legendFormat)).toEqual([]);
    expect(expr).toContain('namespace="$namespace"');
  }
});

test('docs/monitoring.md has the metrics, as they are', () => {
  const page = readFileSync('docs/monitoring.md', 'utf8');
  const row = (cells: readonly string[]) => cells.map((cell) => cell.replaceAll('|', '\\|').trim()).join(' | ');
  const rows = new Set(
    page.split('\n').flatMap((line) =>
      line.startsWith('|')
        ? [
            line
              .split('|')
              .slice(1, -1)
              .map((cell) => cell.trim())
              .join(' | '),
          ]
        : [],
    ),
  );
  const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');
  const programs = Object.entries(PROGRAM_METRICS).map(([name, { type, unit, labels, programs: who, help }]) =>
    row([code([name]), type, unit, code(labels), who.length === 5 ? 'all' : who.join(', '), help]),
  );
  const others = Object.entries(CLUSTER_METRICS).map(([name, { labels, source, unit, help }]) =>
    row([code([name]), source, unit, code(labels), help]),
  );
  expect([...programs, ...others].filter((wanted) => !rows.has(wanted))).toEqual([]);
  for (const url of Object.values(SOURCES)) expect(page).toContain(url);
});

describeWithDefinitions('the Prometheus operator', (validate) => {
  test.each(environments.map((one) => [one.environment, one] as const))('takes the objects of %s', (_, one) => {
    const custom = plainOf(together(one.values, on), one.environment).filter(({ kind }) => KINDS.includes(kind));
    expect(custom).toHaveLength(one.environment === 'prod-cnpg' ? 4 : 3);
    expect(validate(custom)).toEqual([]);
  });
});
