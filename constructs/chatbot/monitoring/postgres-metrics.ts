/**
 * The metrics of CloudNativePG's instances that rules and dashboards read. Source: its page on monitoring, and what it asks PostgreSQL
 * by default, `config/manager/default-monitoring.yaml` of github.com/cloudnative-pg/cloudnative-pg.
 */
export const POSTGRES_METRICS = {
  cnpg_collector_up: {
    type: 'gauge',
    unit: '0 or 1',
    labels: ['namespace', 'pod', 'cluster'],
    source: 'CloudNativePG',
    help: 'Whether PostgreSQL answers',
  },
  cnpg_pg_replication_lag: {
    type: 'gauge',
    unit: 'seconds',
    labels: ['namespace', 'pod'],
    source: 'CloudNativePG',
    help: 'How far the replica is behind',
  },
  cnpg_backends_total: {
    type: 'gauge',
    unit: 'connections',
    labels: ['namespace', 'pod', 'state'],
    source: 'CloudNativePG',
    help: 'Connections of PostgreSQL',
  },
  cnpg_pg_database_size_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: ['namespace', 'pod', 'datname'],
    source: 'CloudNativePG',
    help: 'Size of a database',
  },
  cnpg_pg_settings_setting: {
    type: 'gauge',
    unit: 'of the setting',
    labels: ['namespace', 'pod', 'name'],
    source: 'CloudNativePG',
    help: 'Value of a setting that is a number',
  },
  cnpg_backends_max_tx_duration_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: ['namespace', 'pod', 'usename'],
    source: 'CloudNativePG',
    help: 'Age of the oldest transaction',
  },
  cnpg_pg_replication_in_recovery: {
    type: 'gauge',
    unit: '0 or 1',
    labels: ['namespace', 'pod'],
    source: 'CloudNativePG',
    help: 'Whether the instance is a replica',
  },
  cnpg_pg_replication_is_wal_receiver_up: {
    type: 'gauge',
    unit: '0 or 1',
    labels: ['namespace', 'pod'],
    source: 'CloudNativePG',
    help: 'Whether it follows the primary',
  },
  cnpg_pg_stat_archiver_last_failed_time: {
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: ['namespace', 'pod'],
    source: 'CloudNativePG',
    help: 'When the archive last refused a segment of the log',
  },
  cnpg_pg_stat_archiver_last_archived_time: {
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: ['namespace', 'pod'],
    source: 'CloudNativePG',
    help: 'When a segment of the log was last archived',
  },
  cnpg_collector_last_available_backup_timestamp: {
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: ['namespace', 'pod'],
    source: 'CloudNativePG',
    help: 'When the last snapshot was made; 0 before',
  },
  barman_cloud_cloudnative_pg_io_last_available_backup_timestamp: {
    type: 'gauge',
    unit: 'seconds since 1970',
    labels: ['namespace', 'pod'],
    source: 'Barman Cloud plugin',
    help: 'When the last backup was made; 0 before',
  },
} as const;
