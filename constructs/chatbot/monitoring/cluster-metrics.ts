import { POSTGRES_METRICS } from './postgres-metrics';
import type { MetricInfo } from './program-metrics';

interface ClusterMetric extends MetricInfo {
  /** Who exports it, and where that is documented. */
  readonly source: keyof typeof SOURCES;
}

/** Where the metrics of others are documented. */
export const SOURCES = {
  Prometheus: 'prometheus.io/docs/concepts/jobs_instances',
  'kube-state-metrics': 'github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics',
  kubelet: 'kubernetes.io/docs/reference/instrumentation/metrics',
  'cert-manager': 'cert-manager.io/docs/devops-tips/prometheus-metrics',
  CloudNativePG: 'cloudnative-pg.io/documentation/current/monitoring',
  'Barman Cloud plugin': 'cloudnative-pg.io/plugin-barman-cloud/docs/observability',
} as const;

const STATE = 'kube-state-metrics' as const;
const OWN = ['namespace', 'release', 'job', 'pod', 'instance'] as const;
const POD = ['namespace', 'pod', 'container'] as const;

/** The metrics of others that rules and dashboards read, with the labels that these use. */
export const CLUSTER_METRICS = {
  up: { type: 'gauge', unit: '0 or 1', labels: OWN, source: 'Prometheus', help: 'Whether /metrics answered' },
  kube_deployment_spec_replicas: {
    type: 'gauge',
    unit: 'pods',
    labels: ['namespace', 'deployment'],
    source: STATE,
    help: 'Pods wanted',
  },
  kube_deployment_status_replicas_available: {
    type: 'gauge',
    unit: 'pods',
    labels: ['namespace', 'deployment'],
    source: STATE,
    help: 'Pods that are ready',
  },
  kube_statefulset_replicas: {
    type: 'gauge',
    unit: 'pods',
    labels: ['namespace', 'statefulset'],
    source: STATE,
    help: 'Pods wanted',
  },
  kube_statefulset_status_replicas_ready: {
    type: 'gauge',
    unit: 'pods',
    labels: ['namespace', 'statefulset'],
    source: STATE,
    help: 'Pods that are ready',
  },
  kube_pod_status_ready: {
    type: 'gauge',
    unit: '0 or 1',
    labels: ['namespace', 'pod', 'condition'],
    source: STATE,
    help: 'Whether the pod is ready',
  },
  kube_pod_container_status_restarts_total: {
    type: 'counter',
    unit: 'restarts',
    labels: POD,
    source: STATE,
    help: 'Restarts of the container',
  },
  kube_pod_container_status_last_terminated_reason: {
    type: 'gauge',
    unit: '0 or 1',
    labels: [...POD, 'reason'],
    source: STATE,
    help: 'Why the container ended last',
  },
  kube_horizontalpodautoscaler_status_current_replicas: {
    type: 'gauge',
    unit: 'pods',
    labels: ['namespace', 'horizontalpodautoscaler'],
    source: STATE,
    help: 'Pods now',
  },
  kube_horizontalpodautoscaler_spec_max_replicas: {
    type: 'gauge',
    unit: 'pods',
    labels: ['namespace', 'horizontalpodautoscaler'],
    source: STATE,
    help: 'Pods at most',
  },
  kube_cronjob_created: {
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: ['namespace', 'cronjob'],
    source: STATE,
    help: 'When the CronJob was made',
  },
  kube_cronjob_status_last_successful_time: {
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: ['namespace', 'cronjob'],
    source: STATE,
    help: 'When a Job of it succeeded last',
  },
  kube_job_status_failed: {
    type: 'gauge',
    unit: 'pods',
    labels: ['namespace', 'job_name'],
    source: STATE,
    help: 'Pods of the Job that failed',
  },
  kube_job_failed: {
    type: 'gauge',
    unit: '0 or 1',
    labels: ['namespace', 'job_name', 'condition'],
    source: STATE,
    help: 'Whether the Job was given up',
  },
  kubelet_volume_stats_available_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: ['namespace', 'persistentvolumeclaim'],
    source: 'kubelet',
    help: 'What is free in the volume',
  },
  kubelet_volume_stats_capacity_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: ['namespace', 'persistentvolumeclaim'],
    source: 'kubelet',
    help: 'Size of the volume',
  },
  certmanager_certificate_expiration_timestamp_seconds: {
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: ['namespace', 'exported_namespace', 'name'],
    source: 'cert-manager',
    help: 'When the certificate expires',
  },
  certmanager_certificate_ready_status: {
    type: 'gauge',
    unit: '0 or 1',
    labels: ['namespace', 'exported_namespace', 'name', 'condition'],
    source: 'cert-manager',
    help: 'Whether the certificate is ready',
  },
  ...POSTGRES_METRICS,
} as const satisfies Readonly<Record<string, ClusterMetric>>;
