import { Construct } from 'constructs';
import { onlyWhen } from '../synth';
import { type Condition, type HandleOf, boolean, integer, quantity, section } from '../values';
import { identityOf } from './identity';
import { LimitRange, ResourceQuota } from './kubernetes';
import { checkName, checkProps } from './shapes/program';
import { CONTAINER_BOUNDS, NAMESPACE_QUOTA } from './shapes/namespace';
import { type Amounts, type Resources, amountValues, inKubernetesWords, resourceValues, toAmounts } from './resources';

/** The most that all that is in the namespace may take together. */
export const quotaValues = section('ResourceQuota: the most that all pods of the namespace take together', {
  enabled: boolean({ description: 'Whether there is a ResourceQuota', default: false }),
  pods: integer({ description: 'Pods, those of Jobs included', default: 30, minimum: 1, maximum: 10_000 }),
  resources: resourceValues(
    {
      requests: { cpu: '4', memory: '6Gi', ephemeralStorage: '8Gi' },
      limits: { cpu: '16', memory: '12Gi', ephemeralStorage: '16Gi' },
    },
    'of all containers together',
  ),
  claims: integer({ description: 'PersistentVolumeClaims', default: 10, maximum: 10_000 }),
  storage: quantity({ description: 'Size of all volumes together, in bytes', default: '100Gi' }),
});

/** What a container gets that says nothing, and the most that one may ask for. */
export const containerBoundsValues = section('LimitRange: bounds of each container of the namespace', {
  enabled: boolean({ description: 'Whether there is a LimitRange', default: false }),
  defaults: resourceValues({
    requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '256Mi' },
  }),
  most: amountValues('The most', { cpu: '4', memory: '8Gi', ephemeralStorage: '8Gi' }),
});

/** Handles of `quotaValues`, or literals. */
export type NamespaceQuotaProps = Omit<HandleOf<typeof quotaValues>, 'enabled'> & {
  /** @default true */
  readonly enabled?: Condition;
};

/**
 * A ResourceQuota of the namespace. Pods that name no requests and limits are refused where there is one, unless a LimitRange
 * gives them some. Synth refuses one that would stop a rolling update of what the environment has.
 */
export class NamespaceQuota extends Construct {
  constructor(scope: Construct, id: string, props: NamespaceQuotaProps) {
    super(scope, id);
    checkProps(this, props, NAMESPACE_QUOTA);
    checkName(this, id);
    const { enabled, pods, resources, claims, storage } = props;
    const { name, labels } = identityOf(this, id);
    const quota = new ResourceQuota(this, 'Resource', {
      metadata: { name, labels },
      spec: {
        hard: {
          pods: String(pods),
          ...prefixed('requests', resources.requests),
          ...prefixed('limits', resources.limits),
          persistentvolumeclaims: String(claims),
          'requests.storage': storage,
        },
      },
    });
    onlyWhen(enabled ?? true, quota);
  }
}

/** Handles of `containerBoundsValues`, or literals. */
export interface ContainerBoundsProps {
  /** @default true */
  readonly enabled?: Condition;
  /** What a container gets that names no requests or limits. */
  readonly defaults: Resources;
  /** The most that a container may name as its limits. */
  readonly most: Amounts;
}

/** A LimitRange of the namespace. Synth refuses one that would refuse a container of the environment. */
export class ContainerBounds extends Construct {
  constructor(scope: Construct, id: string, props: ContainerBoundsProps) {
    super(scope, id);
    checkProps(this, props, CONTAINER_BOUNDS);
    checkName(this, id);
    const { enabled, defaults, most } = props;
    const { name, labels } = identityOf(this, id);
    const range = new LimitRange(this, 'Resource', {
      metadata: { name, labels },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: toAmounts(defaults.requests),
            default: toAmounts(defaults.limits),
            max: toAmounts(most),
          },
        ],
      },
    });
    onlyWhen(enabled ?? true, range);
  }
}

function prefixed(prefix: string, amounts: Amounts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inKubernetesWords(amounts)).map(([name, amount]) => [`${prefix}.${name}`, amount]),
  );
}
