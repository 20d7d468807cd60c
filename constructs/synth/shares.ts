import type { Json } from '../values';
import type { PlainObject } from './manifests';
import { parseQuantity } from './quantity';

/** Amounts by their names in Kubernetes: `cpu` in cores, `memory` and `ephemeral-storage` in bytes. */
export type Amounts = Readonly<Record<string, number>>;

/** What the pods of one workload take. */
export interface Share {
  readonly kind: 'service' | 'job';
  /** Pods of which one asks for as much as another. */
  readonly pods: number;
  /** Pods at most: when it is scaled up as far as it may be, and replaced by a newer version meanwhile. */
  readonly mostPods: number;
  /** What one pod asks for. */
  readonly requests: Amounts;
  /** What one pod may take. */
  readonly limits: Amounts;
}

type Tree = { readonly [key: string]: Tree } & readonly Tree[];

/** The workloads of an environment. A Job counts once, as if all of them ran at the same moment. */
export function sharesOf(objects: readonly PlainObject[]): Share[] {
  return objects.flatMap(({ json }) => shareOf(json, objects) ?? []);
}

function shareOf(json: { [key: string]: Json }, objects: readonly PlainObject[]): Share | undefined {
  const { spec } = json as unknown as Tree;
  if (!spec) return undefined;
  switch (json.kind) {
    case 'Deployment':
    case 'StatefulSet': {
      const { least, most } = replicasOf(json as unknown as Tree, objects);
      const surge = json.kind === 'Deployment' ? surgeOf(spec, most) : 0;
      return { kind: 'service', pods: least, mostPods: most + surge, ...podAmounts(spec.template?.spec) };
    }
    case 'Job':
    case 'CronJob': {
      const job = json.kind === 'Job' ? spec : spec.jobTemplate?.spec;
      const pods = Number(job?.parallelism ?? 1);
      return { kind: 'job', pods, mostPods: pods, ...podAmounts(job?.template?.spec) };
    }
    case 'Cluster': {
      if (!(json.apiVersion as string).startsWith('postgresql.cnpg.io/')) return undefined;
      // CloudNativePG's: each instance is a pod.
      const pods = Number(spec.instances ?? 1);
      return { kind: 'service', pods, mostPods: pods, ...podAmounts({ containers: [spec] } as unknown as Tree) };
    }
    default:
      return undefined;
  }
}

function replicasOf({ spec, metadata }: Tree, objects: readonly PlainObject[]) {
  const scaler = objects.find(({ json }) => {
    const target = (json as unknown as Tree).spec?.scaleTargetRef;
    return json.kind === 'HorizontalPodAutoscaler' && String(target?.name) === String(metadata!.name);
  });
  const scaled = (scaler?.json as unknown as Tree | undefined)?.spec;
  // A workload that is scaled names no replicas: it starts with the least that its autoscaler allows.
  const least = Number(spec!.replicas ?? scaled?.minReplicas ?? 1);
  return { least, most: Math.max(least, Number(scaled?.maxReplicas ?? 0)) };
}

// Kubernetes' default is a quarter, rounded up.
function surgeOf({ strategy }: Tree, replicas: number): number {
  if (String(strategy?.type) === 'Recreate') return 0;
  const surge = String(strategy?.rollingUpdate?.maxSurge ?? '25%');
  return surge.endsWith('%') ? Math.ceil((replicas * Number.parseFloat(surge)) / 100) : Number(surge);
}

/** What the scheduler counts: the containers that run at once, or the init container that needs more than they do. */
function podAmounts(pod: Tree | undefined): Pick<Share, 'requests' | 'limits'> {
  const before = (pod?.initContainers ?? []) as readonly Tree[];
  const beside = before.filter(({ restartPolicy }) => String(restartPolicy) === 'Always');
  const together = [...((pod?.containers ?? []) as readonly Tree[]), ...beside];
  const alone = before.filter((one) => !beside.includes(one));
  const total = (what: 'requests' | 'limits') => {
    const sum: Record<string, number> = {};
    for (const container of together)
      for (const [name, amount] of amountsOf(container, what)) sum[name] = (sum[name] ?? 0) + amount;
    for (const container of alone)
      for (const [name, amount] of amountsOf(container, what)) sum[name] = Math.max(sum[name] ?? 0, amount);
    return sum;
  };
  return { requests: total('requests'), limits: total('limits') };
}

function amountsOf({ resources }: Tree, what: 'requests' | 'limits'): [name: string, amount: number][] {
  const amounts = Object.entries(resources?.[what] ?? {});
  return amounts.map(([name, amount]) => [name, parseQuantity(String(amount))]);
}
