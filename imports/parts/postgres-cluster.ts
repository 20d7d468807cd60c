import { type Toleration, toleration } from './pod';
import { type ObjectReference, objectReference } from './references';
import { atLeastOne, atMostOne } from '../shape/rules';
import { type Shape, flag, integer, keyed, list, map, object, text, word } from '../shape/shape';
import { labels, objectName, quantity, someText } from '../shape/words';

/** A claim for each instance. */
export interface ClusterStorage {
  /** A quantity, e.g. `10Gi`; it may grow, not shrink. */
  readonly size: string;
  /** @default - the cluster's default one */
  readonly storageClass?: string;
  /** Whether claims grow when the size does. @default true */
  readonly resizeInUseVolumes?: boolean;
}

/** A new, empty database. */
export interface InitDb {
  /** @default app */
  readonly database?: string;
  /** @default - the database's name */
  readonly owner?: string;
  /** Secret of type `kubernetes.io/basic-auth` with the owner's name and password. @default - one is made, `<cluster>-app` */
  readonly secret?: ObjectReference;
  /** Checksums on pages. @default false */
  readonly dataChecksums?: boolean;
  /** @default UTF8 */
  readonly encoding?: string;
  /** Order of text. @default C */
  readonly localeCollate?: string;
  /** Which characters are letters, and which of them are lower case. @default C */
  readonly localeCType?: string;
  /** SQL run once in the new database, as superuser. @default - none */
  readonly postInitApplicationSQL?: readonly string[];
}

/** A database from a backup. */
export interface Recovery {
  /** One of `externalClusters`, by name. @default - none; then there is backup */
  readonly source?: string;
  /** A Backup in this namespace. @default - none; then there is source */
  readonly backup?: ObjectReference;
  /** @default app */
  readonly database?: string;
  /** @default - the database's name */
  readonly owner?: string;
  /** Secret with the owner's name and password. @default - one is made */
  readonly secret?: ObjectReference;
  /** How far the log is replayed. @default - to its end */
  readonly recoveryTarget?: {
    /** RFC 3339, e.g. `2026-11-30T03:00:00Z`. */
    readonly targetTime: string;
  };
}

/** How a cluster begins; it is read once. */
export type Bootstrap =
  { readonly initdb: InitDb; readonly recovery?: never } | { readonly recovery: Recovery; readonly initdb?: never };

/** Standbys that must have a transaction before it counts. */
export interface SynchronousReplication {
  /** Any of the standbys, or the first ones of a list. */
  readonly method: 'any' | 'first';
  /** How many, 1 or more; fewer than there are instances. */
  readonly number: number;
  /** Whether writes wait when there are too few standbys. @default required */
  readonly dataDurability?: 'required' | 'preferred';
}

/** PostgreSQL's settings. */
export interface PostgresSettings {
  /** All are strings, e.g. `{ max_connections: '100' }`. @default - CloudNativePG's own */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Lines of pg_hba.conf, between those that CloudNativePG writes. @default - none */
  readonly pg_hba?: readonly string[];
  /** @default - none */
  readonly shared_preload_libraries?: readonly string[];
  /** Standbys that must have a transaction before it counts. @default - asynchronous */
  readonly synchronous?: SynchronousReplication;
}

/** On which nodes instances run. */
export interface ClusterAffinity {
  /** Whether instances keep apart. @default true */
  readonly enablePodAntiAffinity?: boolean;
  /** @default preferred */
  readonly podAntiAffinityType?: 'preferred' | 'required';
  /** @default kubernetes.io/hostname */
  readonly topologyKey?: string;
  /** @default - any nodes */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly tolerations?: readonly Toleration[];
}

export const storage: Shape<ClusterStorage> = object<ClusterStorage>(
  { size: quantity },
  { storageClass: objectName, resizeInUseVolumes: flag },
);

const identifier = text('the name of a database or a role, such as todo', /^[a-z_][a-z0-9_$-]*$/, 63);
const newDatabase = object<InitDb>(
  {},
  {
    database: identifier,
    owner: identifier,
    secret: objectReference,
    dataChecksums: flag,
    encoding: someText,
    localeCollate: someText,
    localeCType: someText,
    postInitApplicationSQL: list(someText),
  },
);
const time = text(
  'a time such as 2026-11-30T03:00:00Z',
  /^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-][0-2][0-9]:[0-5][0-9])$/,
);
const recovery = object<Recovery>(
  {},
  {
    source: someText,
    backup: objectReference,
    database: identifier,
    owner: identifier,
    secret: objectReference,
    recoveryTarget: object<NonNullable<Recovery['recoveryTarget']>>({ targetTime: time }, {}),
  },
  atLeastOne('source', 'backup'),
  atMostOne('source', 'backup'),
);
export const bootstrap: Shape<Bootstrap> = keyed({
  initdb: object<Extract<Bootstrap, { readonly initdb: InitDb }>>({ initdb: newDatabase }, {}),
  recovery: object<Extract<Bootstrap, { readonly recovery: Recovery }>>({ recovery }, {}),
});

const parameter = text('the name of a setting such as max_connections', /^[a-z_][a-zA-Z0-9_.]*$/);
export const postgresql: Shape<PostgresSettings> = object<PostgresSettings>(
  {},
  {
    parameters: map(parameter, text('the setting as text, in quotes')),
    pg_hba: list(someText),
    shared_preload_libraries: list(someText),
    synchronous: object<SynchronousReplication>(
      { method: word('any', 'first'), number: integer(1) },
      { dataDurability: word('required', 'preferred') },
    ),
  },
);

export const affinity: Shape<ClusterAffinity> = object<ClusterAffinity>(
  {},
  {
    enablePodAntiAffinity: flag,
    podAntiAffinityType: word('preferred', 'required'),
    topologyKey: someText,
    nodeSelector: labels,
    tolerations: list(toleration),
  },
);
