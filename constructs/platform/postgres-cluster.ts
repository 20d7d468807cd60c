import { Construct } from 'constructs';
import { Cluster, type ClusterSpec, ScheduledBackup, type Toleration } from '../../imports/cloudnative-pg';
import { onlyWhen } from '../synth';
import { type Condition, type Dictionary, type Optional, and, embed, equals, merge, text, when } from '../values';
import { componentNameOf } from './component-name';
import type { SecretKey } from './database-address';
import { type Identity, identityOf } from './identity';
import { Traffic } from './network';
import { type PodProps, references } from './pod';
import { type Resources, toResources } from './resources';
import { StartOrder } from './start-order';
import { checkProps } from './shapes/program';
import { POSTGRES_CLUSTER } from './shapes/databases';

/** Backups that CloudNativePG makes by itself, each at certain times. */
export interface ClusterBackups {
  /** Whether there are any. */
  readonly enabled: Condition;
  /** Six fields that begin with seconds, such as `0 0 3 * * *`, in UTC. */
  readonly schedule: string;
  /** `volumeSnapshot`, or `plugin` for a store of objects. */
  readonly method: string;
  /** VolumeSnapshotClass. @default - the cluster's default one */
  readonly snapshotClass?: Optional<string>;
  /** Name of the plugin, such as `barman-cloud.cloudnative-pg.io`. */
  readonly plugin: string;
  /** What the plugin is told, such as `barmanObjectName`. @default - nothing */
  readonly pluginParameters?: Dictionary<string>;
}

/** What a `PostgresCluster` is made of. */
export interface PostgresClusterProps extends Pick<
  PodProps,
  'imagePullSecrets' | 'nodeSelector' | 'tolerations' | 'priorityClassName' | 'podLabels' | 'podAnnotations'
> {
  /** Name of the Cluster, at most 50 characters. @default - the id of the subchart or construct around it */
  readonly name?: string;
  /** Full reference of an image made for CloudNativePG; its tag begins with the major version of PostgreSQL. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** PostgreSQL servers, 1 or more; one is the primary. @default 3 */
  readonly instances?: number;
  /** Name of the database, made at the start. */
  readonly database: string;
  /** Owner of the database, made at the start. */
  readonly user: string;
  /** Secret with the keys `username`, which is the user, and `password`; the key here is that of the password. */
  readonly password: SecretKey;
  /** Size of each instance's volume, a quantity. It cannot shrink. */
  readonly storage: string;
  /** @default - the cluster's default StorageClass */
  readonly storageClass?: Optional<string>;
  /** Connections at most, to each instance. @default 100 */
  readonly maxConnections?: number;
  /** More settings of PostgreSQL, such as `{ work_mem: '8MB' }`. @default - CloudNativePG's own */
  readonly parameters?: Dictionary<string>;
  /** Of each instance. */
  readonly resources: Resources;
  /** Namespace of CloudNativePG's operator, whose pods may reach the instances. @default cnpg-system */
  readonly operatorNamespace?: string;
  /** `required` to keep instances on nodes of their own, or `preferred`. @default preferred */
  readonly antiAffinity?: string;
  /** Whether the primary is replaced at an update without asking: `unsupervised`, or `supervised`. @default unsupervised */
  readonly primaryUpdateStrategy?: string;
  /** @default - none */
  readonly backups?: ClusterBackups;
}

/** Port of PostgreSQL in CloudNativePG's pods; it cannot be changed. */
const POSTGRES_PORT = 5432;
/** Port at which instances tell the operator, and each other, how they are. Source: CloudNativePG, Security, Exposed ports. */
const STATUS_PORT = 8000;
/** Port of the metrics of each instance. */
const METRICS_PORT = 9187;

/**
 * PostgreSQL with standbys that take over, by CloudNativePG: a Cluster, a NetworkPolicy for its pods, and backups if asked
 * for. The operator makes the pods, "restricted" and with a read-only root, and the Services `<name>-rw`, `-ro` and `-r`.
 */
export class PostgresCluster extends Construct {
  readonly identity: Identity;
  /** TCP port of PostgreSQL: 5432, which CloudNativePG fixes. */
  readonly port = POSTGRES_PORT;
  /** TCP port of each instance's metrics. */
  readonly metricsPort = METRICS_PORT;
  /** Labels of the instances' pods. */
  readonly podLabels: Record<string, string>;
  readonly traffic: Traffic;
  readonly startOrder: StartOrder;
  /** Name of the database, its owner and the owner's password. */
  readonly access: { readonly name: string; readonly user: string; readonly password: SecretKey };

