import type { Construct } from 'constructs';
import { onlyWhen } from '../synth';
import {
  type Condition,
  type HandleOf,
  type Optional,
  atLeast,
  boolean,
  choose,
  embed,
  integer,
  isSet,
  list,
  object,
  optional,
  section,
  when,
} from '../values';
import type { Identity } from './identity';
import { HorizontalPodAutoscaler, type Metric, PodDisruptionBudget } from './kubernetes';
import { passedOn } from './pod';

const SLOWLY_DOWN = { scaleDown: { stabilizationWindowSeconds: 300 } };

/** How many replicas there are: a fixed number, or between two as the CPU asks for. */
export const autoscalingValues = section('HorizontalPodAutoscaler', {
  enabled: boolean({
    description: 'Whether the number of replicas follows the CPU; replicas is left out then',
    default: false,
  }),
  minReplicas: integer({ description: 'Replicas at least', default: 1, minimum: 1, maximum: 100 }),
  maxReplicas: integer({
    description: 'Replicas at most; never fewer than minReplicas',
    default: 3,
    minimum: 1,
    maximum: 100,
  }),
  cpuPercent: integer({
    description: 'Average CPU aimed at, in percent of the request',
    default: 80,
    minimum: 1,
    maximum: 1000,
  }),
  memoryPercent: optional(
    integer({
      description: 'Average memory aimed at, in percent of the request',
      default: 80,
      minimum: 1,
      maximum: 1000,
    }),
  ),
  metrics: list({
    description: "More metrics, as in Kubernetes' HorizontalPodAutoscaler",
    item: object({ description: 'A metric' }),
  }),
  behavior: object({
    description: 'How fast it scales. Down only after 5 minutes, so that one quiet moment changes nothing',
    default: SLOWLY_DOWN,
  }),
});

/** How many pods may go at a time. */
export const disruptionValues = section('PodDisruptionBudget, where there are two replicas at least', {
  maxUnavailable: integer({ description: 'Pods that may go at a time', default: 1, minimum: 1, maximum: 100 }),
});

type Handles = HandleOf<typeof autoscalingValues>;
type Fixed = 'enabled' | 'minReplicas' | 'maxReplicas' | 'cpuPercent';

/** Handles of `autoscalingValues`, or literals. */
export type Autoscaling = Pick<Handles, Fixed> & Partial<Omit<Handles, Fixed>>;

/** The HorizontalPodAutoscaler of a workload. */
export function autoscale(scope: Construct, { name, labels }: Identity, autoscaling: Autoscaling): void {
  const hpa = new HorizontalPodAutoscaler(scope, 'hpa', {
    metadata: { name, labels },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: autoscaling.minReplicas,
      // Kubernetes refuses a maximum below the minimum.
      maxReplicas: choose(
        atLeast(autoscaling.maxReplicas, autoscaling.minReplicas),
        autoscaling.maxReplicas,
        autoscaling.minReplicas,
      ),
      metrics: [
        utilization('cpu', autoscaling.cpuPercent),
        ...(autoscaling.memoryPercent === undefined
          ? []
          : [when(isSet(autoscaling.memoryPercent), utilization('memory', autoscaling.memoryPercent))]),
        ...passedOn<Metric>(autoscaling.metrics),
      ],
      behavior: embed(autoscaling.behavior ?? SLOWLY_DOWN),
    },
  });
  onlyWhen(autoscaling.enabled, hpa);
}

function utilization(name: string, percent: Optional<number>): Metric {
  const averageUtilization = embed(percent);
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}

/** A PodDisruptionBudget that lets so many pods go at a time, where there are two at least. */
export function protect(
  scope: Construct,
  { name, labels, selector }: Identity,
  replicas: number,
  autoscaling?: Autoscaling,
  maxUnavailable = 1,
): void {
  const pdb = new PodDisruptionBudget(scope, 'pdb', {
    metadata: { name, labels },
    spec: { maxUnavailable, selector: { matchLabels: selector } },
  });
  onlyWhen(hasTwoReplicas(replicas, autoscaling), pdb);
}

/** Whether a workload has two replicas at least. */
export function hasTwoReplicas(replicas: number, autoscaling?: Autoscaling): Condition {
  if (!autoscaling) return atLeast(replicas, 2);
  const { enabled, minReplicas } = autoscaling;
  return atLeast(choose(enabled, minReplicas, replicas), 2);
}
