import { parseQuantity } from '../synth';
import type { Json } from '../values';
import type { Finding } from './finding';
import { type KubernetesObject, at, isMap, kindOf, mapsAt, same, subjectOf, textAt } from './objects';

type Claim = { readonly [key: string]: Json };

const SIZE = 'spec.resources.requests.storage';
const KEEP = 'Leave the claim as it was. ';
const ORPHAN = 'kubectl delete statefulset with --cascade=orphan keeps pods and claims, and the upgrade makes it anew';

/** Claims that are renamed, shrunk or otherwise changed, so that an upgrade is refused or data stays behind. */
export function claimFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  switch (kindOf(was)) {
    case 'StatefulSet.apps':
      return templateFindings(was, is);
    case 'PersistentVolumeClaim':
      return ownClaimFindings(was, is);
    case 'Cluster.postgresql.cnpg.io':
      return ['spec.storage.size', 'spec.walStorage.size'].flatMap((path) => shrunkField(was, is, path));
    default:
      return [];
  }
}

function templateFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  const [old, fresh] = [was, is].map(claimsByName);
  const added = [...fresh!.keys()].filter((name) => !old!.has(name));
  const gone = [...old!.keys()].filter((name) => !fresh!.has(name));
  return [
    ...gone.map((name) => goneClaim(was, name, added)),
    ...(gone.length > 0 ? [] : added.map((name) => addedClaim(was, name))),
    ...[...old!].flatMap(([name, claim]) => {
      const now = fresh!.get(name);
      return now ? changedTemplate(was, name, claim, now) : [];
    }),
  ];
}

function claimsByName(statefulSet: KubernetesObject): Map<string, Claim> {
  return new Map(
    mapsAt(statefulSet, 'spec.volumeClaimTemplates').map((claim) => [textAt(claim, 'metadata.name'), claim]),
  );
}

function goneClaim(statefulSet: KubernetesObject, name: string, added: readonly string[]): Finding {
  return {
    subject: subjectOf(statefulSet),
    change: added.length > 0 ? `claim "${name}" is renamed to "${added.join('", "')}"` : `claim "${name}" is gone`,
    reason: 'Kubernetes refuses the upgrade, and the data stays behind in a volume that no pod mounts.',
    advice: `${KEEP}Where it has to go: back up, install anew, restore.`,
  };
}

function addedClaim(statefulSet: KubernetesObject, name: string): Finding {
  return {
    subject: subjectOf(statefulSet),
    change: `claim "${name}" is new`,
    reason: "Kubernetes refuses the upgrade: a StatefulSet's claim templates are immutable.",
    advice: `Use a claim of its own, beside the StatefulSet, or have it deleted first: ${ORPHAN}.`,
  };
}

function changedTemplate(statefulSet: KubernetesObject, name: string, was: Claim, is: Claim): Finding[] {
  const subject = subjectOf(statefulSet);
  const [old, fresh] = [textAt(was, SIZE), textAt(is, SIZE)];
  const found: Finding[] = [];
  const order = compareSizes(old, fresh);
  if (order > 0) found.push(shrunk(subject, `claim "${name}"`, old, fresh));
  if (order < 0) {
    found.push({
      subject,
      change: `claim "${name}" grows from ${old} to ${fresh}`,
      reason: "Kubernetes refuses the upgrade: a StatefulSet's claim templates are immutable, also to larger ones.",
      advice: `First enlarge the claims themselves (kubectl patch pvc), then delete the StatefulSet: ${ORPHAN}.`,
    });
  }
  if (!same(withoutSize(was), withoutSize(is))) {
    found.push({
      subject,
      change: `claim "${name}" changes in more than its size`,
      reason: "Kubernetes refuses the upgrade: a StatefulSet's claim templates are immutable, their labels too.",
      advice: `${KEEP}Where it has to change: ${ORPHAN}; claims that are there stay as they are.`,
    });
  }
  return found;
}

function ownClaimFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  const found = shrunkField(was, is, SIZE);
  if (same(withoutSize(was).spec, withoutSize(is).spec)) return found;
  return [
    ...found,
    {
      subject: subjectOf(was),
      change: 'its spec changes in more than its size',
      reason: 'Kubernetes refuses the upgrade: of the spec of a claim that is there only the size may change.',
      advice: `${KEEP}Where it has to change: make a claim with another name, and copy the data.`,
    },
  ];
}

function shrunkField(was: KubernetesObject, is: KubernetesObject, path: string): Finding[] {
  const [old, fresh] = [textAt(was, path), textAt(is, path)];
  return old && fresh && compareSizes(old, fresh) > 0 ? [shrunk(subjectOf(was), path, old, fresh)] : [];
}

function shrunk(subject: string, what: string, old: string, fresh: string): Finding {
  return {
    subject,
    change: `${what} shrinks from ${old} to ${fresh}`,
    reason: 'Kubernetes refuses the upgrade: no volume can shrink.',
    advice: `${KEEP}Where it has to be smaller: back up, install anew, restore.`,
  };
}

/** Above zero when the first is larger; what is no quantity counts as equal to nothing but itself. */
function compareSizes(one: string, other: string): number {
  if (one === other) return 0;
  const difference = parseQuantity(one) - parseQuantity(other);
  return Number.isNaN(difference) ? 1 : difference;
}

// The API server fills in what is left out here.
function withoutSize(claim: Claim): { [key: string]: Json } {
  const spec = at(claim, 'spec');
  const { resources, volumeMode = 'Filesystem', ...rest } = isMap(spec) ? spec : {};
  const { apiVersion, kind, ...others } = claim;
  void [resources, apiVersion, kind];
  return { ...others, spec: { ...rest, volumeMode } };
}
