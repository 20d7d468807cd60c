import type { Alert } from '../../platform';
import { DURATION, PERCENT, alert } from './alert';
import { cluster, clusterBackups } from './series';

const connections = `sum by (namespace, pod) (${cluster('cnpg_backends_total')})`;
const most = `max by (namespace, pod) (${cluster('cnpg_pg_settings_setting', { name: 'max_connections' })})`;
/** The servers of CloudNativePG, where it is the database. */
export const POSTGRES_ALERTS: readonly Alert[] = [
  alert('TodoPostgresInstanceDown', {
    expr: `${cluster('cnpg_collector_up')} == 0`,
    for: '5m',
    severity: 'critical',
    summary: 'PostgreSQL in {{ $labels.pod }} does not answer',
    description: 'An instance of the CloudNativePG cluster is down. If it was the primary, another one takes over.',
  }),
  alert('TodoReplicationLags', {
    expr: `${cluster('cnpg_pg_replication_lag')} > 60`,
    for: '5m',
    severity: 'warning',
    summary: 'The replica {{ $labels.pod }} is behind',
    description: `It is ${DURATION} behind the primary. Should that one fail, so much is lost.`,
  }),
  alert('TodoReplicaCutOff', {
    expr: `${cluster('cnpg_pg_replication_in_recovery')} > ${cluster('cnpg_pg_replication_is_wal_receiver_up')}`,
    for: '10m',
    severity: 'warning',
    summary: 'The replica {{ $labels.pod }} does not follow the primary',
    description: 'It gets nothing from the primary. Should that one fail, this one cannot take over without loss.',
  }),
  alert('TodoConnectionsNearlyUsedUp', {
    expr: `${connections} / ${most} > 0.8`,
    for: '5m',
    severity: 'warning',
    summary: 'PostgreSQL in {{ $labels.pod }} has nearly no connection left',
    description: `${PERCENT} of those that it may have are in use.`,
  }),
  alert('TodoTransactionLong', {
    expr: `max by (namespace, pod) (${cluster('cnpg_backends_max_tx_duration_seconds', { usename: { not: 'streaming_replica' } })}) > 900`,
    for: '5m',
    severity: 'warning',
    summary: 'A transaction in {{ $labels.pod }} does not end',
    description: `It is ${DURATION} old. What it has locked nobody else can change, and nothing is cleaned up meanwhile.`,
  }),
  alert('TodoArchiveFails', {
    expr: `${cluster('cnpg_pg_stat_archiver_last_failed_time')} - ${cluster('cnpg_pg_stat_archiver_last_archived_time')} > 1`,
    for: '15m',
    severity: 'critical',
    summary: 'The log of PostgreSQL in {{ $labels.pod }} cannot be archived',
    description: 'What is written now is in no backup, and the log stays in the volume until that is full.',
  }),
  alert('TodoClusterBackupOld', {
    expr: `time() - max by (namespace) ${clusterBackups()} > $backupAgeHours * 3600`,
    for: '5m',
    severity: 'critical',
    summary: 'The last backup of CloudNativePG in {{ $labels.namespace }} is old',
    description: `It is ${DURATION} old. If the volumes are lost now, all that came after may be lost.`,
  }),
];
