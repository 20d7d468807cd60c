import {
  type ClusterBackup,
  type ClusterPlugin,
  type ExternalCluster,
  backup,
  externalCluster,
  plugin,
} from './parts/barman';
import { customResource } from './custom-resource';
import { type Resources, resources } from './parts/pod';
import {
  type Bootstrap,
  type ClusterAffinity,
  type ClusterStorage,
  type PostgresSettings,
  affinity,
  bootstrap,
  postgresql,
  storage,
} from './parts/postgres-cluster';
import { type ObjectReference, objectReference } from './parts/references';
import { literalNumber, literalText } from './shape/rules';
import { type Rule, flag, integer, list, object, text, word } from './shape/shape';
import { type Marks, labelName, marks, objectName, someText, texts } from './shape/words';

export type {
  BarmanObjectStore,
  ClusterBackup,
  ClusterPlugin,
  ExternalCluster,
  PluginCluster,
  S3Credentials,
  S3Keys,
  S3Role,
  StoredCluster,
} from './parts/barman';
export type {
  Bootstrap,
  ClusterAffinity,
  ClusterStorage,
  InitDb,
  PostgresSettings,
  Recovery,
  SynchronousReplication,
} from './parts/postgres-cluster';
export type { Resources, Toleration } from './parts/pod';
export type { KeyReference, ObjectReference } from './parts/references';
export type { Marks } from './shape/words';

// Source: CloudNativePG's documentation and API reference, 1.25 and later.

export interface ClusterSpec {
  /** 1 or more; one of them is the primary. */
  readonly instances: number;
  /** @default - the operator's own */
  readonly imageName?: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  readonly storage: ClusterStorage;
  /** A claim of its own for the write-ahead log. @default - in `storage` */
  readonly walStorage?: ClusterStorage;
  /** @default - a new database `app` */
  readonly bootstrap?: Bootstrap;
  /** Where recovery reads from. @default - none */
  readonly externalClusters?: readonly ExternalCluster[];
  /** @default - none */
  readonly backup?: ClusterBackup;
  /** @default - none */
  readonly plugins?: readonly ClusterPlugin[];
  /** @default - CloudNativePG's own */
  readonly postgresql?: PostgresSettings;
  /** Of each instance. @default - none */
  readonly resources?: Resources;
  /** @default - on different nodes, where there are */
  readonly affinity?: ClusterAffinity;
  /** Whether the user postgres has a password, in `<cluster>-superuser`. @default false */
  readonly enableSuperuserAccess?: boolean;
  /** Whether disruptions are limited; false where the only node is drained. @default true */
  readonly enablePDB?: boolean;
  /** Whether the primary is changed without asking. @default unsupervised */
  readonly primaryUpdateStrategy?: 'unsupervised' | 'supervised';
  /** @default restart */
  readonly primaryUpdateMethod?: 'restart' | 'switchover';
  /** @default - the cluster's default one */
  readonly priorityClassName?: string;
  /** @default - none */
  readonly imagePullSecrets?: readonly ObjectReference[];
  /** Of all that the cluster makes. @default - none */
  readonly inheritedMetadata?: Marks;
}

/** The plugin that makes a backup, and what it is told. */
export interface PluginConfiguration {
  readonly name: string;
  /** @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A backup at certain times. */
export interface ScheduledBackupSpec {
  /** Six fields that begin with seconds, e.g. `0 0 3 * * *`; or `@daily`. */
  readonly schedule: string;
  readonly cluster: ObjectReference;
  /** @default barmanObjectStore */
  readonly method?: 'barmanObjectStore' | 'volumeSnapshot' | 'plugin';
  /** For the method `plugin`. @default - none */
  readonly pluginConfiguration?: PluginConfiguration;
  /** Whether the first one is made at once. @default false */
  readonly immediate?: boolean;
  /** @default false */
  readonly suspend?: boolean;
  /** With what its Backups go. @default none */
  readonly backupOwnerReference?: 'none' | 'self' | 'cluster';
  /** Which instance is read. @default - as the Cluster says */
  readonly target?: 'primary' | 'prefer-standby';
}

/** A standby can be waited for only if there is one. */
const enoughStandbys: Rule = ({ instances, postgresql: settings }) => {
  const standbys = (literalNumber(instances) ?? Infinity) - 1;
  const waited = literalNumber((settings as PostgresSettings | undefined)?.synchronous?.number) ?? 0;
  return waited > standbys ? `waits for ${waited} standbys and has ${standbys}; ask for more instances` : undefined;
};

/** Recovery reads from a cluster that is said. */
const knownSource: Rule = ({ bootstrap: begin, externalClusters }) => {
  const source = literalText((begin as Bootstrap | undefined)?.recovery?.source);
  const names = Array.isArray(externalClusters) ? externalClusters.map(nameOf) : [];
  if (source === undefined || names.some((name) => name === undefined) || names.includes(source)) return undefined;
  return `recovers from "${source}", which is not among externalClusters`;
};

function nameOf(cluster: unknown): string | undefined {
  return literalText((cluster as { readonly name?: unknown } | null)?.name);
}

const cluster = object<ClusterSpec>(
  { instances: integer(1), storage },
  {
    imageName: someText,
    imagePullPolicy: word('Always', 'IfNotPresent', 'Never'),
    walStorage: storage,
    bootstrap,
    externalClusters: list(externalCluster, { unique: 'name' }),
    backup,
    plugins: list(plugin, { unique: 'name' }),
    postgresql,
    resources,
    affinity,
    enableSuperuserAccess: flag,
    enablePDB: flag,
    primaryUpdateStrategy: word('unsupervised', 'supervised'),
    primaryUpdateMethod: word('restart', 'switchover'),
    priorityClassName: objectName,
    imagePullSecrets: list(objectReference),
    inheritedMetadata: marks,
  },
  enoughStandbys,
  knownSource,
);

const pluginByMethod: Rule = ({ method, pluginConfiguration }) => {
  if (method === 'plugin' && pluginConfiguration === undefined)
    return 'has the method plugin, which needs pluginConfiguration';
  const isOther = method === undefined || method === 'barmanObjectStore' || method === 'volumeSnapshot';
  return isOther && pluginConfiguration !== undefined
    ? 'has pluginConfiguration, which needs the method plugin'
    : undefined;
};

const scheduledBackup = object<ScheduledBackupSpec>(
  {
    schedule: text(
      'six fields that begin with seconds, such as 0 0 3 * * *',
      /^(@(yearly|monthly|weekly|daily|hourly)|[-0-9*,\/]+( [-0-9*,\/?A-Z]+){5})$/,
    ),
    cluster: objectReference,
  },
  {
    method: word('barmanObjectStore', 'volumeSnapshot', 'plugin'),
    pluginConfiguration: object<PluginConfiguration>({ name: someText }, { parameters: texts }),
    immediate: flag,
    suspend: flag,
    backupOwnerReference: word('none', 'self', 'cluster'),
    target: word('primary', 'prefer-standby'),
  },
  pluginByMethod,
);

const API = 'postgresql.cnpg.io/v1';

/** Names of Services and pods begin with the cluster's. */
const clusterName = text('a name of 50 characters at most without dots, such as todo-database', labelName.pattern, 50);

/** `postgresql.cnpg.io/v1` Cluster: PostgreSQL with standbys that take over. */
export class Cluster extends customResource(API, 'Cluster', cluster, clusterName) {}
/** `postgresql.cnpg.io/v1` ScheduledBackup: backups of a Cluster at certain times. */
export class ScheduledBackup extends customResource(API, 'ScheduledBackup', scheduledBackup) {}
