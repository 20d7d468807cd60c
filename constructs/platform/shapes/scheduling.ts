import { matchesAlways, withoutValue } from '../../../imports/parts/pod';
import { integer, list, text, word } from '../../../imports/shape/shape';
import { anyText, labels, objectName, quantity } from '../../../imports/shape/words';
import { exactly, fields } from './words';

// Parts of Kubernetes' API that say where pods run and how many there are.

const key = text('a key such as topology.kubernetes.io/zone', /^[A-Za-z0-9][-A-Za-z0-9_./]{0,250}$/);
const operator = word('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt');
const requirement = exactly({ key, operator }, { values: list(anyText) });
const nodeTerm = exactly({}, { matchExpressions: list(requirement), matchFields: list(requirement) });
const weight = integer(1, 100);
const labelSelector = exactly(
  {},
  {
    matchLabels: labels,
    matchExpressions: list(
      exactly({ key, operator: word('In', 'NotIn', 'Exists', 'DoesNotExist') }, { values: list(anyText) }),
    ),
  },
);
const podTerm = exactly(
  { topologyKey: key },
  {
    labelSelector,
    namespaceSelector: labelSelector,
    namespaces: list(objectName),
    matchLabelKeys: list(key),
    mismatchLabelKeys: list(key),
  },
);
const podAffinity = exactly(
  {},
  {
    requiredDuringSchedulingIgnoredDuringExecution: list(podTerm),
    preferredDuringSchedulingIgnoredDuringExecution: list(exactly({ weight, podAffinityTerm: podTerm })),
  },
);

export const affinity = exactly(
  {},
  {
    nodeAffinity: exactly(
      {},
      {
        requiredDuringSchedulingIgnoredDuringExecution: exactly({ nodeSelectorTerms: list(nodeTerm, { minItems: 1 }) }),
        preferredDuringSchedulingIgnoredDuringExecution: list(exactly({ weight, preference: nodeTerm })),
      },
    ),
    podAffinity,
    podAntiAffinity: podAffinity,
  },
);

export const tolerations = list(
  fields(
    { operator: word('Equal', 'Exists') },
    {
      key,
      value: anyText,
      effect: word('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
      tolerationSeconds: integer(0),
    },
    matchesAlways,
    withoutValue,
  ),
);

export const topologySpreadConstraints = list(
  exactly({ topologyKey: key, maxSkew: integer(1), whenUnsatisfiable: word('ScheduleAnyway', 'DoNotSchedule') }),
  { unique: 'topologyKey' },
);

const policy = exactly({ type: word('Pods', 'Percent'), value: integer(1), periodSeconds: integer(1, 1800) });
const scaling = exactly(
  {},
  {
    stabilizationWindowSeconds: integer(0, 3600),
    selectPolicy: word('Max', 'Min', 'Disabled'),
    policies: list(policy),
    tolerance: quantity,
  },
);
const metric = fields({ type: word('Resource', 'ContainerResource', 'Pods', 'Object', 'External') });
const flag = { kind: 'boolean' } as const;

export const autoscaling = fields(
  { enabled: flag, minReplicas: integer(1), maxReplicas: integer(1), cpuPercent: integer(1) },
  { memoryPercent: integer(1), metrics: list(metric), behavior: exactly({}, { scaleUp: scaling, scaleDown: scaling }) },
);

export const nodeSelector = labels;
