import { type Condition, type Optional, and, choose, differs, either, equals, named, not, text } from '../values';
import type { Traffic } from './network';
import type { JobVolume } from './job-props';

/** A volume in which backups are kept. */
export interface BackupVolume {
  /** Whether it is the one in use. @default true */
  readonly when?: Condition;
  /** Size of the claim that is made, a quantity. It cannot shrink. */
  readonly size: string;
  /** @default - the cluster's default StorageClass */
  readonly storageClass?: Optional<string>;
  /** Name of a claim that is there already, to be used instead; empty for none. @default - none */
  readonly existingClaim?: string;
}

/** A bucket of an S3-compatible service in which backups are kept. */
export interface BackupBucket {
  /** Whether it is the one in use; it goes before a volume. @default true */
  readonly when?: Condition;
  /** Host name of the service, without scheme, e.g. `s3.eu-central-1.amazonaws.com`. */
  readonly host: string;
  /** TCP port of the service. @default 443 */
  readonly port?: number;
  /** Whether the service speaks TLS. @default true */
  readonly tls?: Condition;
  /** Namespace of the service's pods; empty for a service outside the cluster. @default - outside the cluster */
  readonly namespace?: string;
  /** @default us-east-1 */
  readonly region?: string;
  /** Name of the bucket, which must be there. */
  readonly bucket: string;
  /** Folder in the bucket, one for each database. */
  readonly folder: string;
  /** Secret with the keys `access-key` and `secret-key`. */
  readonly secretName: string;
}

/** Where backups are kept. */
export interface BackupStore {
  /** @default - there has to be a bucket */
  readonly volume?: BackupVolume;
  /** @default - there has to be a volume */
  readonly bucket?: BackupBucket;
}

/** Where the store's volume is: the claim, or the keys of the bucket. */
export const STORE_FOLDER = '/store';

/** The settings by which the programs of apps/backup find the store. */
export function storeSettings({ volume, bucket }: BackupStore): Record<string, string> {
  if (!bucket) return { STORE: STORE_FOLDER };
  const { when: isUsed = true, host, port = 443, tls = true, region = 'us-east-1' } = bucket;
  const address = `s3://${bucket.bucket}/${bucket.folder}`;
  return {
    STORE: volume ? choose(isUsed, address, STORE_FOLDER) : address,
    S3_ENDPOINT: `${choose(tls, 'https', 'http')}://${host}:${text(port)}`,
    S3_REGION: region,
    S3_ACCESS_KEY_FILE: `${STORE_FOLDER}/access-key`,
    S3_SECRET_KEY_FILE: `${STORE_FOLDER}/secret-key`,
  };
}

/** The volume that the settings name. */
export function storeSource({ volume, bucket }: BackupStore, claimName: string): JobVolume['source'] {
  // Read by the pod's group, fsGroup, and nobody else: 0440.
  const keys = bucket && { secret: { secretName: bucket.secretName, defaultMode: 0o440 } };
  const claim = volume && { persistentVolumeClaim: { claimName } };
  return named('store', keys && claim ? either<object>(bucket.when ?? true, keys, claim) : (keys ?? claim ?? {}));
}

/** Whether the volume is the one in use. */
export function usesVolume({ volume, bucket }: BackupStore): Condition {
  return and(volume !== undefined, volume?.when ?? true, not(bucket ? (bucket.when ?? true) : false));
}

/** Opens the way to the bucket's service and to nothing else. */
export function openWayTo({ bucket }: BackupStore, traffic: Traffic): void {
  if (!bucket) return;
  const { when = true, port = 443, namespace = '' } = bucket;
  traffic.toOutside(port, and(when, equals(namespace, '')), { name: 'S3 service' });
  traffic.toNamespace(namespace, port, and(when, differs(namespace, '')), {
    name: 'S3 in the cluster',
  });
}
