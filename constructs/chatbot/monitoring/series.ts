import { CLUSTER_METRICS } from './cluster-metrics';
import { PROGRAM_METRICS } from './program-metrics';

type ProgramMetrics = typeof PROGRAM_METRICS;
type ClusterMetrics = typeof CLUSTER_METRICS;
/** What Prometheus adds to each sample of a target. */
type TargetLabel = 'job' | 'pod';

type SeriesOf<M> = {
  [K in keyof M & string]: M[K] extends { type: 'histogram' } ? `${K}_${'bucket' | 'sum' | 'count'}` : K;
}[keyof M & string];
type MetricOf<M, S extends string> = S extends keyof M
  ? M[S]
  : S extends `${infer K}_${'bucket' | 'sum' | 'count'}`
    ? K extends keyof M
      ? M[K]
      : never
    : never;
type LabelsOf<I> = I extends { labels: readonly (infer L extends string)[] } ? L : never;

/** A literal text, an anchored pattern, or that it is not like one of them. */
export type Matcher = string | RegExp | { readonly not: string | RegExp };
type Matchers<L extends string> = Readonly<Partial<Record<L, Matcher>>>;

/** A series of the programs, of the release that rules and dashboards are about. */
export function program<S extends SeriesOf<ProgramMetrics>>(
  name: S,
  matchers?: Matchers<LabelsOf<MetricOf<ProgramMetrics, S>> | TargetLabel>,
): string {
  return selector(name, { ...RELEASE, ...matchers });
}

/** A series of others, of the namespace. */
export function cluster<S extends SeriesOf<ClusterMetrics>>(
  name: S,
  matchers?: Matchers<LabelsOf<MetricOf<ClusterMetrics, S>>>,
): string {
  return selector(name, { ...NAMESPACE, ...matchers });
}

/** A series of cert-manager, which names the namespace of a certificate by one label or, told to honour labels, by the other. */
export function certificate<S extends SeriesOf<ClusterMetrics> & `certmanager_${string}`>(
  name: S,
  matchers?: Matchers<LabelsOf<MetricOf<ClusterMetrics, S>>>,
): string {
  const { namespace } = NAMESPACE;
  return `(${selector(name, { exported_namespace: namespace, ...matchers })} or ${selector(name, { namespace, ...matchers })})`;
}

/** A metric that a recording of ours stores, of the release. */
export function recorded(name: `todo:${string}`, matchers?: Matchers<TargetLabel>): string {
  return selector(name, { ...RELEASE, ...matchers });
}

/** When the last backup by CloudNativePG was, above 0: its plugin's where there is one, else that of snapshots, which is old then. */
export const clusterBackups = () =>
  `(${cluster('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp')} > 0 or ${cluster('cnpg_collector_last_available_backup_timestamp')} > 0)`;

// Placeholders of the rules and variables of the dashboards alike.
const NAMESPACE = { namespace: '$namespace' };
const RELEASE = { ...NAMESPACE, release: '$release' };

function selector(name: string, matchers: Matchers<string>): string {
  const conditions = Object.entries(matchers).map(([label, matcher]) => `${label}${condition(matcher!)}`);
  return `${name}{${conditions.join(',')}}`;
}

function condition(matcher: Matcher): string {
  const [no, wanted] = typeof matcher === 'object' && 'not' in matcher ? ['!', matcher.not] : ['', matcher];
  if (typeof wanted !== 'string') return `${no || '='}~${quoted(wanted.source.replaceAll('\\/', '/'))}`;
  return `${no}=${quoted(wanted)}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
