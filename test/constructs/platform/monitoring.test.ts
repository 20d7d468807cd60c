import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  type Alert,
  AlertRules,
  ChatbotError,
  type Dashboard,
  GrafanaDashboards,
  Monitor,
  PostgresCluster,
  WebService,
  dashboardJson,
} from '../../../constructs';
import { describeWithDefinitions } from '../../imports/support/kubeconform';

const amounts = { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' };
const resources = { requests: amounts, limits: amounts };
const labels = { release: 'kube-prometheus-stack' };

interface Tree {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: object; readonly annotations?: object };
  readonly spec: object;
  readonly data: Readonly<Record<string, string>>;
}

/** The objects that stock cdk8s makes. */
function objectsOf(build: (chart: Chart) => void): Tree[] {
  const chart = new Chart(new App(), 'bot');
  build(chart);
  return chart.toJson() as Tree[];
}

const ofKind = (objects: readonly Tree[], kind: string) => objects.filter((object) => object.kind === kind);

function services(chart: Construct): [WebService, WebService] {
  const props = { image: 'example/bot:1.0.0', port: 8000, resources };
  return [new WebService(chart, 'api', props), new WebService(chart, 'web', { ...props, metricsPort: 9464 })];
}

const down: Alert = {
  alert: 'Down',
  expr: 'up{namespace="$namespace"} == 0',
  for: '5m',
  severity: 'critical',
  summary: '{{ $labels.pod }} is down',
  description: 'It answers no question of Prometheus, {{ $value }}.',
  runbook: 'down',
};
const runbookUrl = 'https://example.com/runbook';
const panel = {
  title: 'Up',
  description: 'Whether it is up.',
  unit: 'short',
  queries: [{ expr: 'up', legend: '{{job}}' }],
};
const overview: Dashboard = {
  uid: 'bot',
  title: 'Bot',
  description: 'How it is',
  releasesOf: 'up',
  rows: [
    { title: 'One', panels: [panel, { ...panel, kind: 'stat' }] },
    { title: 'Two', panels: [panel, panel, { ...panel, stacked: true, limits: { warning: 1, critical: 2 } }] },
  ],
};

describe('Monitor with literals under stock cdk8s', () => {
  const build = (chart: Chart) =>
    new Monitor(chart, 'monitor', {
      services: services(chart),
      prometheusNamespace: 'observe',
      interval: '15s',
      labels,
    });

  test('reads a Service where that has the metrics, and the pods where a port of theirs has', () => {
    const objects = objectsOf(build);
    const [service] = ofKind(objects, 'ServiceMonitor');
    const [pod] = ofKind(objects, 'PodMonitor');
    expect(service!.spec).toMatchObject({
      selector: { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: ['api'] }] },
      endpoints: [{ port: 'http', interval: '15s' }],
    });
    expect(pod!.spec).toMatchObject({
      selector: { matchExpressions: [{ values: ['web'] }] },
      podMetricsEndpoints: [{ port: 'metrics', interval: '15s' }],
    });
    for (const { metadata } of [service!, pod!]) expect(metadata.labels).toMatchObject(labels);
  });

  test('opens the port of the metrics to the namespace of Prometheus, and no other', () => {
    const policies = ofKind(objectsOf(build), 'NetworkPolicy');
    const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observe' } } }];
    const ingress = policies.map(({ metadata, spec }) => [metadata.name, (spec as { ingress: unknown }).ingress]);
    expect(Object.fromEntries(ingress)).toEqual({
      api: [{ from, ports: [{ port: 8000, protocol: 'TCP' }] }],
      web: [{ from, ports: [{ port: 9464, protocol: 'TCP' }] }],
    });
  });

  test('reads the instances of a PostgreSQL cluster, through their policy', () => {
    const objects = objectsOf((chart) => {
      const password = { secretName: 'database', key: 'password' };
      const settings = { image: 'pg:16.1', database: 'bot', user: 'bot', password, storage: '1Gi', resources };
      const clusters = [new PostgresCluster(chart, 'database', settings)];
      new Monitor(chart, 'monitor', { services: [], clusters, prometheusNamespace: 'observe' });
    });
    const [monitor] = ofKind(objects, 'PodMonitor');
    expect(monitor).toMatchObject({
      metadata: { name: 'database' },
      spec: {
        selector: { matchLabels: { 'cnpg.io/cluster': 'database' } },
        podMetricsEndpoints: [
          {
            port: 'metrics',
            relabelings: [
              { targetLabel: 'job', replacement: 'database' },
              { targetLabel: 'release', replacement: 'bot' },
            ],
          },
        ],
      },
    });
    const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observe' } } }];
    const [policy] = ofKind(objects, 'NetworkPolicy') as unknown as { spec: { ingress: object[] } }[];
    expect(policy!.spec.ingress).toContainEqual({ from, ports: [{ port: 9187, protocol: 'TCP' }] });
  });

  test('is nothing at all when it is off', () => {
    const off = objectsOf(
      (chart) =>
        new Monitor(chart, 'monitor', { services: services(chart), prometheusNamespace: 'observe', enabled: false }),
    );
    expect(off).toEqual(objectsOf(services));
  });

  test('without a service it is refused', () => {
    const empty = { services: [], prometheusNamespace: 'observe' };
    expect(() => objectsOf((chart) => new Monitor(chart, 'monitor', empty))).toThrow(/^bot\/monitor: .* name one/);
  });
});

