import { ContainerBounds, NamespaceQuota, containerBoundsValues, quotaValues, restrictedNamespace } from '../platform';
import type { HelmChart } from '../synth';
import { type HandleOf, release, section } from '../values';

/** What holds for all that is in the namespace, other releases included. */
export const namespaceValues = section('Bounds of the namespace', {
  quota: quotaValues,
  containerBounds: containerBoundsValues,
});

/** The namespace, with Pod Security "restricted", and its bounds. */
export function addNamespace(chart: HelmChart, { quota, containerBounds }: HandleOf<typeof namespaceValues>): void {
  restrictedNamespace(chart, release.namespace);
  new NamespaceQuota(chart, 'quota', quota);
  new ContainerBounds(chart, 'container-bounds', containerBounds);
}
