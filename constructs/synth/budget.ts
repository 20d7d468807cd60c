import type { Json } from '../values';
import type { PlainObject } from './manifests';

/** Requests and limits of all pods of an environment, added up. CPU in cores, memory in bytes. */
export interface Budget {
  /** Replicas of all workloads; of those that are scaled, the least. */
  readonly pods: number;
  /** What the scheduler keeps free for them. */
  readonly requests: { readonly cpu: number; readonly memory: number };
  /** What they may take at most. */
  readonly limits: { readonly cpu: number; readonly memory: number };
}

type Tree = { readonly [key: string]: Tree } & readonly Tree[];

/** What the workloads of an environment ask for while all their replicas run; Jobs, which end, are not counted. */
export function budgetOf(objects: readonly PlainObject[]): Budget {
  const total = { pods: 0, requests: { cpu: 0, memory: 0 }, limits: { cpu: 0, memory: 0 } };
  for (const { json } of objects) {
    if (json.kind !== 'Deployment' && json.kind !== 'StatefulSet') continue;
    const replicas = replicasOf(json, objects);
    total.pods += replicas;
    const { containers } = (json as unknown as Tree).spec!.template!.spec!;
    for (const kind of ['requests', 'limits'] as const) {
      for (const container of containers as unknown as Tree[]) {
        const amounts = container.resources?.[kind] as unknown as Record<string, string> | undefined;
        total[kind].cpu += replicas * parseQuantity(amounts?.cpu ?? '0');
        total[kind].memory += replicas * parseQuantity(amounts?.memory ?? '0');
      }
    }
  }
  return total;
}

// A workload that is scaled names no replicas: it starts with the least that its autoscaler allows.
function replicasOf(json: { [key: string]: Json }, objects: readonly PlainObject[]): number {
  const { spec, metadata } = json as unknown as Tree;
  if (spec!.replicas !== undefined) return Number(spec!.replicas);
  const scaler = objects.find(({ json: other }) => {
    const target = (other as unknown as Tree).spec?.scaleTargetRef;
    return other.kind === 'HorizontalPodAutoscaler' && String(target?.name) === String(metadata!.name);
  });
  return Number((scaler?.json as unknown as Tree | undefined)?.spec?.minReplicas ?? 1);
}

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A Kubernetes quantity as a number: `500m` is 0.5, `1Ki` is 1024. */
export function parseQuantity(text: string): number {
  const match = /^([0-9.]+)([A-Za-z]*)$/.exec(text);
  return match ? Number(match[1]) * (UNITS[match[2]!] ?? Number.NaN) : Number.NaN;
}