describe('AlertRules with literals under stock cdk8s', () => {
  const rulesOf = (props: object) =>
    objectsOf(
      (chart) =>
        new AlertRules(chart, 'rules', { alerts: [down], runbookUrl, placeholders: { namespace: 'x' }, ...props }),
    )[0]!;

  test('fill in placeholders in expressions, and leave the templates of annotations alone', () => {
    const recordings = [{ record: 'job:up:sum', expr: 'sum by (job) (up{namespace="$namespace"})' }];
    expect(rulesOf({ recordings, labels })).toMatchObject({
      kind: 'PrometheusRule',
      metadata: { name: 'bot', labels },
      spec: {
        groups: [
          {
            rules: [
              { record: 'job:up:sum', expr: 'sum by (job) (up{namespace="x"})' },
              {
                alert: 'Down',
                expr: 'up{namespace="x"} == 0',
                for: '5m',
                labels: { severity: 'critical' },
                annotations: { summary: '{{ $labels.pod }} is down', runbook_url: `${runbookUrl}#down` },
              },
            ],
          },
        ],
      },
    });
  });

  test.each([
    [{ placeholders: {} }, /placeholder \$namespace; say/],
    [{ placeholders: { namespace: 'x', release: 'y' } }, /no expression has the placeholder \$release/],
    [
      { alerts: [down, { ...down, alert: 'Up', expr: '$name' }], placeholders: { namespace: 'x', name: 'y' } },
      /\$name begins \$namespace/,
    ],
  ])('%j is refused', (props, message) => {
    expect(() => rulesOf(props)).toThrow(ChatbotError);
    expect(() => rulesOf(props)).toThrow(message);
  });
});

describe('GrafanaDashboards with literals under stock cdk8s', () => {
  const found = { grafana_dashboard: '1' };

  test('are files of a ConfigMap that the sidecar finds', () => {
    const [map] = objectsOf(
      (chart) => new GrafanaDashboards(chart, 'd', { dashboards: [overview], labels: found, folder: 'Bots' }),
    );
    expect(map).toMatchObject({ metadata: { name: 'bot-dashboards', labels: found } });
    expect(map!.metadata.annotations).toEqual({ grafana_folder: 'Bots' });
    expect(map!.data).toEqual({ 'bot.json': dashboardJson(overview) });
  });

  test('panels stand side by side, row under row, without a gap or an overlap', () => {
    const { panels } = JSON.parse(dashboardJson(overview)) as {
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos }) => gridPos.x + gridPos.w))).toBe(24);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  test.each([
    [[], /dashboards: expected 1 item or more/],
    [[overview, overview], /two items have the uid "bot"/],
    [[{ ...overview, uid: 'Bot 1' }], /dashboards\[0\].uid: expected at most 40/],
    [
      [{ ...overview, rows: [{ title: 'Empty', panels: [] }] }],
      /dashboards\[0\].rows\[0\].panels: expected 1 item or more/,
    ],
  ])('%#: what does not fit is refused', (dashboards, message) => {
    expect(() => objectsOf((chart) => new GrafanaDashboards(chart, 'd', { dashboards, labels: found }))).toThrow(
      message,
    );
  });
});

describeWithDefinitions('the custom resources', (validate) => {
  test('are what the Prometheus operator takes', () => {
    const objects = objectsOf((chart) => {
      new Monitor(chart, 'monitor', {
        services: services(chart),
        prometheusNamespace: 'observe',
        interval: '1m',
        labels,
      });
      new AlertRules(chart, 'rules', { alerts: [down], runbookUrl, placeholders: { namespace: 'x' } });
    }).filter((object) => (object as { apiVersion?: string }).apiVersion?.startsWith('monitoring.coreos.com/'));
    expect(objects).toHaveLength(3);
    expect(validate(objects)).toEqual([]);
  });
});
