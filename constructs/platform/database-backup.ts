import { Construct } from 'constructs';
import { onlyWhen } from '../synth';
import { type Condition, type Optional, and, choose, equals, text } from '../values';
import { componentNameOf } from './component-name';
import { type BackupStore, STORE_FOLDER, openWayTo, storeSettings, storeSource, usesVolume } from './backup-store';
import type { Database } from './database';
import { identityOf } from './identity';
import { KeptClaim } from './kept-claim';
import type { Traffic } from './network';
import type { PodProps } from './pod';
import type { Resources } from './resources';
import { BatchJob } from './batch-job';
import { ScheduledJob } from './scheduled-job';
import { checkProps } from './shapes/program';
import { DATABASE_BACKUP } from './shapes/databases';

/** What a `DatabaseBackup` is made of. It has a volume, a bucket, or both of which one is in use. */
export interface DatabaseBackupProps extends PodProps, BackupStore {
  /** Name of the CronJob that makes backups, and of the claim. @default - the id of the subchart or construct around it */
  readonly name?: string;
  /** Full reference of an image with the programs of apps/backup, of the server's major version. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** Requests and limits of each of the Jobs. */
  readonly resources: Resources;
  /** What is backed up; it is reached directly, not through a pool of connections. */
  readonly database: Database;
  /** When backups are made: five fields as in crontab(5), or a word such as `@daily`. */
  readonly schedule: string;
  /** Whether backups and drills pause. @default false */
  readonly suspend?: Condition;
  /** @default - that of the cluster's controllers */
  readonly timeZone?: Optional<string>;
  /** Backups that stay at most, from 1. @default 7 */
  readonly keepCount?: number;
  /** Days after which a backup goes, unless it is the latest; 0 for no bound. @default 0 */
  readonly keepDays?: number;
  /** Seconds after which a backup, a restore or a drill is ended. @default 3600 */
  readonly deadlineSeconds?: number;
  /** Size of the folder for what is on its way to or from a bucket, and for the drill's database. @default 1Gi */
  readonly scratch?: string;
  /** The restore drill. @default - there is none */
  readonly drill?: {
    /** @default true */
    readonly enabled?: Condition;
    /** When it is: five fields as in crontab(5), or a word. */
    readonly schedule: string;
    /** Hours after which the latest backup is too old to pass. @default 48 */
    readonly maxAgeHours?: number;
  };
}

/** The official image's user of PostgreSQL. Source: its Dockerfile. */
const USER = 999;

/**
 * Backups of a PostgreSQL by the clock, a restore that `kubectl create job --from=cronjob/restore` runs, and a drill that
 * restores the latest backup into a database of its own: CronJobs beside each other, `restore` and `restore-drill` by name.
 * A Job, `backup-check`, sees to it that the store can be written to.
 * @throws ChatbotError when there is neither a volume nor a bucket.
 */
export class DatabaseBackup extends Construct {
  /** With whom the Jobs may talk: the database and the bucket's service. */
  readonly traffic: Traffic;

  constructor(scope: Construct, id: string, props: DatabaseBackupProps) {
    super(scope, id);
    checkProps(this, props, DATABASE_BACKUP);
    const name = componentNameOf(this, props.name);
    const job = this.jobs(name, props);
    const { database, keepCount = 7, keepDays = 0, schedule, timeZone, suspend, drill } = props;
    const { enabled = true, maxAgeHours = 48 } = drill ?? {};
    const backup = new ScheduledJob(this, 'Default', {
      ...props,
      ...job('backup', false),
      name,
      user: USER,
      schedule,
      suspend,
      settings: {
        ...database.libpqEnvironment,
        ...storeSettings(props),
        KEEP_COUNT: text(keepCount),
        KEEP_DAYS: text(keepDays),
        ...(drill ? { MAX_AGE_HOURS: text(maxAgeHours) } : {}),
      },
      secrets: database.secrets,
    });
    this.traffic = backup.traffic;
    database.allow(this.traffic);
    openWayTo(props, this.traffic);
    new ScheduledJob(this, 'restore', {
      ...job('restore', true),
      beside: backup,
      environment: { BACKUP: 'latest' },
      secrets: database.secrets,
      // Never by itself.
      schedule: '@yearly',
      suspend: true,
      backoffLimit: 0,
    });
    // A claim may wait for its first pod, and helm --wait and Argo CD for the claim. It has no password either.
    new BatchJob(this, 'check', {
      ...job('backup', false),
      command: ['backup', '--check'],
      beside: backup,
      name: 'backup-check',
    });
    if (!drill) return;
    // It has no password of the database that is in use.
    const restoreDrill = new ScheduledJob(this, 'restore-drill', {
      ...job('restore-drill', true),
      beside: backup,
      schedule: drill.schedule,
      timeZone,
      suspend,
      backoffLimit: 1,
    });
    onlyWhen(enabled, restoreDrill);
  }

  /** What the three Jobs have in common. */
  private jobs(name: string, props: DatabaseBackupProps) {
    const source = storeSource(props, this.claim(name, props));
    const { image, imagePullPolicy, resources, deadlineSeconds = 3600, scratch = '1Gi' } = props;
    return (program: string, readOnly: boolean) => ({
      name: program,
      image,
      imagePullPolicy,
      resources,
      command: [program],
      writable: { '/tmp': scratch },
      volumes: [{ name: 'store', source, mountPath: STORE_FOLDER, readOnly }],
      activeDeadlineSeconds: deadlineSeconds,
    });
  }

  /** The name of the claim: that of the existing one, or of the one that is made. */
  private claim(name: string, props: DatabaseBackupProps): string {
    const { volume } = props;
    if (!volume) return '';
    const { existingClaim = '', size, storageClass } = volume;
    const identity = identityOf(this, name);
    const made = new KeptClaim(this, 'claim', { name: identity.name, labels: identity.labels, size, storageClass });
    onlyWhen(and(usesVolume(props), equals(existingClaim, '')), made);
    return choose(equals(existingClaim, ''), identity.name, existingClaim);
  }
}
