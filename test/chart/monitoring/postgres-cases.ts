import type { AlertCase } from './alert-cases';
import { NAMESPACE, steady, theirs } from './alert-series';

const instance = { pod: 'database-2' };
const replica = (recovers: number, follows: number, pod = instance.pod) => [
  theirs('cnpg_pg_replication_in_recovery', { pod }, steady(recovers)),
  theirs('cnpg_pg_replication_is_wal_receiver_up', { pod }, steady(follows)),
];
/** Connections in use, of a hundred that there may be. */
const connections = (active: number, idle: number) => [
  theirs('cnpg_backends_total', { ...instance, state: 'active' }, steady(active)),
  theirs('cnpg_backends_total', { ...instance, state: 'idle' }, steady(idle)),
  theirs('cnpg_pg_settings_setting', { ...instance, name: 'max_connections' }, steady(100)),
  theirs('cnpg_pg_settings_setting', { ...instance, name: 'work_mem' }, steady(4)),
];
const transaction = (usename: string, age: number) => [
  theirs('cnpg_backends_max_tx_duration_seconds', { ...instance, usename }, steady(age)),
];
const archive = (failed: number, archived: number) => [
  theirs('cnpg_pg_stat_archiver_last_failed_time', instance, steady(failed)),
  theirs('cnpg_pg_stat_archiver_last_archived_time', instance, steady(archived)),
];
/** Backups by CloudNativePG itself, and by its plugin. */
const snapshots = (last: number) => theirs('cnpg_collector_last_available_backup_timestamp', instance, steady(last));
const stored = (last: number) =>
  theirs('barman_cloud_cloudnative_pg_io_last_available_backup_timestamp', instance, steady(last));

const POSTGRES = { ...NAMESPACE, ...instance };

/** The alerts about CloudNativePG. */
export const POSTGRES_CASES: Readonly<Record<string, AlertCase>> = {
  TodoPostgresInstanceDown: {
    fires: [theirs('cnpg_collector_up', { pod: 'database-1', cluster: 'database' }, steady(0))],
    silent: [theirs('cnpg_collector_up', { pod: 'database-1', cluster: 'database' }, steady(1))],
    labels: { ...NAMESPACE, pod: 'database-1', cluster: 'database' },
  },
  TodoReplicationLags: {
    fires: [theirs('cnpg_pg_replication_lag', { pod: 'database-2' }, steady(90))],
    silent: [theirs('cnpg_pg_replication_lag', { pod: 'database-2' }, steady(30))],
    labels: { ...NAMESPACE, pod: 'database-2' },
    value: '1m 30s',
  },
  TodoReplicaCutOff: {
    fires: replica(1, 0),
    silent: [...replica(1, 1), ...replica(0, 0, 'database-1')],
    labels: POSTGRES,
  },
  TodoConnectionsNearlyUsedUp: {
    fires: connections(50, 40),
    silent: connections(50, 30),
    labels: POSTGRES,
    value: '90%',
  },
  TodoTransactionLong: {
    fires: transaction('todo', 1200),
    silent: [...transaction('todo', 600), ...transaction('streaming_replica', 9000)],
    labels: POSTGRES,
    value: '20m 0s',
  },
  TodoArchiveFails: { fires: archive(900, 600), silent: archive(600, 900), labels: POSTGRES },
  TodoClusterBackupOld: {
    // The snapshots ended when the plugin took over, which has not made a backup for long either.
    fires: [snapshots(3600), stored(7200)],
    silent: [snapshots(3600), stored(3600 * 10)],
    labels: NAMESPACE,
    value: '1d 4h 0m 0s',
    at: '30h',
    every: '10m',
  },
};
