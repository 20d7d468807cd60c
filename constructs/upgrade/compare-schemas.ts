import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../values';
import { nearest } from '../values/nearest';
import type { Finding } from './finding';
import { at, isMap } from './objects';
import { type Schema, narrowed } from './narrowed';
import { wholeSchema } from './whole-schema';

/** The two schemas at one place among the values. */
interface Place {
  readonly path: string;
  readonly was: Schema;
  readonly is: Schema;
  /** The new chart's defaults, which Helm lays under what people say; nothing inside of lists and maps. */
  readonly defaults: Json | undefined;
}

/** Values that the old schema took and the new one refuses, or that do nothing any more. */
export function compareSchemas(old: Json, fresh: Json, defaults: Json): Finding[] {
  const [was, is] = [wholeSchema(old), wholeSchema(fresh)] as const;
  if (!isMap(was) || !isMap(is)) return [];
  return findingsAt({ path: '', was, is, defaults });
}

function findingsAt(place: Place): Finding[] {
  const { path, was, is } = place;
  const subject = path === '' ? 'the values' : `value ${path}`;
  const found = narrowed(was, is).map((one) => ({ subject, ...one }));
  // Of another type, nothing below can be compared.
  if (found.some(({ retyped }) => retyped)) return found.map(withoutMark);
  return [...found.map(withoutMark), ...propertyFindings(place), ...mapFindings(place), ...itemFindings(place)];
}

function withoutMark({ subject, change, reason, advice }: Finding): Finding {
  return { subject, change, reason, advice };
}

function propertyFindings({ path, was, is, defaults }: Place): Finding[] {
  const [old, fresh] = [was.properties, is.properties].map((one) => (isMap(one) ? one : {}));
  const added = Object.keys(fresh!).filter((key) => !Object.hasOwn(old!, key));
  const kept = Object.entries(old!).flatMap(([key, before]) => {
    const inner = join(path, key);
    const after = Object.hasOwn(fresh!, key) ? fresh![key] : is.additionalProperties;
    if (isMap(before) && isMap(after)) {
      return findingsAt({
        path: inner,
        was: before,
        is: after,
        defaults: isMap(defaults) ? at(defaults, key) : undefined,
      });
    }
    return Object.hasOwn(fresh!, key) ? [] : [gone(inner, key, added, after === false)];
  });
  return [...kept, ...requiredFindings(path, was, is, defaults)];
}

function gone(path: string, key: string, added: readonly string[], refused: boolean): Finding {
  const guess = nearest(key, added);
  return {
    subject: `value ${path}`,
    change: `is gone${guess ? `; renamed to "${guess}"?` : ''}`,
    reason: refused
      ? 'Helm refuses the upgrade of a release that sets it.'
      : 'A release that sets it: it does nothing now.',
    advice: 'Keep the old name beside the new one, and say in the release notes when it ends.',
  };
}

function requiredFindings(path: string, was: Schema, is: Schema, defaults: Json | undefined): Finding[] {
  const [old, fresh] = [was.required, is.required].map((one) => (Array.isArray(one) ? one.map(String) : []));
  const missing = fresh!.filter((key) => !old!.includes(key) && !(isMap(defaults) && Object.hasOwn(defaults, key)));
  return missing.map((key) => ({
    subject: `value ${join(path, key)}`,
    change: 'is required now',
    reason: 'Helm refuses the upgrade of a release that does not set it, and there is no default for it.',
    advice: 'Give it a default that keeps things as they were, or make it optional.',
  }));
}

function mapFindings({ path, was, is }: Place): Finding[] {
  const [old, fresh] = [was.additionalProperties ?? true, is.additionalProperties ?? true];
  if (isMap(old) && isMap(fresh))
    return findingsAt({ path: join(path, '*'), was: old, is: fresh, defaults: undefined });
  if (old === false || fresh === true || (isMap(fresh) && Object.keys(fresh).length === 0)) return [];
  if (!isObjectSchema(was) || isDeepStrictEqual(old, fresh)) return [];
  return [
    {
      subject: path === '' ? 'the values' : `value ${path}`,
      change: fresh === false ? 'takes no other keys any more' : 'takes other keys only of one form now',
      reason: 'Helm refuses the upgrade of a release that sets others.',
      advice: 'Go on taking what was taken.',
    },
  ];
}

function isObjectSchema({ type, properties }: Schema): boolean {
  return type === 'object' || isMap(properties);
}

function itemFindings({ path, was, is }: Place): Finding[] {
  const [old, fresh] = [was.items ?? {}, is.items];
  if (!isMap(old) || !isMap(fresh)) return [];
  return findingsAt({ path: `${path}[]`, was: old, is: fresh, defaults: undefined });
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
