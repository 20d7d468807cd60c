import { ChatbotError } from '../values';
import type { PlainObject } from './manifests';
import { parseQuantity } from './quantity';
import { sharesOf } from './shares';

/** Requests and limits of all pods of an environment, added up. CPU in cores, memory in bytes. */
export interface Budget {
  /** Replicas of all workloads; of those that are scaled, the least. */
  readonly pods: number;
  /** Pods that run to their end. */
  readonly jobs: number;
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

/**
 * What the workloads of an environment ask for while all their replicas run. Jobs and CronJobs count once each, as if all
 * of them ran at the same moment, which is the most that the environment can take at rest.
 */
export function budgetOf(objects: readonly PlainObject[]): Budget {
  const total = { pods: 0, jobs: 0, requests: { cpu: 0, memory: 0 }, limits: { cpu: 0, memory: 0 } };
  for (const { kind, pods, ...amounts } of sharesOf(objects)) {
    total[kind === 'job' ? 'jobs' : 'pods'] += pods;
    for (const what of ['requests', 'limits'] as const) {
      total[what].cpu += pods * (amounts[what].cpu ?? 0);
      total[what].memory += pods * (amounts[what].memory ?? 0);
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
