import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { Json } from '../values';

/** An object as a chart renders it. */
export interface KubernetesObject {
  readonly [key: string]: Json;
}

/** The objects of what Helm printed, read as YAML 1.1, as Helm and kubectl do. */
export function objectsIn(text: string): KubernetesObject[] {
  return parseAllDocuments(text, { version: '1.1', merge: true, logLevel: 'error' }).flatMap((document) => {
    const object = document.toJS() as KubernetesObject | null;
    return object && typeof object === 'object' ? [object] : [];
  });
}

/** What stands at a path of keys joined by dots. */
export function at(object: Json | undefined, path: string): Json | undefined {
  let found: Json | undefined = object;
  for (const key of path.split('.')) {
    if (!isMap(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

export function isMap(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of maps at a path; empty where there is none. */
export function mapsAt(object: Json | undefined, path: string): { [key: string]: Json }[] {
  const found = at(object, path);
  return Array.isArray(found) ? found.filter(isMap) : [];
}

export function textAt(object: Json | undefined, path: string): string {
  const found = at(object, path);
  return found === undefined || found === null || typeof found === 'object' ? '' : String(found);
}

export function same(one: Json | undefined, other: Json | undefined): boolean {
  return isDeepStrictEqual(one ?? null, other ?? null);
}

/** Kind and API group, `StatefulSet.apps`; a version of the same group is the same kind. */
export function kindOf(object: KubernetesObject): string {
  const [group, version] = textAt(object, 'apiVersion').split('/');
  return version === undefined ? textAt(object, 'kind') : `${textAt(object, 'kind')}.${group!}`;
}

/** Where charts are rendered; objects that name no namespace are in it. */
export const NAMESPACE = 'check-upgrade';

/** What Kubernetes and Helm tell objects apart by. */
export function identityOf(object: KubernetesObject): string {
  return `${kindOf(object)} ${textAt(object, 'metadata.namespace') || NAMESPACE}/${textAt(object, 'metadata.name')}`;
}

/** As people say it: `StatefulSet database`. */
export function subjectOf(object: KubernetesObject): string {
  return `${textAt(object, 'kind')} ${textAt(object, 'metadata.name')}`;
}

/** Whether Helm removes the object before it makes it anew, or when it has succeeded: nothing in it is then immutable. */
export function isMadeAnew(object: KubernetesObject): boolean {
  const annotations = at(object, 'metadata.annotations');
  if (!isMap(annotations) || annotations['helm.sh/hook'] === undefined) return false;
  const policy = annotations['helm.sh/hook-delete-policy'];
  return typeof policy !== 'string' || /before-hook-creation|hook-succeeded/.test(policy);
}
