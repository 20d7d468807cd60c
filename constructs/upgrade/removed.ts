import type { Finding } from './finding';
import { type KubernetesObject, kindOf, subjectOf, textAt } from './objects';

// What is lost, or stays behind, when Helm removes an object of the kind.
const DATA: Readonly<Record<string, string>> = {
  'StatefulSet.apps': 'Its claims stay behind, and what takes its place starts with empty ones.',
  PersistentVolumeClaim: 'Helm deletes the claim, and with most storage classes its data.',
  PersistentVolume: 'Helm deletes the volume.',
  Namespace: 'Helm deletes the namespace with all that is in it.',
  'Cluster.postgresql.cnpg.io': 'The operator deletes the database with its claims.',
  'CustomResourceDefinition.apiextensions.k8s.io': 'Kubernetes deletes every object of the kind.',
};

/** Objects with data in them that the new chart no longer has. */
export function removedFindings(old: readonly KubernetesObject[], added: readonly KubernetesObject[]): Finding[] {
  return old.flatMap((object) => {
    const reason = DATA[kindOf(object)];
    if (reason === undefined || isKept(object)) return [];
    const others = added
      .filter((other) => kindOf(other) === kindOf(object))
      .map((other) => textAt(other, 'metadata.name'));
    return [
      {
        subject: subjectOf(object),
        change: others.length > 0 ? `is gone; renamed to ${others.join(' or ')}?` : 'is gone',
        reason,
        advice: 'Keep it under its name; where it has to go, say in the release notes how to back up and restore.',
      },
    ];
  });
}

function isKept(object: KubernetesObject): boolean {
  const annotations = (object.metadata as { annotations?: Record<string, unknown> } | undefined)?.annotations;
  return annotations?.['helm.sh/resource-policy'] === 'keep';
}
