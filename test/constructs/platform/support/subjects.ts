import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import * as library from '../../../../constructs';
import { POSTGRES, POSTGRES_CLUSTER, DATABASE_BACKUP } from '../../../../constructs/platform/shapes/databases';
import { EDGE_CERTIFICATE, GATEWAY_EDGE, INGRESS_EDGE } from '../../../../constructs/platform/shapes/edge';
import { HELM_TEST } from '../../../../constructs/platform/shapes/helm-test';
import { MONITOR } from '../../../../constructs/platform/shapes/monitor';
import { ALERT_RULES, GRAFANA_DASHBOARDS } from '../../../../constructs/platform/shapes/monitoring';
import { CONTAINER_BOUNDS, KEPT_CLAIM, NAMESPACE_QUOTA } from '../../../../constructs/platform/shapes/namespace';
import { OLLAMA } from '../../../../constructs/platform/shapes/ollama';
import { EXTERNAL_SECRETS, GENERATED_SECRETS } from '../../../../constructs/platform/shapes/secrets';
import { BATCH_JOB, SCHEDULED_JOB, WEB_SERVICE } from '../../../../constructs/platform/shapes/workloads';
import type { AnyShape } from '../../../../imports/shape/shape';
import { Wanted } from '../../../imports/support/forms';

const { BatchJob, Database, HelmChart, PostgresCluster, SynthesizedChart, WebService } = library;

/** Where a construct may stand: under stock cdk8s, and in a chart with values. */
export type Host = 'Chart' | 'HelmChart';

/** A public construct, and what its props may hold. */
export interface Subject {
  readonly shape: AnyShape;
  /** @default - both */
  readonly hosts?: readonly Host[];
  /** What has to be there beside what is required. @default - nothing */
  readonly least?: object;
  /** Whether its objects are named after its id, unless it is told otherwise. @default false */
  readonly isNamedById?: boolean;
}

export const SUBJECTS: Readonly<Record<string, Subject>> = {
  AlertRules: { shape: ALERT_RULES },
  BatchJob: { shape: BATCH_JOB, isNamedById: true },
  ContainerBounds: { shape: CONTAINER_BOUNDS, isNamedById: true },
  DatabaseBackup: { shape: DATABASE_BACKUP, least: { volume: { size: '1Gi' } }, isNamedById: true },
  EdgeCertificate: { shape: EDGE_CERTIFICATE },
  ExternalSecrets: { shape: EXTERNAL_SECRETS },
  GatewayEdge: { shape: GATEWAY_EDGE },
  // Names that come from the release.
  GeneratedSecrets: { shape: GENERATED_SECRETS, hosts: ['HelmChart'], isNamedById: true },
  GrafanaDashboards: { shape: GRAFANA_DASHBOARDS },
  // Only Helm runs tests.
  HelmTest: { shape: HELM_TEST, hosts: ['HelmChart'], isNamedById: true },
  IngressEdge: { shape: INGRESS_EDGE },
  KeptClaim: { shape: KEPT_CLAIM },
  Monitor: { shape: MONITOR },
  NamespaceQuota: { shape: NAMESPACE_QUOTA, isNamedById: true },
  Ollama: { shape: OLLAMA, isNamedById: true },
  PostgresCluster: { shape: POSTGRES_CLUSTER, isNamedById: true },
  PostgresDatabase: { shape: POSTGRES, isNamedById: true },
  ScheduledJob: { shape: SCHEDULED_JOB, isNamedById: true },
  WebService: { shape: WEB_SERVICE, isNamedById: true },
};

const amounts = { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' };
const program = { image: 'example/bot:1.0.0', resources: { requests: amounts, limits: amounts } };
const password = { secretName: 'database', key: 'password' };
const access = { database: 'bot', user: 'bot', password, storage: '1Gi' };

/** What constructs ask for that others have made. */
const MADE: Readonly<Record<string, (chart: Chart, id: string) => unknown>> = {
  'a Database': () => Database.external({ host: 'db.example.com', name: 'bot', user: 'bot', password }),
  'a Job of the same chart': (chart, id) => new BatchJob(chart, id, program),
  'a PostgresCluster': (chart, id) => new PostgresCluster(chart, id, { ...program, ...access }),
  'a WebService': (chart, id) => new WebService(chart, id, { ...program, port: 8000 }),
};

/** The same with all that is wanted in it made. */
function made(form: unknown, chart: Chart): unknown {
  if (form instanceof Wanted) {
    const make = MADE[form.shape.expected];
    if (!make) throw new Error(`say how to make ${form.shape.expected}`);
    return make(chart, `made-${chart.node.children.length}`);
  }
  if (Array.isArray(form)) return form.map((one: unknown) => made(one, chart));
  if (typeof form !== 'object' || form === null || form instanceof Date) return form;
  return Object.fromEntries(Object.entries(form).map(([key, one]) => [key, made(one, chart)]));
}

const makeChart = {
  Chart: () => new Chart(new App(), 'shop', { namespace: 'shop' }),
  HelmChart: () => new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop' }),
};

function objectsOf(chart: Chart): object[] {
  if (!HelmChart.isHelmChart(chart)) return chart.toJson() as object[];
  // What only Helm makes is looked at, too.
  for (const one of chart.node.findAll()) if (library.Manifest.isManifest(one)) Object.assign(one, { output: 'both' });
  const synthesized = new SynthesizedChart(chart);
  synthesized.chartFiles();
  return synthesized.plain({ environment: 'dev', values: {} }).map(({ json }) => json);
}

type AnyClass = new (scope: Construct, id: string, props: never) => Construct;

/** The objects, or what is said against the props. */
export function outcome(
  name: string,
  host: Host,
  id: string,
  props: unknown,
): { objects: object[] } | { error: unknown } {
  const AnyConstruct = (library as unknown as Readonly<Record<string, AnyClass>>)[name]!;
  try {
    const chart = makeChart[host]();
    new AnyConstruct(chart, id, made(props, chart) as never);
    return { objects: objectsOf(chart) };
  } catch (error) {
    return { error };
  }
}
