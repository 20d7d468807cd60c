import { type Condition, type HandleOf, choose, isUnresolved, quantity, section, shared, size } from '../values';

/** CPU in cores, memory and ephemeral storage in bytes, of one container. */
export interface Amounts {
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
}

/** The values of a container's resources, with this component's defaults. */
export function resourceValues(
  defaults: { readonly requests: Amounts; readonly limits: Amounts },
  whose = 'of one container',
) {
  return section(`Requests and limits ${whose}`, {
    requests: amountValues('Requests', defaults.requests, whose),
    limits: amountValues('Limits', defaults.limits, whose),
  });
}

/** Handles or literals of `resourceValues`. */
export type Resources = HandleOf<ReturnType<typeof resourceValues>>;

/** The values of amounts, such as requests. */
export function amountValues(kind: string, { cpu, memory, ephemeralStorage }: Amounts, whose = 'of one container') {
  return section(`${kind} ${whose}`, {
    cpu: quantity({ description: 'CPU in cores', default: cpu }),
    memory: size({ description: 'Memory in bytes', default: memory }),
    ephemeralStorage: size({ description: 'Ephemeral storage in bytes', default: ephemeralStorage }),
  });
}

/** A container's `resources` in Kubernetes' words. */
export function toResources({ requests, limits }: Resources) {
  return { requests: toAmounts(requests), limits: toAmounts(limits) };
}

/** The one or the other of two. */
export function chooseResources(condition: Condition, a: Resources, b: Resources): Resources {
  const among = (one: Amounts, other: Amounts): Amounts => ({
    cpu: choose(condition, one.cpu, other.cpu),
    memory: choose(condition, one.memory, other.memory),
    ephemeralStorage: choose(condition, one.ephemeralStorage, other.ephemeralStorage),
  });
  return { requests: among(a.requests, b.requests), limits: among(a.limits, b.limits) };
}

/** Amounts in Kubernetes' words. */
export function toAmounts({ cpu, memory, ephemeralStorage }: Amounts) {
  const amounts = { cpu, memory, ephemeralStorage };
  // Literals are said in less than what a helper would be told.
  return isUnresolved(cpu) ? shared('amounts', amounts, inKubernetesWords) : inKubernetesWords(amounts);
}

/** The same where its entries stand among others. */
export function inKubernetesWords({ cpu, memory, ephemeralStorage }: Amounts) {
  return { cpu, memory, 'ephemeral-storage': ephemeralStorage };
}
