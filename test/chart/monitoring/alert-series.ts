/** Series as promtool reads them: a name, labels, values. */
export const NAMESPACE = { namespace: 'chatbot-dev' };
export const RELEASE = { ...NAMESPACE, release: 'todo-chatbot' };

function series(name: string, labels: Readonly<Record<string, string>>, values: string): string {
  const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${text.join(',')}} ${values}`;
}
export const ours = (name: string, labels: Readonly<Record<string, string>>, values: string) =>
  series(name, { ...RELEASE, ...labels }, values);
export const theirs = (name: string, labels: Readonly<Record<string, string>>, values: string) =>
  series(name, { ...NAMESPACE, ...labels }, values);

/** The same number, for long enough. */
export const steady = (value: number) => `${value}x200`;
/** So much more with each sample. */
export const growing = (step: number) => `0+${step}x200`;

export const up = (job: string, value: number) => ours('up', { job, pod: `${job}-1` }, steady(value));
export const deployment = (wanted: number, available: number) => [
  theirs('kube_deployment_spec_replicas', { deployment: 'backend' }, steady(wanted)),
  theirs('kube_deployment_status_replicas_available', { deployment: 'backend' }, steady(available)),
];
export const database = (ready: number) => [
  theirs('kube_statefulset_replicas', { statefulset: 'database' }, steady(1)),
  theirs('kube_statefulset_status_replicas_ready', { statefulset: 'database' }, steady(ready)),
];
/** Requests a minute, and how many of a hundred fail. */
export const requests = (job: string, failing: number) => [
  ours('http_requests_total', { job, route: '/api/tasks', status: '200' }, growing(100 - failing)),
  ours('http_requests_total', { job, route: '/api/tasks', status: '503' }, growing(failing)),
  // Probes never fail, and count for nothing.
  ours('http_requests_total', { job, route: '/readyz', status: '200' }, growing(10_000)),
];
export const durations = (
  name: string,
  labels: Readonly<Record<string, string>>,
  bounds: readonly string[],
  last: string,
) =>
  bounds.map((le) =>
    ours(`${name}_bucket`, { ...labels, le }, growing(Number(le.replace('+Inf', '1e9')) >= Number(last) ? 100 : 0)),
  );
export const restarting = (step: string) => [
  theirs('kube_pod_container_status_restarts_total', { pod: 'agent-1', container: 'agent' }, step),
];
export const memory = theirs(
  'kube_pod_container_status_last_terminated_reason',
  { pod: 'agent-1', container: 'agent', reason: 'OOMKilled' },
  steady(1),
);
export const scaled = (now: number) => [
  theirs('kube_horizontalpodautoscaler_status_current_replicas', { horizontalpodautoscaler: 'backend' }, steady(now)),
  theirs('kube_horizontalpodautoscaler_spec_max_replicas', { horizontalpodautoscaler: 'backend' }, steady(6)),
];
export const job = (name: string, condition: string) => [
  theirs('kube_job_failed', { job_name: name, condition: 'true' }, steady(condition === 'true' ? 1 : 0)),
];
export const cronjob = (name: string, success: number | undefined) => [
  theirs('kube_cronjob_created', { cronjob: name }, steady(0)),
  ...(success === undefined
    ? []
    : [theirs('kube_cronjob_status_last_successful_time', { cronjob: name }, steady(success))]),
];
export const volume = (available: number) => [
  theirs('kubelet_volume_stats_available_bytes', { persistentvolumeclaim: 'data-database-0' }, steady(available)),
  theirs('kubelet_volume_stats_capacity_bytes', { persistentvolumeclaim: 'data-database-0' }, steady(100)),
];
export const certificate = (name: string, namespace: string, labels: object, value: number) =>
  series(`certmanager_certificate_${name}`, { [namespace]: 'chatbot-dev', name: 'todo-tls', ...labels }, steady(value));
