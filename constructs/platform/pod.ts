import { type Dictionary, type List, each, embed } from '../values';
import type { Identity } from './identity';
import type { PodSpec, Volume, VolumeMount } from './kubernetes';
import { restrictedPod } from './security';

/** Where a workload's pods may run, and as whom. */
export interface PodProps {
  /** Names of Secrets with registry credentials. @default - none */
  readonly imagePullSecrets?: List<string>;
  /** @default - any node */
  readonly nodeSelector?: Dictionary<string>;
}

/** What the pods of every workload have: its account without a token, the restricted context, and a spread over nodes. */
export function podOf({ name, selector, helper }: Identity, user: number, props: PodProps) {
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: pullSecrets(props.imagePullSecrets),
    securityContext: restrictedPod(user),
    nodeSelector: props.nodeSelector && embed(props.nodeSelector),
    topologySpreadConstraints: helper('spread', [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selector },
      },
    ]),
  } satisfies Partial<PodSpec>;
}

/** A pod's credentials for registries. */
export function pullSecrets(names: List<string> | undefined) {
  return names && [each(names, (name) => ({ name }))];
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
