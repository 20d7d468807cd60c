import { type Rule, flag, integer, made, map, text, word } from '../../../imports/shape/shape';
import { anyText, hostName, labelName, objectName, quantity, someText } from '../../../imports/shape/words';
import { isObject } from '../../values/part';
import type { BackupBucket, BackupVolume } from '../backup-store';
import { Database } from '../database';
import type { DatabaseBackupProps } from '../database-backup';
import type { SecretKey } from '../database-address';
import type { ClusterBackups, PostgresClusterProps } from '../postgres-cluster';
import type { PostgresDatabaseProps } from '../postgres-database';
import { NEEDED, POD, SERVICE_POD, nameOrNone, probes } from './program';
import { dataKey, props, pullPolicy, schedule, scheduleWithSeconds, serviceName, timeZone, bytes } from './words';

const identifier = text('a name such as todo', /^[a-z_][a-z0-9_]*$/, 63);
const key = props<SecretKey>({ secretName: objectName, key: dataKey }, {});
const setting = text('the name of a setting such as work_mem', /^[a-z_][a-z0-9_.]*$/);
/** Settings that the constructs make themselves, and what would lead PostgreSQL away from its volume or its port. */
export const OWN_SETTINGS =
  '^(max_connections|port|listen_addresses|unix_socket_.*|data_directory|config_file|hba_file|ident_file|external_pid_file)$';
const own = new RegExp(OWN_SETTINGS);
const isFree: Rule = ({ parameters }) => {
  const name = isObject(parameters) && Object.keys(parameters).find((one) => own.test(one));
  return name ? `has the parameter ${name}, which is not yours to set; leave it out` : undefined;
};
// What both kinds of servers have.
const SERVER = {
  needed: { ...NEEDED, database: identifier, user: identifier, password: key, storage: bytes },
  free: {
    imagePullPolicy: pullPolicy,
    storageClass: objectName,
    maxConnections: integer(1, 262_143),
    parameters: map(setting, anyText),
  },
};

/** Of `PostgresDatabaseProps`. */
export const POSTGRES = props<PostgresDatabaseProps>(
  SERVER.needed,
  {
    ...SERVICE_POD,
    ...SERVER.free,
    name: serviceName,
    port: integer(1, 65535),
    whenDeleted: word('Retain', 'Delete'),
    probes,
  },
  isFree,
);

const { imagePullSecrets, nodeSelector, tolerations, priorityClassName, podLabels, podAnnotations } = POD;
const clusterBackups = props<ClusterBackups>(
  {
    enabled: flag,
    schedule: scheduleWithSeconds,
    method: word('volumeSnapshot', 'plugin'),
    plugin: someText,
  },
  { snapshotClass: objectName, pluginParameters: map(someText, anyText) },
);

/** Of `PostgresClusterProps`. */
export const POSTGRES_CLUSTER = props<PostgresClusterProps>(
  SERVER.needed,
  {
    ...SERVER.free,
    ...{ imagePullSecrets, nodeSelector, tolerations, priorityClassName, podLabels, podAnnotations },
    name: serviceName,
    instances: integer(1),
    operatorNamespace: labelName,
    antiAffinity: word('preferred', 'required'),
    primaryUpdateStrategy: word('unsupervised', 'supervised'),
    backups: clusterBackups,
  },
  isFree,
);

const volume = props<BackupVolume>(
  { size: bytes },
  { when: flag, storageClass: objectName, existingClaim: nameOrNone },
);
const bucket = props<BackupBucket>(
  { host: hostName, bucket: someText, folder: someText, secretName: objectName },
  { when: flag, port: integer(1, 65535), tls: flag, namespace: nameOrNone, region: someText },
);

const hasPlace: Rule = (fields) =>
  fields.volume === undefined && fields.bucket === undefined
    ? 'has no place for backups; give a volume or a bucket'
    : undefined;

/** Of `DatabaseBackupProps`. */
export const DATABASE_BACKUP = props<DatabaseBackupProps>(
  { ...NEEDED, database: made('a Database', (value) => value instanceof Database), schedule },
  {
    ...POD,
    name: serviceName,
    imagePullPolicy: pullPolicy,
    suspend: flag,
    timeZone,
    keepCount: integer(1),
    keepDays: integer(0),
    deadlineSeconds: integer(1),
    scratch: quantity,
    drill: props<NonNullable<DatabaseBackupProps['drill']>>({ schedule }, { enabled: flag, maxAgeHours: integer(1) }),
    volume,
    bucket,
  },
  hasPlace,
);
