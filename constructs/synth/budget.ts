import { ChatbotError, type Json } from '../values';
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

/** A bound on what pods may take together, as quantities. */
export interface Bound {
  /** CPU in cores, e.g. `4` or `500m`. @default - no bound */
  readonly cpu?: string;
  /** Memory in bytes, e.g. `4Gi`. @default - no bound */
  readonly memory?: string;
}

type Tree = { readonly [key: string]: Tree } & readonly Tree[];

/** What the workloads of an environment ask for while all their replicas run; Jobs, which end, are not counted. */
export function budgetOf(objects: readonly PlainObject[]): Budget {
  const total = { pods: 0, requests: { cpu: 0, memory: 0 }, limits: { cpu: 0, memory: 0 } };
  for (const { json } of objects) {
    if (json.kind !== 'Deployment' && json.kind !== 'StatefulSet') continue;
    const replicas = replicasOf(json, objects);
    total.pods += replicas;
    const containers = (json as unknown as Tree).spec?.template?.spec?.containers ?? [];
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

/** @throws ChatbotError when the limits of an environment's pods are above its bound together. */
export function checkBudget(path: string, environment: string, budget: Budget, bound: Bound = {}): void {
  for (const what of ['cpu', 'memory'] as const) {
    const most = bound[what];
    if (most === undefined || budget.limits[what] <= parseQuantity(most)) continue;
    const found =
      what === 'cpu'
        ? `${Math.round(budget.limits.cpu * 1000)}m of CPU`
        : `${Math.ceil(budget.limits.memory / 2 ** 20)}Mi of memory`;
    throw new ChatbotError(
      `${path}: the pods of ${environment} may take ${found} together, and its budget is ${most}; ` +
        'lower limits or replicas in its overlay, or raise the budget of the chart',
    );
  }
}

/** @throws ChatbotError when a container asks for more than it may take, which Kubernetes would refuse. */
export function checkRequests(objects: readonly PlainObject[], environment: string): void {
  for (const { json } of objects) {
    const spec = (json as unknown as Tree).spec;
    const pod = (spec?.jobTemplate?.spec ?? spec)?.template?.spec;
    for (const container of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
      const { requests = {}, limits = {} } = (container.resources ?? {}) as Record<string, Record<string, string>>;
      const above = Object.keys(requests).find(
        (what) => limits[what] !== undefined && parseQuantity(requests[what]!) > parseQuantity(limits[what]),
      );
      if (!above) continue;
      const { name } = json.metadata as { readonly name: string };
      throw new ChatbotError(
        `${environment}: ${json.kind as string} ${name}: the container ${String(container.name)} requests ${requests[above]!} of ` +
          `${above}, more than its limit, ${limits[above]!}; raise the limit or lower the request`,
      );
    }
  }
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
