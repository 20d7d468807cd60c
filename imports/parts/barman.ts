import { type KeyReference, keyReference } from './references';
import { atLeastOne } from '../shape/rules';
import { type Shape, always, flag, integer, keyed, object, text, word } from '../shape/shape';
import { httpUrl, objectName, someText, texts } from '../shape/words';

/** Who may use a bucket: keys in Secrets, or the role of the service account. */
export type S3Credentials = S3Keys | S3Role;
export interface S3Keys {
  readonly accessKeyId: KeyReference;
  readonly secretAccessKey: KeyReference;
  /** @default - the endpoint's own */
  readonly region?: KeyReference;
  /** @default - none */
  readonly sessionToken?: KeyReference;
  readonly inheritFromIAMRole?: never;
}
export interface S3Role {
  readonly inheritFromIAMRole: true;
  readonly accessKeyId?: never;
  readonly secretAccessKey?: never;
}

/** A folder in an S3-compatible store, with base backups and the write-ahead log. */
export interface BarmanObjectStore {
  /** `s3://<bucket>/<folder>`. */
  readonly destinationPath: string;
  /** @default - Amazon's */
  readonly endpointURL?: string;
  /** Certificate authority of the endpoint. @default - the system's */
  readonly endpointCA?: KeyReference;
  readonly s3Credentials: S3Credentials;
  /** Folder of this server. @default - the cluster's name */
  readonly serverName?: string;
  /** The write-ahead log. @default - as it is */
  readonly wal?: {
    /** @default - none */
    readonly compression?: 'bzip2' | 'gzip' | 'lz4' | 'snappy' | 'xz' | 'zstd';
    /** @default - the bucket's own */
    readonly encryption?: 'AES256' | 'aws:kms';
    /** Files at a time, 1 or more. @default 1 */
    readonly maxParallel?: number;
  };
  /** Base backups. @default - as they are */
  readonly data?: {
    /** @default - none */
    readonly compression?: 'bzip2' | 'gzip' | 'lz4' | 'snappy';
    /** @default - the bucket's own */
    readonly encryption?: 'AES256' | 'aws:kms';
    /** Uploads at a time, 1 or more. @default 2 */
    readonly jobs?: number;
  };
}

/** Backups of a Cluster. CloudNativePG is moving this into a plugin, see `ClusterPlugin`; both forms work until then. */
export interface ClusterBackup {
  /** @default - none; then there are snapshots */
  readonly barmanObjectStore?: BarmanObjectStore;
  /** Snapshots of the volumes. @default - none */
  readonly volumeSnapshot?: {
    /** VolumeSnapshotClass. @default - the cluster's default one */
    readonly className?: string;
    /** Whether the server goes on while it is taken. @default true */
    readonly online?: boolean;
  };
  /** Days, weeks or months, e.g. `30d`. @default - forever */
  readonly retentionPolicy?: string;
  /** Which instance is read. @default prefer-standby */
  readonly target?: 'primary' | 'prefer-standby';
}

/** A plugin of CloudNativePG, such as `barman-cloud.cloudnative-pg.io` with the parameter `barmanObjectName`. */
export interface ClusterPlugin {
  readonly name: string;
  /** @default true */
  readonly enabled?: boolean;
  /** Whether it keeps the write-ahead log; one plugin at most does. @default false */
  readonly isWALArchiver?: boolean;
  /** @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Another cluster, as its backups know it. */
export type ExternalCluster = StoredCluster | PluginCluster;
export interface StoredCluster {
  readonly name: string;
  readonly barmanObjectStore: BarmanObjectStore;
  readonly plugin?: never;
}
export interface PluginCluster {
  readonly name: string;
  readonly plugin: ClusterPlugin;
  readonly barmanObjectStore?: never;
}

type Wal = NonNullable<BarmanObjectStore['wal']>;
type Data = NonNullable<BarmanObjectStore['data']>;

const s3Credentials: Shape<S3Credentials> = keyed({
  accessKeyId: object<S3Keys>(
    { accessKeyId: keyReference, secretAccessKey: keyReference },
    { region: keyReference, sessionToken: keyReference },
  ),
  inheritFromIAMRole: object<S3Role>({ inheritFromIAMRole: always }, {}),
});

const encryption = word('AES256', 'aws:kms');
const store = object<BarmanObjectStore>(
  {
    destinationPath: text('a folder such as s3://bucket/folder', /^s3:\/\/[a-z0-9][-a-z0-9.]*(\/[!-~]*)?$/),
    s3Credentials,
  },
  {
    endpointURL: httpUrl,
    endpointCA: keyReference,
    serverName: objectName,
    wal: object<Wal>(
      {},
      { compression: word('bzip2', 'gzip', 'lz4', 'snappy', 'xz', 'zstd'), encryption, maxParallel: integer(1) },
    ),
    data: object<Data>({}, { compression: word('bzip2', 'gzip', 'lz4', 'snappy'), encryption, jobs: integer(1) }),
  },
);

export const backup: Shape<ClusterBackup> = object<ClusterBackup>(
  {},
  {
    barmanObjectStore: store,
    volumeSnapshot: object<NonNullable<ClusterBackup['volumeSnapshot']>>({}, { className: objectName, online: flag }),
    retentionPolicy: text('days, weeks or months such as 30d, 4w or 6m', /^[1-9][0-9]*[dwm]$/),
    target: word('primary', 'prefer-standby'),
  },
  atLeastOne('barmanObjectStore', 'volumeSnapshot'),
);

export const plugin: Shape<ClusterPlugin> = object<ClusterPlugin>(
  { name: someText },
  { enabled: flag, isWALArchiver: flag, parameters: texts },
);

export const externalCluster: Shape<ExternalCluster> = keyed({
  barmanObjectStore: object<StoredCluster>({ name: objectName, barmanObjectStore: store }, {}),
  plugin: object<PluginCluster>({ name: objectName, plugin }, {}),
});
