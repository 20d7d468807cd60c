import {
  type Dictionary,
  type HandleOf,
  type List,
  type Optional,
  each,
  embed,
  integer,
  list,
  map,
  merge,
  object,
  oneOf,
  optional,
  section,
  shared,
  string,
} from '../values';
import type { Identity } from './identity';
import type { PodSpec, Volume, VolumeMount } from './kubernetes';
import { LABEL_KEYS, LABEL_VALUE, annotationValues, labelValues } from './metadata';
import { OBJECT_NAME } from './names';
import { restrictedPod } from './security';
import { type TopologySpread, spreadOf } from './spread';

const NAME = {
  pattern: OBJECT_NAME.pattern,
  expected: 'a name of lower case letters, digits and dashes',
};
const tolerationValues = section('A toleration', {
  key: optional(string({ description: 'Key of the taint; every one if absent', default: '' })),
  operator: oneOf({
    description: 'Whether the value counts',
    options: ['Equal', 'Exists'],
    default: 'Exists',
  }),
  value: optional(string({ description: 'Value of the taint', default: '' })),
  effect: optional(
    oneOf({
      description: 'Effect of the taint; every one if absent',
      options: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
      default: 'NoSchedule',
    }),
  ),
  tolerationSeconds: optional(integer({ description: 'Seconds until a pod goes after all', default: 300 })),
});

/** The values by which people say where a workload's pods run and what else they have. */
export const podValues = {
  nodeSelector: map({
    description: 'Labels of the nodes that pods may run on',
    item: string({ description: 'Value of a label', default: '', ...LABEL_VALUE }),
    keys: LABEL_KEYS,
  }),
  affinity: object({ description: "Affinity, as in Kubernetes' pod spec" }),
  tolerations: list({ description: 'Taints that pods tolerate', item: tolerationValues }),
  priorityClassName: optional(string({ description: 'PriorityClass of the pods', default: 'high', ...NAME })),
  runtimeClassName: optional(string({ description: 'RuntimeClass of the pods', default: 'nvidia', ...NAME })),
  podLabels: labelValues('More labels of the pods'),
  podAnnotations: annotationValues('More annotations of the pods'),
  extraVolumes: list({
    description: "More volumes, as in Kubernetes' pod spec",
    item: object({ description: 'A volume' }),
  }),
  extraVolumeMounts: list({
    description: "More mounts of the main container, as in Kubernetes' pod spec",
    item: object({ description: 'A mount' }),
  }),
};

type Handles = HandleOf<{ kind: 'section'; description: string; fields: typeof podValues }>;

/** Where a workload's pods may run, as whom, and what else they have: handles of `podValues`, or literals. */
export interface PodProps extends Partial<Handles> {
  /** Names of Secrets with registry credentials. @default - none */
  readonly imagePullSecrets?: List<string>;
  /** Labels of the nodes that pods may run on. @default - any node */
  readonly nodeSelector?: Dictionary<string>;
  /** Affinity, in Kubernetes' form. @default - none */
  readonly affinity?: Dictionary<unknown>;
  /** Taints that pods tolerate. @default - none */
  readonly tolerations?: Handles['tolerations'];
  /** @default - the cluster's default PriorityClass */
  readonly priorityClassName?: Optional<string>;
  /** @default - the cluster's default runtime */
  readonly runtimeClassName?: Optional<string>;
  /** Labels of the pods beyond those by which they are found. @default - none */
  readonly podLabels?: Dictionary<string>;
  /** Annotations of the pods. @default - none */
  readonly podAnnotations?: Dictionary<string>;
  /** More volumes, in Kubernetes' form. @default - none */
  readonly extraVolumes?: List<Dictionary<unknown>>;
  /** More mounts of the main container, in Kubernetes' form. @default - none */
  readonly extraVolumeMounts?: List<Dictionary<unknown>>;
}

/** The same for pods that serve, of which there may be several. */
export interface ServicePodProps extends PodProps {
  /** How they keep apart; an empty list for not at all. @default - on different nodes, as far as there are some */
  readonly topologySpreadConstraints?: List<TopologySpread>;
}

/** What the pods of services have: what those of every workload have, the restricted context, and a spread over nodes. */
export function podOf(identity: Identity, user: number, props: ServicePodProps): PodSpec {
  const { helperTold, selector } = identity;
  const place = placeOf(identity, props);
  const topologySpreadConstraints = spreadOf(selector, props.topologySpreadConstraints);
  return helperTold('servicePod', { user }, (told) =>
    merge<PodSpec>(place, {
      automountServiceAccountToken: false,
      topologySpreadConstraints,
      securityContext: restrictedPod(told.user),
    }),
  );
}

/** What the pods of every workload have, Jobs too: its account, and where they run. */
export function placeOf({ name, helper }: Identity, props: PodProps): Partial<PodSpec> {
  const { imagePullSecrets, nodeSelector, affinity, tolerations, priorityClassName, runtimeClassName } = props;
  const place = {
    nodeSelector: nodeSelector && embed(nodeSelector),
    affinity: affinity && embed(affinity),
    tolerations: tolerations && (embed(tolerations) as PodSpec['tolerations']),
    priorityClassName: embed(priorityClassName),
    runtimeClassName: embed(runtimeClassName),
  };
  const account = { serviceAccountName: name, enableServiceLinks: false };
  return helper('pod', merge(account, pullSecrets(imagePullSecrets), place));
}

/** Labels and annotations of a workload's pods: its own and those that the props add. */
export function podMetadata(
  { selector }: Identity,
  annotations: Readonly<Record<string, string>>,
  { podLabels, podAnnotations }: PodProps,
) {
  return {
    labels: podLabels ? merge(selector, podLabels) : selector,
    annotations: podAnnotations ? merge(annotations, podAnnotations) : embed(annotations),
  };
}

/** A pod's credentials for registries. */
export function pullSecrets(names: List<string> | undefined): Pick<PodSpec, 'imagePullSecrets'> {
  return names ? shared('pullSecrets', { imagePullSecrets: references(names) }) : {};
}

/** References to objects in the same namespace. */
export function references(names: List<string> | undefined) {
  return names && [each(names, (name) => ({ name }))];
}

/** Items of a list that are passed on in Kubernetes' form. */
export function passedOn<T>(items: List<Dictionary<unknown>> | undefined): T[] {
  return items ? [each(items, (item) => embed(item) as T)] : [];
}

/** Folders that a container may write to, by path, each with the most that it may hold. They live as long as their pod. */
export type WritableFolders = Readonly<Record<string, string>>;

export function writableVolumes(folders: WritableFolders): Volume[] {
  return Object.entries(folders).map(([path, sizeLimit]) => ({ name: volumeName(path), emptyDir: { sizeLimit } }));
}

export function writableMounts(folders: WritableFolders): VolumeMount[] {
  return Object.keys(folders).map((path) => ({ name: volumeName(path), mountPath: path }));
}

// `/app/.next/cache` is `app-next-cache`.
function volumeName(path: string): string {
  return path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
