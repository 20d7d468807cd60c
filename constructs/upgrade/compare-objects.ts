import { claimFindings } from './claims';
import type { Finding } from './finding';
import { immutableFindings } from './immutable';
import { type KubernetesObject, identityOf, isMadeAnew } from './objects';
import { removedFindings } from './removed';
import { lostPods, serviceFindings } from './services';

/** What would break a release whose objects are the old ones, when the new ones are applied. */
export function compareObjects(old: readonly KubernetesObject[], fresh: readonly KubernetesObject[]): Finding[] {
  const [before, after] = [old, fresh].map((objects) => objects.filter((object) => !isMadeAnew(object)));
  const now = new Map(after!.map((object) => [identityOf(object), object]));
  const known = new Set(before!.map(identityOf));
  const gone = before!.filter((object) => !now.has(identityOf(object)));
  const added = after!.filter((object) => !known.has(identityOf(object)));
  return [
    ...before!.flatMap((was) => {
      const is = now.get(identityOf(was));
      if (!is) return [];
      return [
        ...immutableFindings(was, is),
        ...claimFindings(was, is),
        ...serviceFindings(was, is),
        ...lostPods(before!, was, is),
      ];
    }),
    ...removedFindings(gone, added),
  ];
}
