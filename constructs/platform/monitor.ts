import { Construct } from 'constructs';
import { type Relabeling, PodMonitor, ServiceMonitor } from '../../imports/prometheus-operator';
import { conditionOf, onlyWhen } from '../synth';
import { type Condition, ChatbotError, type Dictionary, merge, named } from '../values';
import { identityOf } from './identity';
import type { PostgresCluster } from './postgres-cluster';
import type { WebService } from './web-service';
import { checkProps } from './shapes/program';
import { MONITOR } from './shapes/monitor';

export interface MonitorProps {
  /** Whose metrics are read: at `/metrics` of the Service's port, or of the pods' own port for metrics where they have one. */
  readonly services: readonly WebService[];
  /** Clusters of PostgreSQL, whose instances have metrics too; each is read where it is there. @default - none */
  readonly clusters?: readonly PostgresCluster[];
  /** Namespace of Prometheus; its pods may reach the ports, and nobody else's. */
  readonly prometheusNamespace: string;
  /** Whether Prometheus reads them. @default true */
  readonly enabled?: Condition;
  /** How often, in Prometheus' notation, e.g. `30s`. @default - Prometheus' own, usually 30s */
  readonly interval?: string;
  /** More labels, such as `release: kube-prometheus-stack`, by which Prometheus finds the monitors. @default - none */
  readonly labels?: Dictionary<string>;
}

const NAME = 'app.kubernetes.io/name';
const INSTANCE = 'app.kubernetes.io/instance';

// Two releases in one namespace differ by it.
const RELEASE: Relabeling = {
  sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_instance'],
  targetLabel: 'release',
};

/**
 * Lets Prometheus read the metrics of services: one ServiceMonitor for those that answer at the Service's port, one PodMonitor for
 * those with a port of their own for metrics, and a way through their NetworkPolicies. Samples get the labels `job`, the
 * service's name, and `release`. It needs the Prometheus operator's CustomResourceDefinitions.
 */
export class Monitor extends Construct {
  /** @throws ChatbotError when there is nothing whose metrics are read. */
  constructor(scope: Construct, id: string, props: MonitorProps) {
    super(scope, id);
    checkProps(this, props, MONITOR);
    const { services, clusters = [], enabled = true } = props;
    if (services.length + clusters.length === 0)
      throw new ChatbotError(`${this.node.path}: there is no service to read metrics of; name one in services`);
    onlyWhen(enabled, this);
    if (enabled === false) return;
    for (const { traffic, metricsPort } of [...services, ...clusters])
      traffic.fromNamespace(props.prometheusNamespace, metricsPort, enabled, {
        name: 'Prometheus',
      });
    const isApart = (one: WebService) => one.metricsPort !== one.port;
    const names = (some: readonly WebService[]) => some.map(({ identity }) => identity.component);
    this.add(props, 'http', names(services.filter((one) => !isApart(one))));
    this.add(props, 'metrics', names(services.filter(isApart)));
    for (const cluster of clusters) this.addCluster(props, cluster);
  }

  private add({ interval, labels }: MonitorProps, port: 'http' | 'metrics', components: readonly string[]): void {
    if (components.length === 0) return;
    const identity = identityOf(this, this.node.scope!.node.id);
    const metadata = this.metadata(identity.name, labels);
    const target = {
      jobLabel: NAME,
      selector: {
        matchLabels: { [INSTANCE]: identity.plainSelector[INSTANCE]! },
        matchExpressions: [{ key: NAME, operator: 'In' as const, values: components }],
      },
    };
    const endpoints = [{ port, interval, relabelings: [RELEASE] }];
    if (port === 'http') new ServiceMonitor(this, 'servicemonitor', { metadata, spec: { ...target, endpoints } });
    else new PodMonitor(this, 'podmonitor', { metadata, spec: { ...target, podMetricsEndpoints: endpoints } });
  }

  // The operator's pods do not say of which release they are.
  private addCluster({ interval, labels }: MonitorProps, cluster: PostgresCluster): void {
    const { identity, podLabels } = cluster;
    const relabelings = [
      { targetLabel: 'job', replacement: identity.component },
      { targetLabel: 'release', replacement: identity.plainSelector[INSTANCE]! },
    ];
    const monitor = new PodMonitor(this, `${identity.component}-podmonitor`, {
      metadata: this.metadata(identity.plainName, labels),
      spec: {
        selector: { matchLabels: podLabels },
        podMetricsEndpoints: [{ port: 'metrics', interval, relabelings }],
      },
    });
    onlyWhen(conditionOf(cluster), monitor);
  }

  private metadata(name: string, labels?: Dictionary<string>) {
    const own = identityOf(this, this.node.scope!.node.id).labels;
    return { name, labels: labels ? named('monitorLabels', merge(own, labels)) : own };
  }
}
