import { ChatbotError } from '../values';
import type { PlainObject } from './manifests';
import { amountText, parseQuantity } from './quantity';
import { type Amounts, sharesOf } from './shares';

type Quantities = Readonly<Record<string, string>>;

interface Container {
  readonly name: string;
  readonly resources?: { readonly limits?: Quantities };
}

interface Template {
  readonly template?: {
    readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
  };
}

interface Claim {
  readonly resources?: { readonly requests?: Quantities };
}

/** An object, as far as bounds look into it. */
interface Bounded {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: Claim &
    Template & {
      readonly hard?: Quantities;
      readonly limits?: readonly { readonly type: string; readonly max?: Quantities }[];
      readonly replicas?: number;
      readonly jobTemplate?: { readonly spec?: Template };
      readonly volumeClaimTemplates?: readonly { readonly spec: Claim }[];
    };
}

/**
 * What the objects of an environment need at most, by the names that a ResourceQuota has for it: everything scaled up as far
 * as it may be, replaced by a newer version meanwhile, and every Job running.
 */
export function peakOf(objects: readonly PlainObject[]): Amounts {
  const peak: Record<string, number> = { pods: 0 };
  const add = (name: string, amount: number) => (peak[name] = rounded((peak[name] ?? 0) + amount));
  for (const { mostPods, requests, limits } of sharesOf(objects)) {
    add('pods', mostPods);
    for (const [name, amount] of Object.entries(requests)) add(`requests.${name}`, mostPods * amount);
    for (const [name, amount] of Object.entries(limits)) add(`limits.${name}`, mostPods * amount);
  }
  for (const size of claimsOf(objects)) {
    add('persistentvolumeclaims', 1);
    add('requests.storage', parseQuantity(size));
  }
  return peak;
}

// Sums of fractions would be a little off.
function rounded(amount: number): number {
  return Math.round(amount * 1000) / 1000;
}

function claimsOf(objects: readonly PlainObject[]): string[] {
  return boundedOf(objects).flatMap(({ kind, spec = {} }) => {
    if (kind === 'PersistentVolumeClaim') return [sizeOf(spec)];
    const { volumeClaimTemplates = [], replicas = 1 } = spec;
    return volumeClaimTemplates.flatMap((claim) => Array.from({ length: replicas }, () => sizeOf(claim.spec)));
  });
}

function sizeOf({ resources }: Claim): string {
  return resources?.requests?.storage ?? '0';
}

function boundedOf(objects: readonly PlainObject[]): Bounded[] {
  return objects.map(({ json }) => json as unknown as Bounded);
}

/** @throws ChatbotError when a ResourceQuota would refuse what the environment has, or a LimitRange one of its containers. */
export function checkQuotas(path: string, environment: string, objects: readonly PlainObject[]): void {
  const peak = peakOf(objects);
  for (const { kind, spec, metadata } of boundedOf(objects)) {
    if (kind === 'LimitRange') {
      const most = spec?.limits?.find(({ type }) => type === 'Container')?.max ?? {};
      for (const object of boundedOf(objects)) checkContainers(`${path}: ${environment}`, object, most);
    }
    if (kind !== 'ResourceQuota') continue;
    const short = Object.entries(spec?.hard ?? {}).filter(([name, most]) => (peak[name] ?? 0) > parseQuantity(most));
    if (short.length === 0) continue;
    const lacks = short.map(([name, most]) => `${name} is ${most}, and ${amountText(name, peak[name]!)} are needed`);
    throw new ChatbotError(
      `${path}: the ResourceQuota ${metadata.name} of ${environment} does not admit a rolling update with everything ` +
        `scaled up: ${lacks.join('; ')}; raise it, or lower replicas or resources`,
    );
  }
}

function checkContainers(where: string, { kind, metadata, spec }: Bounded, most: Quantities): void {
  const pod = (spec?.jobTemplate?.spec ?? spec)?.template?.spec;
  for (const { name, resources } of [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]) {
    const limits = resources?.limits ?? {};
    const above = Object.keys(most).find((what) => parseQuantity(limits[what] ?? '0') > parseQuantity(most[what]!));
    if (above === undefined) continue;
    throw new ChatbotError(
      `${where}: ${kind} ${metadata.name}: the container ${name} may take ${limits[above]!} of ${above}, and the LimitRange ` +
        `allows ${most[above]!}; raise the one or lower the other`,
    );
  }
}
