export { type Alert, AlertRules, type AlertRulesProps, type Recording } from './alert-rules';
export { type Autoscaling, autoscalingValues, disruptionValues, hasTwoReplicas } from './autoscaling';
export { BatchJob, type BatchJobProps } from './batch-job';
export { type Dashboard, type DashboardPanel, type DashboardRow, type PanelQuery, dashboardJson } from './dashboard';
export type { BackupBucket, BackupStore, BackupVolume } from './backup-store';
export { DatabaseBackup, type DatabaseBackupProps } from './database-backup';
export { storageClassValue } from './claim';
export { GrafanaDashboards, type GrafanaDashboardsProps } from './grafana-dashboards';
export { Database, type DatabaseAddress, type SecretKey, type ServerAuthority } from './database';
export { type EnvSource, extraEnvFromValue, extraEnvValue } from './env-sources';
export { type ExternalDatabaseProps, SSL_MODES } from './external-database';
export { ExternalSecrets, type ExternalSecretsProps, type RemoteSecret, secretStoreValues } from './external-secrets';
export { HelmTest, type HelmTestProps } from './helm-test';
export { type Identity, identityOf } from './identity';
export {
  type Image,
  type ImageSwitches,
  imageDigestsValue,
  imageReference,
  imageRegistryValue,
  imageValues,
  taggedReference,
} from './image';
export { type ClusterNetwork, dnsValues, ipFamiliesValue, networkOf, useNetwork } from './cluster-network';
export { EdgeCertificate, type EdgeCertificateProps } from './edge-certificate';
export {
  type CertificateSettings,
  type GatewaySettings,
  type IngressSettings,
  certificateValues,
  gatewayValues,
  ingressValues,
} from './edge-values';
export { GatewayEdge, type GatewayEdgeProps } from './gateway-edge';
export { type AnnotatedIssuer, type EdgeTarget, IngressEdge, type IngressEdgeProps } from './ingress-edge';
export { restrictedNamespace } from './namespace';
export {
  ContainerBounds,
  type ContainerBoundsProps,
  NamespaceQuota,
  type NamespaceQuotaProps,
  containerBoundsValues,
  quotaValues,
} from './namespace-bounds';
export { type JobHook } from './job-hook';
export { KeptClaim, type KeptClaimProps } from './kept-claim';
export type { JobProps, JobVolume } from './job-props';
export { JobWorkload } from './job-workload';
export * from './kubernetes';
export { LABEL_VALUE, labelValues } from './metadata';
export { Monitor, type MonitorProps } from './monitor';
export { Traffic, type TrafficOptions, denyByDefault, podsInNamespaces } from './network';
export { Ollama } from './ollama';
export { type Gpu, MODEL_NAME, type OllamaProps, type OllamaPull } from './ollama-props';
export { type PodProps, type ServicePodProps, type WritableFolders, podValues } from './pod';
export { type ClusterBackups, PostgresCluster, type PostgresClusterProps } from './postgres-cluster';
export { PostgresDatabase, type PostgresDatabaseProps } from './postgres-database';
export { type ProbeTimes, probeValues } from './probes';
export type { ProgramProps } from './program';
export { type Amounts, type Resources, resourceValues } from './resources';
export { ScheduledJob, type ScheduledJobProps, scheduleValues } from './scheduled-job';
export type { SecretFile } from './secret-files';
export { type TopologySpread, topologySpreadValue } from './spread';
export { type ServiceSettings, publicServiceValues, serviceValues } from './service';
export { type GeneratedSecret, GeneratedSecrets, type GeneratedSecretsProps, secretNameOf } from './secrets';
export { WebService } from './web-service';
export type { WebServiceProps } from './web-service-props';
