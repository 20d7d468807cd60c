import { type HandleOf, type List, each, integer, list, oneOf, section, string } from '../values';
import type { PodSpec } from './kubernetes';
import { LABEL_KEYS } from './metadata';

const constraintValues = section('A constraint', {
  topologyKey: string({
    description: 'Label of nodes whose values tell the places apart, such as topology.kubernetes.io/zone',
    default: 'kubernetes.io/hostname',
    ...LABEL_KEYS,
    expected: 'a label of nodes such as topology.kubernetes.io/zone',
  }),
  maxSkew: integer({ description: 'Pods by which two places may differ', default: 1, minimum: 1, maximum: 100 }),
  whenUnsatisfiable: oneOf({
    description: 'What becomes of a pod for which there is no such place',
    options: ['ScheduleAnyway', 'DoNotSchedule'],
    default: 'ScheduleAnyway',
  }),
});

/** How the pods of one workload keep apart. */
export type TopologySpread = HandleOf<typeof constraintValues>;

const APART = [{ topologyKey: 'kubernetes.io/hostname', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' as const }];

/** The value that says how the pods of each workload keep apart. */
export const topologySpreadValue = list({
  description: 'How the pods of each workload keep apart: on nodes, in zones',
  item: constraintValues,
  default: APART,
});

/** The constraints in Kubernetes' words, each about the workload's own pods. */
export function spreadOf(
  matchLabels: Record<string, string>,
  constraints: List<TopologySpread> = APART,
): PodSpec['topologySpreadConstraints'] {
  return [
    each(
      constraints,
      ({ topologyKey, maxSkew, whenUnsatisfiable }) => ({
        maxSkew,
        topologyKey,
        whenUnsatisfiable,
        labelSelector: { matchLabels },
      }),
      'constraint',
    ),
  ];
}
