import type { Construct } from 'constructs';
import { onlyWhen } from '../synth';
import { type Condition, type HandleOf, and, atLeast, boolean, choose, integer, not, or, section } from '../values';
import type { Identity } from './identity';
import { HorizontalPodAutoscaler, PodDisruptionBudget } from './kubernetes';

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
});

export type Autoscaling = HandleOf<typeof autoscalingValues>;

/** The HorizontalPodAutoscaler of a workload. Scaling down waits 5 minutes, so that one quiet moment changes nothing. */
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
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: autoscaling.cpuPercent } },
        },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    },
  });
  onlyWhen(autoscaling.enabled, hpa);
}

/** A PodDisruptionBudget that lets one pod go at a time, where there are two at least. */
export function protect(
  scope: Construct,
  { name, labels, selector }: Identity,
  replicas: number,
  autoscaling?: Autoscaling,
): void {
  const pdb = new PodDisruptionBudget(scope, 'pdb', {
    metadata: { name, labels },
    spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
  });
  onlyWhen(hasTwo(replicas, autoscaling), pdb);
}

function hasTwo(replicas: number, autoscaling?: Autoscaling): Condition {
  if (!autoscaling) return atLeast(replicas, 2);
  const { enabled, minReplicas } = autoscaling;
  return or(and(enabled, atLeast(minReplicas, 2)), and(not(enabled), atLeast(replicas, 2)));
}
