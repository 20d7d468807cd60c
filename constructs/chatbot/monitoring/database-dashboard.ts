import type { Dashboard } from '../../platform';
import { cluster, clusterBackups, program } from './series';

const used = `1 - ${cluster('kubelet_volume_stats_available_bytes')} / ${cluster('kubelet_volume_stats_capacity_bytes')}`;
const age = (cronjob: RegExp) =>
  `time() - max by (cronjob) (${cluster('kube_cronjob_status_last_successful_time', { cronjob })})`;

/** Where the data is: database, volumes, backups. */
export const DATABASE_DASHBOARD: Dashboard = {
  uid: 'todo-chatbot-database',
  title: 'Todo Chatbot: database and backup',
  description: 'Whether the data is there, has room, and could be restored',
  tags: ['todo-chatbot'],
  releasesOf: 'up',
  rows: [
    {
      title: 'Backup',
      panels: [
        {
          title: 'Age of the last backup',
          description: 'Time since a backup succeeded.',
          unit: 's',
          kind: 'stat',
          limits: { warning: 93_600, critical: 172_800 },
          queries: [{ expr: age(/(.*-)?backup/), legend: '{{cronjob}}' }],
        },
        {
          title: 'Age of the last restore drill',
          description: 'Time since a backup was restored into an empty database.',
          unit: 's',
          kind: 'stat',
          limits: { warning: 691_200, critical: 1_296_000 },
          queries: [{ expr: age(/(.*-)?restore-drill/), legend: '{{cronjob}}' }],
        },
        {
          title: 'Failed Jobs',
          description: 'Pods of Jobs that failed and are still there. Empty or nought: none.',
          unit: 'short',
          kind: 'stat',
          limits: { warning: 1, critical: 3 },
          queries: [{ expr: `${cluster('kube_job_status_failed')} > 0`, legend: '{{job_name}}' }],
        },
      ],
    },
    {
      title: 'Database',
      panels: [
        {
          title: 'Waiting for a connection',
          description:
            'Requests and runs of each backend that wait for a database connection: above nought for long, it is too slow.',
          unit: 'short',
          limits: { warning: 1, critical: 10 },
          queries: [{ expr: program('todo_database_slots_waiting'), legend: '{{pod}}' }],
        },
        {
          title: 'Backends that are ready',
          description: 'A backend is ready when its database answers.',
          unit: 'short',
          queries: [
            {
              expr: `sum(${cluster('kube_pod_status_ready', { condition: 'true', pod: /(.*-)?backend-.*/ })})`,
              legend: 'ready',
            },
            {
              expr: `sum(${cluster('kube_deployment_spec_replicas', { deployment: /(.*-)?backend/ })})`,
              legend: 'wanted',
            },
          ],
        },
        {
          title: 'Volumes',
          description: 'How full each volume of the namespace is.',
          unit: 'percentunit',
          limits: { warning: 0.8, critical: 0.95 },
          queries: [{ expr: used, legend: '{{persistentvolumeclaim}}' }],
        },
      ],
    },
    {
      title: 'CloudNativePG, where it is the database',
      panels: [
        {
          title: 'Connections',
          description: 'Connections of each instance by what they do.',
          unit: 'short',
          stacked: true,
          queries: [{ expr: `sum by (pod, state) (${cluster('cnpg_backends_total')})`, legend: '{{pod}} {{state}}' }],
        },
        {
          title: 'Replication lag',
          description: 'How far each replica is behind the primary: what would be lost with it.',
          unit: 's',
          limits: { warning: 10, critical: 60 },
          queries: [{ expr: cluster('cnpg_pg_replication_lag'), legend: '{{pod}}' }],
        },
        {
          title: 'Size of the database',
          description: 'Size of each database on the disk.',
          unit: 'bytes',
          queries: [{ expr: `max by (datname) (${cluster('cnpg_pg_database_size_bytes')})`, legend: '{{datname}}' }],
        },
        {
          title: 'Age of its last backup',
          description: 'Time since CloudNativePG or its plugin made a backup. Empty: there is none.',
          unit: 's',
          limits: { warning: 93_600, critical: 172_800 },
          queries: [{ expr: `time() - max by (namespace) ${clusterBackups()}`, legend: 'backup' }],
        },
      ],
    },
  ],
};
