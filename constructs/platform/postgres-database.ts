import { Construct } from 'constructs';
import { type Dictionary, type Optional, checksum, eachEntry, merge } from '../values';
import { checkSpare, componentNameOf } from './component-name';
import { ipFamiliesOf } from './cluster-network';
import type { SecretKey } from './database-address';
import { claimTemplate } from './claim';
import { containerOf } from './container';
import { type Identity, identityOf } from './identity';
import {
  ConfigMap,
  type Container,
  type PodSpec,
  Service,
  ServiceAccount,
  type ServiceSpec,
  StatefulSet,
  type Volume,
  type VolumeMount,
} from './kubernetes';
import { Traffic } from './network';
import { type ServicePodProps, passedOn, podMetadata, podOf, writableMounts, writableVolumes } from './pod';
import { type ProbeTimes, probes } from './probes';
import type { Resources } from './resources';
import { type SecretFile, secretMounts, secretVariables, secretVolumes } from './secret-files';
import { checkProps } from './shapes/program';
import { POSTGRES } from './shapes/databases';
import { StartOrder } from './start-order';

export interface PostgresDatabaseProps extends ServicePodProps {
  /** Name of the workload and its Service. @default - the id of the subchart or construct around it */
  readonly name?: string;
  /** Full reference of an image with the official image's entrypoint and variables, PostgreSQL 15 or later. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** TCP port. @default 5432 */
  readonly port?: number;
  /** Name of the database, made at the first start. */
  readonly database: string;
  /** Owner of the database, made at the first start. */
  readonly user: string;
  /** Where the user's password is. */
  readonly password: SecretKey;
  /** Size of the volume, a quantity. It cannot shrink. */
  readonly storage: string;
  /** @default - the cluster's default StorageClass */
  readonly storageClass?: Optional<string>;
  /** What becomes of the claim when the StatefulSet is deleted: `Retain` or `Delete`. Kubernetes 1.27 or later. @default Retain */
  readonly whenDeleted?: string;
  /** Connections at most. @default 100 */
  readonly maxConnections?: number;
  /** More settings of PostgreSQL, such as `{ work_mem: '8MB' }`. @default - PostgreSQL's own */
  readonly parameters?: Dictionary<string>;
  readonly resources: Resources;
  /** @default - every 5 s, 3 s for an answer, 60 s for a start */
  readonly probes?: ProbeTimes;
}

/** User and group of the official image on Debian. Source: its Dockerfile. */
const POSTGRES_USER = 999;
const DATA = '/var/lib/postgresql/data';
// An order of text that no upgrade of the C library changes, which would break every index on text.
const INITDB = '--encoding=UTF8 --locale=C.UTF-8';
const DEFAULT_PROBES: ProbeTimes = { periodSeconds: 5, timeoutSeconds: 3, startupSeconds: 60 };

/**
 * One PostgreSQL in the cluster: StatefulSet with a claim, headless Service, ConfigMap, ServiceAccount and NetworkPolicy.
 * @throws ChatbotError when its name is longer than 52 characters.
 */
export class PostgresDatabase extends Construct {
  readonly identity: Identity;
  readonly port: number;
  readonly traffic: Traffic;
  readonly startOrder: StartOrder;
  /** Name of the database, its owner and the owner's password. */
  readonly access: { readonly name: string; readonly user: string; readonly password: SecretKey };

  constructor(scope: Construct, id: string, props: PostgresDatabaseProps) {
    super(scope, id);
    checkProps(this, props, POSTGRES);
    const component = componentNameOf(this, props.name);
    checkSpare(this, 'StatefulSet', component);
    this.identity = identityOf(this, component);
    this.port = props.port ?? 5432;
    this.startOrder = new StartOrder(this.identity.component);
    this.access = { name: props.database, user: props.user, password: props.password };
    const { name, labels, selector } = this.identity;
    const metadata = { name, labels };
    new ServiceAccount(this, 'serviceaccount', { metadata, automountServiceAccountToken: false });
    const settings = {
      POSTGRES_DB: props.database,
      POSTGRES_USER: props.user,
      PGPORT: String(this.identity.ownPort(this.port)),
      PGDATA: `${DATA}/pgdata`,
      POSTGRES_INITDB_ARGS: INITDB,
    };
    new ConfigMap(this, 'configmap', { metadata, data: this.identity.own('config', settings) });
    new StatefulSet(this, 'statefulset', {
      metadata: { ...metadata, annotations: this.startOrder.annotations },
      spec: {
        serviceName: name,
        replicas: 1,
        revisionHistoryLimit: 5,
        selector: { matchLabels: selector },
        updateStrategy: { type: 'RollingUpdate' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: props.whenDeleted ?? 'Retain', whenScaled: 'Retain' },
        template: {
          metadata: this.identity.helper(
            'podMetadata',
            podMetadata(
              this.identity,
              { 'checksum/config': checksum('config', this.identity.own('config', settings)) },
              props,
            ),
          ),
          spec: this.podSpec(props),
        },
        volumeClaimTemplates: [claimTemplate(this.identity, props)],
      },
    });
    const ports = [
      {
        name: 'postgres',
        port: this.identity.ownPort(this.port),
        targetPort: 'postgres',
        protocol: 'TCP',
        appProtocol: 'postgresql',
      },
    ];
    const spec = merge<ServiceSpec>({ clusterIP: 'None', selector, ports }, ipFamiliesOf(this));
    new Service(this, 'service', { metadata, spec });
    this.traffic = new Traffic(this, this.identity);
  }

  private podSpec(props: PostgresDatabaseProps): PodSpec {
    const { name, component } = this.identity;
    const password: SecretFile = { ...props.password, variable: 'POSTGRES_PASSWORD_FILE' };
    const writable = { '/tmp': '64Mi', '/var/run/postgresql': '8Mi' };
    return merge<PodSpec>(podOf(this.identity, POSTGRES_USER, props), {
      terminationGracePeriodSeconds: 60,
      containers: [
        merge<Container>({ name: component }, containerOf(this.identity, props), {
          args: [
            `--max_connections=${props.maxConnections ?? 100}`,
            ...(props.parameters ? [eachEntry(props.parameters, (key, value) => `--${key}=${value}`)] : []),
          ],
          envFrom: [{ configMapRef: { name } }],
          env: secretVariables([password]),
          ports: [{ name: 'postgres', containerPort: this.identity.ownPort(this.port), protocol: 'TCP' }],
          ...probes(
            { alive: run(IS_RUNNING), ready: run(ACCEPTS), started: run(ACCEPTS) },
            props.probes ?? DEFAULT_PROBES,
          ),
          volumeMounts: [
            { name: 'data', mountPath: DATA },
            ...writableMounts(writable),
            ...secretMounts([password]),
            ...passedOn<VolumeMount>(props.extraVolumeMounts),
          ],
        }),
      ],
      volumes: [...writableVolumes(writable), ...secretVolumes([password]), ...passedOn<Volume>(props.extraVolumes)],
    });
  }
}

// By TCP: while the first start makes the database, the server listens on its socket only.
const ACCEPTS = 'exec pg_isready --quiet --host=127.0.0.1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB"';
// Recovery may take long and is no reason to begin anew: only a server that is gone is started again.
const IS_RUNNING = 'exec pg_ctl status --silent --pgdata="$PGDATA"';

function run(script: string) {
  return { exec: { command: ['sh', '-c', script] } };
}
