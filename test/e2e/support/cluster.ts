import { type CommandOptions, type Output, attempt, run } from './command';
import { check, until } from './wait';

/** A Kubernetes object, as far as the tests look into it. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>> | undefined>>;
}

export interface Pod extends KubernetesObject {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Readonly<Record<string, unknown>>[];
    readonly securityContext?: Readonly<Record<string, unknown>>;
    readonly automountServiceAccountToken?: boolean;
    readonly hostNetwork?: boolean;
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
}

export interface Workload extends KubernetesObject {
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

export function kubectl(args: readonly string[], options?: CommandOptions): Promise<string> {
  return run('kubectl', args, options);
}

/** The objects of a kind, or of several: `pods`, `deployments,statefulsets`. */
export async function list<T extends KubernetesObject>(namespace: string, kinds: string): Promise<T[]> {
  const text = await kubectl(['get', kinds, '--namespace', namespace, '-o', 'json']);
  return (JSON.parse(text) as { items: T[] }).items;
}

/** The pods that stay: neither on their way out nor, as those of Jobs, at their end. */
export async function livingPods(namespace: string): Promise<Pod[]> {
  const pods = await list<Pod>(namespace, 'pods');
  const ended = ['Succeeded', 'Failed'];
  return pods.filter((pod) => !pod.metadata.deletionTimestamp && !ended.includes(pod.status.phase));
}

/** Waits until nothing is on its way out any more. */
export function allGone(namespace: string, seconds: number): Promise<void> {
  return until(`the pods before of ${namespace} gone`, seconds, async () => {
    const ending = (await list<Pod>(namespace, 'pods')).filter(({ metadata }) => metadata.deletionTimestamp);
    check(ending.length === 0, `there are ${ending.map(({ metadata }) => metadata.name).join(', ')}`);
  });
}

/** The value of `app.kubernetes.io/name`, which is also the name of the workload. */
export function componentOf(object: KubernetesObject): string {
  return object.metadata.labels?.['app.kubernetes.io/name'] ?? '';
}

/** A pod of a component, e.g. `backend`. */
export async function podOf(namespace: string, component: string): Promise<Pod> {
  const pod = (await livingPods(namespace)).find((one) => componentOf(one) === component);
  check(pod !== undefined, `there is no pod of ${component} in ${namespace}`);
  return pod;
}

/** Waits until one pod of a component is left, and lets the one before it, which answers beside it for some seconds, end at once. */
export function onePodIsLeft(namespace: string, component: string): Promise<void> {
  return until(`one pod of ${component}`, 90, async () => {
    const pods = (await list<Pod>(namespace, 'pods')).filter((one) => componentOf(one) === component);
    const ending = pods.filter(({ metadata }) => metadata.deletionTimestamp).map(({ metadata }) => metadata.name);
    const at = ['--namespace', namespace, '--grace-period=1', '--wait=false', '--ignore-not-found'];
    if (ending.length > 0) await kubectl(['delete', 'pods', ...ending, ...at]);
    check(pods.length === 1, `there are ${pods.map(({ metadata }) => metadata.name).join(', ') || 'none'}`);
  });
}

function execution(namespace: string, pod: string, command: readonly string[]): string[] {
  return ['exec', '--namespace', namespace, pod, '--stdin', '--quiet', '--', ...command];
}

/** What a program prints inside a pod. @throws when it fails */
export function inPod(namespace: string, pod: string, command: readonly string[], options?: CommandOptions) {
  return kubectl(execution(namespace, pod, command), options);
}

/** The same for a program that may fail. */
export function attemptInPod(namespace: string, pod: string, command: readonly string[]): Promise<Output> {
  return attempt('kubectl', execution(namespace, pod, command));
}

function isReady(pod: Pod): boolean {
  return (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}

function isCurrent({ metadata, spec, status }: Workload): boolean {
  const { observedGeneration, replicas, readyReplicas, updatedReplicas } = status;
  const counts = [replicas ?? 0, readyReplicas ?? 0, updatedReplicas ?? 0];
  return observedGeneration === metadata.generation && counts.every((count) => count === spec.replicas);
}

/** Waits until every workload has all its pods, of its newest template, and every pod is ready. */
export function allReady(namespace: string, seconds: number): Promise<Pod[]> {
  return until(`all pods of ${namespace} ready`, seconds, async () => {
    const workloads = await list<Workload>(namespace, 'deployments,statefulsets');
    const pods = await livingPods(namespace);
    const missing = [...workloads.filter((one) => !isCurrent(one)), ...pods.filter((pod) => !isReady(pod))];
    if (workloads.length > 0 && missing.length === 0) return pods;
    const names = missing.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    throw new Error(`not ready: ${names.join(', ') || 'there is no workload'}\n${await situation(namespace)}`);
  });
}

/** What people look at first: pods, and the events that are not about success. */
export async function situation(namespace: string): Promise<string> {
  const pods = await attempt('kubectl', ['get', 'pods', '--namespace', namespace, '-o', 'wide']);
  const events = [
    'get',
    'events',
    '--namespace',
    namespace,
    '--field-selector',
    'type!=Normal',
    '--sort-by',
    '.lastTimestamp',
  ];
  return `${pods.told}\n${(await attempt('kubectl', events)).told}`;
}

/** That of the database says whose password it holds. */
const OWN_TYPES = ['Opaque', 'kubernetes.io/basic-auth'];

/** The data of all Secrets that programs use, by Secret, still in base64. */
export async function secretData(namespace: string): Promise<Record<string, Readonly<Record<string, string>>>> {
  interface Secret extends KubernetesObject {
    readonly type: string;
    readonly data?: Readonly<Record<string, string>>;
  }
  const secrets = (await list<Secret>(namespace, 'secrets')).filter(({ type }) => OWN_TYPES.includes(type));
  return Object.fromEntries(secrets.map(({ metadata, data }) => [metadata.name, data ?? {}]));
}
