import { customResource } from './custom-resource';
import { type LabelSelector, labelSelector } from './parts/references';
import { type Scrape, inTime, metricLabel, metricName, prometheusDuration, scrape } from './parts/scrape';
import { atMostOne } from './shape/rules';
import { type OptionalFields, type Shape, flag, integer, keyed, list, map, object } from './shape/shape';
import { anyText, labelName, someText } from './shape/words';

export type { Relabeling, Scrape } from './parts/scrape';
export type { KeyReference, LabelRequirement, LabelSelector, SecretOrConfigMap } from './parts/references';

// Source: the Prometheus operator's API reference and Prometheus' configuration page.

/** Metrics of the pods behind a Service. */
export interface ServiceEndpoint extends Scrape {
  /** Name of the Service's port. */
  readonly port: string;
}

/** Metrics of pods: by the port's name or its number. */
export type PodEndpoint = NamedPodEndpoint | NumberedPodEndpoint;
export interface NamedPodEndpoint extends Scrape {
  /** Name of the container's port. */
  readonly port: string;
  readonly portNumber?: never;
}
export interface NumberedPodEndpoint extends Scrape {
  /** Number of the container's port, 1 to 65535. */
  readonly portNumber: number;
  readonly port?: never;
}

/** Where targets are looked for: everywhere or in some namespaces. */
export interface NamespaceSelector {
  /** @default false */
  readonly any?: boolean;
  /** @default - the monitor's own namespace */
  readonly matchNames?: readonly string[];
}

/** What both kinds of monitors have. */
export interface MonitorSpec {
  readonly selector: LabelSelector;
  /** @default - the monitor's own namespace */
  readonly namespaceSelector?: NamespaceSelector;
  /** Label of the Service or pod whose value becomes `job`. @default - the Service's or the monitor's name */
  readonly jobLabel?: string;
  /** Labels of the pod that become the samples'. @default - none */
  readonly podTargetLabels?: readonly string[];
  /** Samples of one scrape at most; more fail it. 0: no bound. @default 0 */
  readonly sampleLimit?: number;
}

export interface ServiceMonitorSpec extends MonitorSpec {
  readonly endpoints: readonly ServiceEndpoint[];
  /** Labels of the Service that become the samples'. @default - none */
  readonly targetLabels?: readonly string[];
}

export interface PodMonitorSpec extends MonitorSpec {
  readonly podMetricsEndpoints: readonly PodEndpoint[];
}

/** A rule that tells somebody. Literal `{{ $labels.pod }}` in annotations reaches Prometheus unchanged. */
export interface AlertingRule {
  readonly alert: string;
  /** PromQL; each series of its result is an alert. */
  readonly expr: string;
  /** How long it must hold before it is told. @default 0s */
  readonly for?: string;
  /** How long it stays when the expression holds no longer. @default 0s */
  readonly keep_firing_for?: string;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly record?: never;
}

/** A rule that stores an expression's result as a metric. */
export interface RecordingRule {
  /** Name of the metric, e.g. `job:http_requests:rate5m`. */
  readonly record: string;
  /** PromQL. */
  readonly expr: string;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  readonly alert?: never;
}

/** Rules that are evaluated one after the other. */
export interface RuleGroup {
  /** One of its own in this object. */
  readonly name: string;
  /** @default - Prometheus' own, usually 30s */
  readonly interval?: string;
  readonly rules: readonly (AlertingRule | RecordingRule)[];
}

export interface PrometheusRuleSpec {
  readonly groups: readonly RuleGroup[];
}

const metricLabels = map(metricLabel, anyText);

const monitor: OptionalFields<MonitorSpec> = {
  namespaceSelector: object<NamespaceSelector>(
    {},
    { any: flag, matchNames: list(labelName) },
    atMostOne('any', 'matchNames'),
  ),
  jobLabel: someText,
  podTargetLabels: list(someText),
  sampleLimit: integer(0),
};

const serviceMonitor = object<ServiceMonitorSpec>(
  {
    selector: labelSelector,
    endpoints: list(object<ServiceEndpoint>({ port: someText }, scrape, inTime), { minItems: 1 }),
  },
  { ...monitor, targetLabels: list(someText) },
);
const podEndpoint: Shape<PodEndpoint> = keyed({
  port: object<NamedPodEndpoint>({ port: someText }, scrape, inTime),
  portNumber: object<NumberedPodEndpoint>({ portNumber: integer(1, 65535) }, scrape, inTime),
});
const podMonitor = object<PodMonitorSpec>(
  { selector: labelSelector, podMetricsEndpoints: list(podEndpoint, { minItems: 1 }) },
  monitor,
);

const rule: Shape<AlertingRule | RecordingRule> = keyed({
  alert: object<AlertingRule>(
    { alert: someText, expr: someText },
    { for: prometheusDuration, keep_firing_for: prometheusDuration, labels: metricLabels, annotations: metricLabels },
  ),
  record: object<RecordingRule>({ record: metricName, expr: someText }, { labels: metricLabels }),
});
const group = object<RuleGroup>(
  { name: someText, rules: list(rule, { minItems: 1 }) },
  { interval: prometheusDuration },
);

const API = 'monitoring.coreos.com/v1';

/** `monitoring.coreos.com/v1` ServiceMonitor: Prometheus asks the pods behind Services for metrics. */
export class ServiceMonitor extends customResource(API, 'ServiceMonitor', serviceMonitor) {}
/** `monitoring.coreos.com/v1` PodMonitor: Prometheus asks pods for metrics that no Service leads to. */
export class PodMonitor extends customResource(API, 'PodMonitor', podMonitor) {}
/** `monitoring.coreos.com/v1` PrometheusRule: alerts and stored expressions. */
export class PrometheusRule extends customResource(
  API,
  'PrometheusRule',
  object<PrometheusRuleSpec>({ groups: list(group, { minItems: 1, unique: 'name' }) }, {}),
) {}
