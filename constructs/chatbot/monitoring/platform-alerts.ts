import type { Alert } from '../../platform';
import { DURATION, PERCENT, alert } from './alert';
import { certificate, cluster } from './series';

const restarts = (window: string) => `increase(${cluster('kube_pod_container_status_restarts_total')}[${window}])`;
const used = `1 - ${cluster('kubelet_volume_stats_available_bytes')} / ${cluster('kubelet_volume_stats_capacity_bytes')}`;
// Before the first success the CronJob's own age counts.
const age = (cronjob: RegExp) =>
  `time() - max by (namespace, cronjob) (${cluster('kube_cronjob_status_last_successful_time', { cronjob })} or ${cluster('kube_cronjob_created', { cronjob })})`;
const failed = (job_name: RegExp | { readonly not: RegExp }) =>
  `${cluster('kube_job_failed', { condition: 'true', job_name })} == 1`;
const replicas = cluster('kube_horizontalpodautoscaler_status_current_replicas');

/** Pods, volumes, backups, certificates: what the cluster does for the chatbot. */
export const PLATFORM_ALERTS: readonly Alert[] = [
  alert('TodoRestarts', {
    expr: `${restarts('30m')} > 2`,
    for: '1m',
    severity: 'warning',
    summary: '{{ $labels.container }} of {{ $labels.pod }} starts again and again',
    description: '{{ $value | humanize }} restarts within half an hour.',
  }),
  alert('TodoOutOfMemory', {
    expr: `${cluster('kube_pod_container_status_last_terminated_reason', { reason: 'OOMKilled' })} == 1 and on (namespace, pod, container) ${restarts('1h')} > 0`,
    for: '0m',
    severity: 'warning',
    summary: '{{ $labels.container }} of {{ $labels.pod }} ran out of memory',
    description: 'The kernel ended it since it went above its limit. It will happen again.',
  }),
  alert('TodoScaledToTheLimit', {
    expr: `${replicas} >= ${cluster('kube_horizontalpodautoscaler_spec_max_replicas')} and ${replicas} > 1`,
    for: '30m',
    severity: 'warning',
    summary: '{{ $labels.horizontalpodautoscaler }} in {{ $labels.namespace }} cannot scale any further',
    description: 'It has had {{ $value }} pods, as many as it may, for half an hour.',
  }),
  alert('TodoBackupOld', {
    expr: `${age(/(.*-)?backup/)} > $backupAgeHours * 3600`,
    for: '5m',
    severity: 'critical',
    summary: 'The last good backup of {{ $labels.namespace }} is old',
    description: `It is ${DURATION} old. If the volume is lost now, all that came after is lost.`,
  }),
  alert('TodoBackupFailed', {
    expr: failed(/(.*-)?backup(-.*)?/),
    for: '0m',
    severity: 'warning',
    summary: 'The backup {{ $labels.job_name }} failed',
    description: 'The backup before it is the last good one.',
  }),
  alert('TodoRestoreDrillFailed', {
    expr: failed(/(.*-)?restore-drill(-.*)?/),
    for: '0m',
    severity: 'critical',
    summary: 'The restore drill {{ $labels.job_name }} failed',
    description: 'A backup could not be restored into an empty database. Until it can, there is no backup to count on.',
  }),
  alert('TodoRestoreDrillOld', {
    expr: `${age(/(.*-)?restore-drill/)} > $restoreDrillAgeHours * 3600`,
    for: '5m',
    severity: 'warning',
    summary: 'No restore has been tried in {{ $labels.namespace }} for long',
    description: `The last restore drill that succeeded is ${DURATION} old.`,
  }),
  alert('TodoJobFailed', {
    expr: failed({ not: /(.*-)?(backup|restore-drill)(-.*)?/ }),
    for: '0m',
    severity: 'warning',
    summary: 'The Job {{ $labels.job_name }} in {{ $labels.namespace }} failed',
    description: 'It was tried as often as it may, and given up.',
  }),
  alert('TodoVolumeNearlyFull', {
    expr: `${used} > $volumePercent / 100`,
    for: '15m',
    severity: 'warning',
    summary: 'The volume {{ $labels.persistentvolumeclaim }} is nearly full',
    description: `${PERCENT} of it is used.`,
  }),
  alert('TodoVolumeFull', {
    expr: `${used} > 0.95`,
    for: '5m',
    severity: 'critical',
    summary: 'The volume {{ $labels.persistentvolumeclaim }} is full',
    description: `${PERCENT} of it is used. A database that cannot write stops.`,
  }),
  alert('TodoCertificateExpires', {
    expr: `${certificate('certmanager_certificate_expiration_timestamp_seconds')} - time() < $certificateDays * 86400`,
    for: '1h',
    severity: 'warning',
    summary: 'The certificate {{ $labels.name }} expires soon',
    description: `It expires in ${DURATION}, and should have been renewed by now.`,
  }),
  alert('TodoCertificateNotReady', {
    expr: `${certificate('certmanager_certificate_ready_status', { condition: 'True' })} == 0`,
    for: '15m',
    severity: 'warning',
    summary: 'The certificate {{ $labels.name }} is not ready',
    description: 'It has not been issued or renewed. Browsers warn, or will soon.',
  }),
];
