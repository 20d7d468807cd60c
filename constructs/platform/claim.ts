import { type Optional, embed, optional, string } from '../values';
import type { Identity } from './identity';
import { OBJECT_NAME } from './names';

/** The value that says of what kind a workload's volume is. */
export const storageClassValue = optional(
  string({
    description: "StorageClass of the volume; the cluster's default if absent",
    default: 'standard',
    pattern: OBJECT_NAME.pattern,
    expected: 'the name of a StorageClass',
  }),
);

/**
 * The claim `data` of a StatefulSet's pods, as the API server stores it, status included: whoever applies it again, or
 * compares it, finds nothing changed.
 */
export function claimTemplate(
  { helper, selector }: Identity,
  { storage, storageClass }: { readonly storage: string; readonly storageClass?: Optional<string> },
) {
  return helper('claim', {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', labels: selector },
    spec: {
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Filesystem',
      storageClassName: embed(storageClass),
      resources: { requests: { storage } },
    },
    status: { phase: 'Pending' },
  });
}
