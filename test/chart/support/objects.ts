import type { Json } from '../../../constructs/values';
import type { Container, PodSpec } from '../../../constructs/platform';

type Labels = Readonly<Record<string, string>>;

/** A Kubernetes object, as far as the tests look into it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  readonly data?: Labels;
  readonly spec?: Spec;
  readonly [field: string]: unknown;
}

interface Spec {
  readonly replicas?: number;
  readonly selector?: { readonly matchLabels?: Labels } & Labels;
  readonly template?: PodTemplate;
  readonly jobTemplate?: { readonly spec: Spec };
  readonly [field: string]: unknown;
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
  readonly spec: PodSpec;
}

/** An object that has pods. */
export interface Workload extends KubernetesObject {
  readonly spec: Spec & { readonly template: PodTemplate };
}

export function keyOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${apiVersion}/${kind}/${metadata.name}`;
}

export function ofKind(objects: readonly KubernetesObject[], kind: string): KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

export function named(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

/** Deployments, StatefulSets, Jobs; a CronJob as the Job that it makes. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects
    .map((object) => (object.kind === 'CronJob' ? { ...object, spec: object.spec!.jobTemplate!.spec } : object))
    .filter((object): object is Workload => object.spec?.template !== undefined);
}

/** Whether its pods run to their end. */
export function isJob({ kind }: KubernetesObject): boolean {
  return kind === 'Job' || kind === 'CronJob';
}

export function containersOf({ spec }: Workload): Container[] {
  return [...(spec.template.spec.initContainers ?? []), ...spec.template.spec.containers];
}

/** Whether a selector takes something with these labels. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** What both outputs have in common: without the Namespace, test Pods, and what only Helm adds to metadata. */
export function comparable(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects
    .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.annotations?.['helm.sh/hook'] !== 'test')
    .map(withoutHelmAnnotations);
}

function withoutHelmAnnotations(object: KubernetesObject): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('helm.sh/'));
  // An object whose only annotations were Helm's has none in plain manifests.
  return { ...object, metadata: kept.length > 0 ? { ...metadata, annotations: Object.fromEntries(kept) } : metadata };
}

/** Where two sets of objects differ, one line a place; none when they are the same. */
export function differences(expected: readonly KubernetesObject[], actual: readonly KubernetesObject[]): string[] {
  const lines = repeated(expected).concat(repeated(actual));
  const [left, right] = [expected, actual].map((objects) => new Map(objects.map((object) => [keyOf(object), object])));
  for (const [key, object] of left!) {
    const other = right!.get(key);
    if (other) lines.push(...fieldDifferences(object as unknown as Json, other as unknown as Json, key));
    else lines.push(`${key}: in the first only`);
  }
  for (const key of right!.keys()) if (!left!.has(key)) lines.push(`${key}: in the second only`);
  return lines;
}

function repeated(objects: readonly KubernetesObject[]): string[] {
  const keys = objects.map(keyOf);
  return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key}: twice`);
}

function fieldDifferences(a: Json | undefined, b: Json | undefined, path: string): string[] {
  if (isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => fieldDifferences(field(a, key), field(b, key), `${path} ${key}`));
  }
  return Object.is(a, b) ? [] : [`${path}: ${shown(a)} <> ${shown(b)}`];
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

function isContainer(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

function field(container: object, key: string): Json | undefined {
  return Object.hasOwn(container, key) ? (container as Record<string, Json>)[key] : undefined;
}
