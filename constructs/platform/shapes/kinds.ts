import { type AnyShape, flag, json, list, map, text } from '../../../imports/shape/shape';
import { annotations, anyText, labelName, labels, objectName, someText } from '../../../imports/shape/words';
import { dataKey, exactly, fields } from './words';

/** Fields of which nothing is known but that JSON can say them; Kubernetes' own types say the rest. */
function anything(...keys: readonly string[]): Readonly<Record<string, AnyShape>> {
  return Object.fromEntries(keys.map((key) => [key, json]));
}

function kind(body: Readonly<Record<string, AnyShape>>, optional: Readonly<Record<string, AnyShape>> = {}): AnyShape {
  return exactly({ metadata, ...body }, optional);
}

const spec = (needed: readonly string[], ...others: readonly string[]) =>
  kind({ spec: exactly(anything(...needed), anything(...others)) });

const owner = exactly(
  { apiVersion: someText, kind: someText, name: objectName, uid: someText },
  { controller: flag, blockOwnerDeletion: flag },
);
const placed = {
  labels,
  annotations,
  namespace: labelName,
  finalizers: list(someText),
  ownerReferences: list(owner),
};
const metadata = exactly({ name: objectName }, placed);
// RBAC takes colons and capitals too, as in system:node.
const roleMetadata = exactly({ name: text('a name without slashes and percent signs', /^[^\/%\s]+$/, 253) }, placed);
const rollout = ['minReadySeconds', 'replicas', 'revisionHistoryLimit'];
const storage = ['storageClassName', 'volumeAttributesClassName', 'volumeMode', 'volumeName'];

/** What an object of each of Kubernetes' kinds may say: its metadata, and the names of its fields. */
export const KINDS = {
  ConfigMap: kind({}, { data: map(dataKey, anyText), binaryData: map(dataKey, anyText), immutable: flag }),
  CronJob: spec(
    ['schedule', 'jobTemplate'],
    ...['concurrencyPolicy', 'failedJobsHistoryLimit', 'startingDeadlineSeconds', 'successfulJobsHistoryLimit'],
    ...['suspend', 'timeZone'],
  ),
  Deployment: spec(['selector', 'template'], 'paused', 'progressDeadlineSeconds', 'strategy', ...rollout),
  HorizontalPodAutoscaler: spec(['maxReplicas', 'scaleTargetRef'], 'behavior', 'metrics', 'minReplicas'),
  Ingress: spec([], 'defaultBackend', 'ingressClassName', 'rules', 'tls'),
  Job: spec(
    ['template'],
    ...['activeDeadlineSeconds', 'backoffLimit', 'backoffLimitPerIndex', 'completionMode', 'completions', 'managedBy'],
    ...['manualSelector', 'maxFailedIndexes', 'parallelism', 'podFailurePolicy', 'podReplacementPolicy', 'selector'],
    ...['successPolicy', 'suspend', 'ttlSecondsAfterFinished'],
  ),
  LimitRange: spec(['limits']),
  Namespace: kind({}, { spec: exactly({}, { finalizers: list(anyText) }) }),
  NetworkPolicy: spec(['podSelector'], 'egress', 'ingress', 'policyTypes'),
  PersistentVolumeClaim: spec(['accessModes', 'resources'], ...['dataSource', 'dataSourceRef', 'selector'], ...storage),
  // Its pod is known by its containers; the rest has forty names and more each year.
  Pod: kind({ spec: fields(anything('containers')) }),
  PodDisruptionBudget: spec([], 'maxUnavailable', 'minAvailable', 'selector', 'unhealthyPodEvictionPolicy'),
  ResourceQuota: spec([], 'hard', 'scopeSelector', 'scopes'),
  Role: exactly({ metadata: roleMetadata, rules: list(fields({ verbs: list(anyText) })) }),
  RoleBinding: exactly(
    { metadata: roleMetadata, roleRef: exactly({ apiGroup: anyText, kind: someText, name: someText }) },
    { subjects: list(fields({ kind: someText, name: someText })) },
  ),
  Service: spec(
    [],
    ...['allocateLoadBalancerNodePorts', 'clusterIP', 'clusterIPs', 'externalIPs', 'externalName', 'ipFamilies'],
    ...['externalTrafficPolicy', 'healthCheckNodePort', 'internalTrafficPolicy', 'ipFamilyPolicy', 'ports', 'selector'],
    ...['loadBalancerClass', 'loadBalancerIP', 'loadBalancerSourceRanges', 'publishNotReadyAddresses', 'type'],
    ...['sessionAffinity', 'sessionAffinityConfig', 'trafficDistribution'],
  ),
  ServiceAccount: kind({}, { automountServiceAccountToken: flag, ...anything('imagePullSecrets', 'secrets') }),
  StatefulSet: spec(
    ['selector', 'template'],
    ...['ordinals', 'persistentVolumeClaimRetentionPolicy', 'podManagementPolicy', 'serviceName', 'updateStrategy'],
    ...['volumeClaimTemplates', ...rollout],
  ),
} satisfies Readonly<Record<string, AnyShape>>;
