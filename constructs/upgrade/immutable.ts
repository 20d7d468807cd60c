import type { Json } from '../values';
import type { Finding } from './finding';
import { fromTo } from './in-words';
import { type KubernetesObject, at, isMap, kindOf, same, subjectOf } from './objects';

interface ImmutableFields {
  /** Each path with what the API server takes for left out. */
  readonly fields: Readonly<Record<string, Json | undefined>>;
  readonly advice: string;
}

const NEW_NAME =
  'Leave it as it was, or give the object another name: Helm then makes the new one and removes the old one.';
const SELECTOR = { fields: { 'spec.selector': undefined }, advice: NEW_NAME };
const ROLE = { fields: { roleRef: undefined }, advice: NEW_NAME };

// What the API server's validation of updates refuses to change (pkg/apis/*/validation of Kubernetes 1.25 to 1.37).
const IMMUTABLE: Readonly<Record<string, ImmutableFields>> = {
  'Deployment.apps': SELECTOR,
  'DaemonSet.apps': SELECTOR,
  'ReplicaSet.apps': SELECTOR,
  'Job.batch': {
    fields: {
      'spec.selector': undefined,
      'spec.template': undefined,
      'spec.completions': 1,
      'spec.completionMode': 'NonIndexed',
      'spec.podFailurePolicy': undefined,
      'spec.successPolicy': undefined,
      'spec.backoffLimitPerIndex': undefined,
      'spec.managedBy': undefined,
    },
    advice:
      "Let the Job's name follow its template, by a hash, or make it a hook that is deleted before it is created again.",
  },
  'RoleBinding.rbac.authorization.k8s.io': ROLE,
  'ClusterRoleBinding.rbac.authorization.k8s.io': ROLE,
  'StorageClass.storage.k8s.io': {
    fields: {
      provisioner: undefined,
      parameters: undefined,
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    },
    advice: NEW_NAME,
  },
  'PriorityClass.scheduling.k8s.io': {
    fields: { value: 0, preemptionPolicy: 'PreemptLowerPriority' },
    advice: NEW_NAME,
  },
  'IngressClass.networking.k8s.io': { fields: { 'spec.controller': undefined }, advice: NEW_NAME },
  'RuntimeClass.node.k8s.io': { fields: { handler: undefined }, advice: NEW_NAME },
  Secret: { fields: { type: 'Opaque' }, advice: NEW_NAME },
};

// All else in a StatefulSet's spec is immutable; its claims are looked at one by one.
const MUTABLE_OF_STATEFUL_SET = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
  'volumeClaimTemplates',
]);

/** Fields that Kubernetes refuses to change in an object that is there. */
export function immutableFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  const kind = kindOf(was);
  if (kind === 'StatefulSet.apps') return statefulSetFindings(was, is);
  const frozen = kind === 'Secret' || kind === 'ConfigMap' ? frozenFindings(was, is) : [];
  const { fields = {}, advice = '' } = IMMUTABLE[kind] ?? {};
  return [
    ...frozen,
    ...Object.entries(fields)
      .filter(([path, left]) => !same(at(was, path) ?? left, at(is, path) ?? left))
      .map(([path, left]) => changed(was, path, at(was, path) ?? left, at(is, path) ?? left, advice)),
  ];
}

function statefulSetFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  const keys = new Set([was, is].flatMap(({ spec }) => (isMap(spec) ? Object.keys(spec) : [])));
  const advice =
    'Leave it as it was; or have people run kubectl delete statefulset with --cascade=orphan before the upgrade, which ' +
    'keeps pods and claims, and say so in the release notes.';
  return [...keys]
    .filter((key) => !MUTABLE_OF_STATEFUL_SET.has(key))
    .flatMap((key) => {
      const left = key === 'podManagementPolicy' ? 'OrderedReady' : undefined;
      const [old, fresh] = [was, is].map((object) => at(object, `spec.${key}`) ?? left);
      return same(old, fresh) ? [] : [changed(was, `spec.${key}`, old, fresh, advice)];
    });
}

// `immutable: true` cannot be taken back, nor can the data change then.
function frozenFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  if (was.immutable !== true) return [];
  const fields = ['immutable', 'data', 'binaryData', 'stringData'].filter((key) => !same(was[key], is[key]));
  return fields.map((key) => ({
    subject: subjectOf(was),
    change: `${key} changes, and the object is immutable`,
    reason: `Kubernetes refuses the upgrade: ${key} of an object with "immutable: true" stays as it is.`,
    advice: "Let the object's name follow its content, by a hash.",
  }));
}

function changed(
  object: KubernetesObject,
  path: string,
  was: Json | undefined,
  is: Json | undefined,
  advice: string,
): Finding {
  return {
    subject: subjectOf(object),
    change: `${path} changes ${fromTo(was, is)}`,
    reason: `Kubernetes refuses the upgrade: ${path} is immutable.`,
    advice,
  };
}
