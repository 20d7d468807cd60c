import {
  type Database,
  DatabaseBackup,
  imageReference,
  imageValues,
  podValues,
  resourceValues,
  scheduleValues,
} from '../platform';
import { HOST_NAME, NAME_OR_NONE, OBJECT_NAME } from '../platform/names';
import { type HelmChart, Subchart } from '../synth';
import { boolean, choose, equals, integer, oneOf, optional, quantity, release, section, size, string } from '../values';
import type { TodoGlobals } from './globals';

const bucketValues = section('The bucket of an S3-compatible service', {
  host: string({
    description: 'Host name of the service',
    default: 's3.amazonaws.com',
    pattern: HOST_NAME.pattern,
    expected: 'a host name such as s3.eu-central-1.amazonaws.com',
  }),
  port: integer({ description: 'Port of the service', default: 443, minimum: 1, maximum: 65535 }),
  tls: boolean({ description: 'Whether the service speaks TLS', default: true }),
  namespace: string({
    description: "Namespace of the service's pods; empty for a service outside the cluster",
    default: '',
    pattern: NAME_OR_NONE,
    expected: 'the name of a namespace, or nothing',
  }),
  region: string({
    description: 'Region of the bucket',
    default: 'us-east-1',
    pattern: '^[a-z0-9-]+$',
    expected: 'a region such as eu-central-1',
  }),
  name: string({
    description: 'Name of the bucket, which must be there',
    default: 'todo-backups',
    pattern: '^[a-z0-9][-a-z0-9.]+[a-z0-9]$',
    maxLength: 63,
    expected: 'the name of a bucket',
  }),
  folder: string({
    description: 'Folder in the bucket; namespace and release if empty',
    default: '',
    pattern: '^([A-Za-z0-9][-A-Za-z0-9._]*(/[A-Za-z0-9][-A-Za-z0-9._]*)*)?$',
    expected: 'a folder such as chatbot/prod, or nothing',
  }),
  secretName: string({
    description: 'Existing Secret with the keys access-key and secret-key',
    default: 'backup-s3',
    pattern: OBJECT_NAME.pattern,
    expected: 'the name of a Secret',
  }),
});

const backupValues = section('Backups of the database, their restore and its drill', {
  image: imageValues('todo-chatbot/backup'),
  ...scheduleValues('30 2 * * *'),
  keepCount: integer({ description: 'Backups that stay at most', default: 7, minimum: 1, maximum: 1000 }),
  keepDays: integer({
    description: 'Days after which a backup goes, unless it is the latest; 0 for no bound',
    default: 0,
    maximum: 3650,
  }),
  deadlineSeconds: integer({
    description: 'Seconds after which a backup, a restore or a drill is ended',
    default: 3600,
    minimum: 60,
    maximum: 86400,
  }),
  scratch: quantity({
    description: "Room for a backup on its way to or from a bucket, and for the drill's database",
    default: '1Gi',
  }),
  store: oneOf({ description: 'Where backups are kept', options: ['volume', 's3'], default: 'volume' }),
  volume: section('The volume of the backups', {
    size: size({ description: 'Size of the claim that is made, and kept; it cannot shrink', default: '2Gi' }),
    storageClass: optional(
      string({
        description: "StorageClass; the cluster's default if absent",
        default: 'standard',
        pattern: NAME_OR_NONE,
        expected: 'the name of a StorageClass',
      }),
    ),
    existingClaim: string({
      description: 'Existing claim to be used instead',
      default: '',
      pattern: NAME_OR_NONE,
      expected: 'the name of a claim, or nothing',
    }),
  }),
  s3: bucketValues,
  drill: section('The restore drill: the latest backup, in a throw-away database', {
    enabled: boolean({ description: 'Whether there is a drill', default: true }),
    schedule: scheduleValues('30 4 * * 0').schedule,
    maxAgeHours: integer({
      description: 'Hours after which the latest backup is too old to pass',
      default: 48,
      minimum: 1,
      maximum: 8760,
    }),
  }),
  resources: resourceValues({
    requests: { cpu: '50m', memory: '128Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '2Gi' },
  }),
  ...podValues,
});

/** Backups of the database; off by default. */
export class BackupComponent extends Subchart<typeof backupValues> {
  constructor(chart: HelmChart, id: string, globals: TodoGlobals, database: Database) {
    super(chart, id, { values: backupValues, isEnabled: false });
    const { image, store, s3, drill, ...values } = this.values;
    const { folder } = s3;
    new DatabaseBackup(this, 'Default', {
      ...values,
      image: imageReference(image, globals),
      imagePullPolicy: image.pullPolicy,
      imagePullSecrets: globals.imagePullSecrets,
      database,
      bucket: {
        when: equals(store, 's3'),
        host: s3.host,
        port: s3.port,
        tls: s3.tls,
        namespace: s3.namespace,
        region: s3.region,
        bucket: s3.name,
        secretName: s3.secretName,
        folder: choose(equals(folder, ''), `${release.namespace}/${release.name}`, folder),
      },
      drill: { enabled: drill.enabled, schedule: drill.schedule, maxAgeHours: drill.maxAgeHours },
    });
  }
}
