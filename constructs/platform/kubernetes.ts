import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { check } from '../../imports/shape/check';
import { Manifest, type ManifestMetadata, type ManifestOptions } from '../synth';
import { KINDS } from './shapes/kinds';

/**
 * Kubernetes' own types as plain data: the wrapper classes of the generated L1 (IntOrString, Quantity) become the numbers
 * and strings that they wrap, so that handles fit and every field reaches the manifest as it is.
 */
export type Plain<T> = T extends k8s.IntOrString
  ? number | string
  : T extends k8s.Quantity
    ? string
    : T extends Date
      ? string
      : T extends readonly (infer I)[]
        ? readonly Plain<I>[]
        : T extends object
          ? { readonly [K in keyof T as ApiName<K>]: Plain<T[K]> }
          : T;

/** The field names that the generated L1 spells otherwise than Kubernetes does, as far as pods and services have them. */
interface ApiNames {
  readonly clusterIp: 'clusterIP';
  readonly loadBalancerIp: 'loadBalancerIP';
  readonly hostIp: 'hostIP';
  readonly hostIpc: 'hostIPC';
  readonly hostPid: 'hostPID';
  readonly downwardApi: 'downwardAPI';
  readonly nonResourceUrLs: 'nonResourceURLs';
  readonly setHostnameAsFqdn: 'setHostnameAsFQDN';
  readonly volumeId: 'volumeID';
}
type ApiName<K> = K extends keyof ApiNames ? ApiNames[K] : K;

/** What an object of a kind is made of, its metadata apart. */
type Body<P> = Omit<Plain<P>, 'metadata'> & { readonly metadata: ManifestMetadata };

type ObjectClass<P> = new (scope: Construct, id: string, body: Body<P>, options?: ManifestOptions) => Manifest;

function objectOf<P>(apiVersion: string, kind: keyof typeof KINDS, always: ManifestOptions = {}): ObjectClass<P> {
  return class extends Manifest {
    /** @throws ChatbotError that names the construct and the field, for what no object of the kind has. */
    constructor(scope: Construct, id: string, body: Body<P>, options: ManifestOptions = {}) {
      check(body, KINDS[kind], `${scope.node.path ? `${scope.node.path}/${id}` : id}:`);
      super(scope, id, { apiVersion, kind }, body, { ...always, ...options });
    }
  };
}

const clusterWide = { namespaced: false };

export class ConfigMap extends objectOf<k8s.KubeConfigMapProps>('v1', 'ConfigMap') {}
export class CronJob extends objectOf<k8s.KubeCronJobProps>('batch/v1', 'CronJob') {}
export class Deployment extends objectOf<k8s.KubeDeploymentProps>('apps/v1', 'Deployment') {}
export class HorizontalPodAutoscaler extends objectOf<k8s.KubeHorizontalPodAutoscalerV2Props>(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
) {}
export class Ingress extends objectOf<k8s.KubeIngressProps>('networking.k8s.io/v1', 'Ingress') {}
export class Job extends objectOf<k8s.KubeJobProps>('batch/v1', 'Job') {}
export class Namespace extends objectOf<k8s.KubeNamespaceProps>('v1', 'Namespace', clusterWide) {}
export class NetworkPolicy extends objectOf<k8s.KubeNetworkPolicyProps>('networking.k8s.io/v1', 'NetworkPolicy') {}
export class PersistentVolumeClaim extends objectOf<k8s.KubePersistentVolumeClaimProps>(
  'v1',
  'PersistentVolumeClaim',
) {}
export class Pod extends objectOf<k8s.KubePodProps>('v1', 'Pod') {}
export class PodDisruptionBudget extends objectOf<k8s.KubePodDisruptionBudgetProps>(
  'policy/v1',
  'PodDisruptionBudget',
) {}
export class LimitRange extends objectOf<k8s.KubeLimitRangeProps>('v1', 'LimitRange') {}
export class ResourceQuota extends objectOf<k8s.KubeResourceQuotaProps>('v1', 'ResourceQuota') {}
export class Role extends objectOf<k8s.KubeRoleProps>('rbac.authorization.k8s.io/v1', 'Role') {}
export class RoleBinding extends objectOf<k8s.KubeRoleBindingProps>('rbac.authorization.k8s.io/v1', 'RoleBinding') {}
export class Service extends objectOf<k8s.KubeServiceProps>('v1', 'Service') {}
export class ServiceAccount extends objectOf<k8s.KubeServiceAccountProps>('v1', 'ServiceAccount') {}
export class StatefulSet extends objectOf<k8s.KubeStatefulSetProps>('apps/v1', 'StatefulSet') {}

export type ServiceSpec = Plain<k8s.ServiceSpec>;
export type PodSpec = Plain<k8s.PodSpec>;
export type Container = Plain<k8s.Container>;
export type Probe = Plain<k8s.Probe>;
export type Volume = Plain<k8s.Volume>;
export type VolumeMount = Plain<k8s.VolumeMount>;
export type PolicyRule = Plain<k8s.PolicyRule>;
export type Metric = Plain<k8s.MetricSpecV2>;
export type EnvVar = Plain<k8s.EnvVar>;
export type NetworkPolicyIngressRule = Plain<k8s.NetworkPolicyIngressRule>;
export type NetworkPolicyEgressRule = Plain<k8s.NetworkPolicyEgressRule>;
export type NetworkPolicyPeer = Plain<k8s.NetworkPolicyPeer>;
export type NetworkPolicySpec = Plain<k8s.NetworkPolicySpec>;
export type DeploymentSpec = Plain<k8s.DeploymentSpec>;