  constructor(scope: Construct, id: string, props: PostgresClusterProps) {
    super(scope, id);
    checkProps(this, props, POSTGRES_CLUSTER);
    const component = componentNameOf(this, props.name);
    this.identity = identityOf(this, component);
    this.startOrder = new StartOrder(this.identity.component);
    this.access = { name: props.database, user: props.user, password: props.password };
    const { name, plainName, labels } = this.identity;
    new Cluster(this, 'cluster', {
      metadata: { name, labels, annotations: this.startOrder.annotations },
      spec: this.spec(props),
    });
    // The operator gives pods this label; those of the charts are not its own.
    this.podLabels = { 'cnpg.io/cluster': plainName };
    const itself = <T>(_: string, part: T) => part;
    this.traffic = new Traffic(this, {
      ...this.identity,
      selector: this.podLabels,
      plainSelector: this.podLabels,
      helper: itself,
    });
    this.allowOperator(props.operatorNamespace ?? 'cnpg-system');
    if (props.backups) this.addBackups(props.backups);
  }

  private spec(props: PostgresClusterProps): ClusterSpec {
    const { backups, storageClass, podLabels, podAnnotations, parameters } = props;
    return {
      instances: props.instances ?? 3,
      imageName: props.image,
      imagePullPolicy: (props.imagePullPolicy ?? 'IfNotPresent') as 'IfNotPresent',
      imagePullSecrets: references(props.imagePullSecrets),
      // An order of text that no upgrade of the C library changes, and that knows more letters than those of ASCII.
      bootstrap: {
        initdb: {
          database: props.database,
          owner: props.user,
          secret: { name: props.password.secretName },
          encoding: 'UTF8',
          localeCollate: 'C.UTF-8',
          localeCType: 'C.UTF-8',
          dataChecksums: true,
        },
      },
      storage: { size: props.storage, storageClass: embed(storageClass) },
      postgresql: {
        parameters: merge({ max_connections: text(props.maxConnections ?? 100) }, parameters ?? {}),
      },
      resources: this.identity.helper('resources', toResources(props.resources)),
      affinity: {
        podAntiAffinityType: (props.antiAffinity ?? 'preferred') as 'preferred',
        nodeSelector: props.nodeSelector && embed(props.nodeSelector),
        tolerations: props.tolerations && (embed(props.tolerations) as readonly Toleration[]),
      },
      primaryUpdateStrategy: (props.primaryUpdateStrategy ?? 'unsupervised') as 'unsupervised',
      priorityClassName: embed(props.priorityClassName),
      inheritedMetadata: {
        labels: podLabels && embed(podLabels),
        annotations: podAnnotations && embed(podAnnotations),
      },
      backup: backups && when(takesSnapshots(backups), { volumeSnapshot: { className: embed(backups.snapshotClass) } }),
      plugins: backups && [
        when(usesPlugin(backups), {
          name: backups.plugin,
          isWALArchiver: true,
          parameters: backups.pluginParameters && embed(backups.pluginParameters),
        }),
      ],
    };
  }

  private allowOperator(namespace: string): void {
    const { traffic } = this;
    for (const port of [POSTGRES_PORT, STATUS_PORT]) {
      traffic.to(traffic, port);
      traffic.fromNamespace(namespace, port, true, { name: 'CloudNativePG' });
    }
    traffic.toApiServer();
  }

  private addBackups(backups: ClusterBackups): void {
    const { name, labels } = this.identity;
    const backup = new ScheduledBackup(this, 'scheduledbackup', {
      metadata: { name, labels },
      spec: {
        schedule: backups.schedule,
        cluster: { name },
        method: backups.method as 'plugin',
        pluginConfiguration: when(equals(backups.method, 'plugin'), { name: backups.plugin }),
        backupOwnerReference: 'self',
      },
    });
    onlyWhen(backups.enabled, backup);
    // The store of objects is outside of the cluster.
    this.traffic.toOutside(443, usesPlugin(backups), { name: 'store of backups' });
  }
}

function usesPlugin({ enabled, method }: ClusterBackups): Condition {
  return and(enabled, equals(method, 'plugin'));
}

function takesSnapshots({ enabled, method }: ClusterBackups): Condition {
  return and(enabled, equals(method, 'volumeSnapshot'));
}
