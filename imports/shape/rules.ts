import { isUnresolved } from '../../constructs/values';
import { presenceOf } from '../../constructs/values/presence';
import { nearest } from '../../constructs/values/nearest';
import { isAbsent } from './found';
import type { Rule } from './shape';

const PROPS = new Set<string>();

/**
 * No prop that is one letter away from one that is not there: `replica` would count for nothing. Props that any construct has
 * pass, and so do those that resemble none, since several constructs may share an object, and who wraps one may pass on more.
 */
export function spelt(...known: readonly string[]): Rule {
  for (const key of known) PROPS.add(key);
  return (fields) => {
    for (const key of Object.keys(fields)) {
      if (PROPS.has(key) || isAbsent(fields[key])) continue;
      const meant = nearest(key, known, 1);
      if (meant !== undefined && isAbsent(fields[meant]))
        return `has the prop "${key}", which is not known; did you mean ${meant}?`;
    }
    return undefined;
  };
}

const joined = (keys: readonly string[], word: string) =>
  keys.length < 2 ? keys.join('') : `${keys.slice(0, -1).join(', ')} ${word} ${keys.at(-1)!}`;

/** One of these fields at least. */
export function atLeastOne(...keys: readonly string[]): Rule {
  return (fields) =>
    keys.every((key) => presenceOf(fields[key]) === false) ? `needs ${joined(keys, 'or')}` : undefined;
}

/** No two of these fields. Those that values decide may take turns. */
export function atMostOne(...keys: readonly string[]): Rule {
  return (fields) => {
    const there = keys.filter((key) => presenceOf(fields[key]) === true);
    return there.length > 1 ? `has ${joined(there, 'and')}; leave out all but one` : undefined;
  };
}

/** A field that is nothing without another. */
export function needs(key: string, other: string): Rule {
  return (fields) =>
    presenceOf(fields[key]) === true && presenceOf(fields[other]) === false
      ? `has ${key}, which needs ${other}`
      : undefined;
}

/** A duration that is no longer than another one, where both are literals. */
export function noLonger(key: string, than: string): Rule {
  return (fields) => {
    const [a, b] = [milliseconds(fields[key]), milliseconds(fields[than])];
    return a !== undefined && b !== undefined && a > b
      ? `has ${key} ${String(fields[key])}, which is longer than ${than} ${String(fields[than])}`
      : undefined;
  };
}

const UNITS: Readonly<Record<string, number>> = { y: 31_536e6, w: 6048e5, d: 864e5, h: 36e5, m: 6e4, s: 1e3, ms: 1 };

/** A literal duration; undefined where it is none, or not known yet. */
export function milliseconds(duration: unknown): number | undefined {
  if (typeof duration !== 'string' || isUnresolved(duration)) return undefined;
  let total = 0;
  for (const [, amount, unit] of duration.matchAll(/([0-9.]+)(ms|[ywdhms])/g)) total += Number(amount) * UNITS[unit!]!;
  return total;
}

/** A whole number that is written down; undefined where values decide it. */
export function literalNumber(value: unknown): number | undefined {
  return typeof value === 'number' && !isUnresolved(value) ? value : undefined;
}

/** A text that is written down; undefined where values decide it. */
export function literalText(value: unknown): string | undefined {
  return typeof value === 'string' && !isUnresolved(value) ? value : undefined;
}
