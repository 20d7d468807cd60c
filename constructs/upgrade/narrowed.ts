import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../values';
import { fromTo } from './in-words';

export interface Schema {
  readonly [keyword: string]: Json;
}

/** What a value no longer takes. */
export interface Narrowing {
  readonly change: string;
  readonly reason: string;
  readonly advice: string;
  readonly retyped?: boolean;
}

const REFUSED = 'Helm refuses the upgrade of a release that sets it to what is no longer taken.';
const GO_ON = 'Go on taking what was taken, or give the new form another name.';

/** What one value took by its old schema and no longer takes; the values inside of it are not looked at. */
export function narrowed(was: Schema, is: Schema): Narrowing[] {
  const retyped = typeFindings(was, is);
  if (retyped.length > 0) return retyped;
  return [...wordFindings(was, is), ...boundFindings(was, is), ...formFindings(was, is)];
}

const ALL = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];

function typeFindings(was: Schema, is: Schema): Narrowing[] {
  if (is.type === undefined) return [];
  const [old, fresh] = [was.type ?? ALL, is.type].map((type) => (Array.isArray(type) ? type : [type]).map(word));
  const lost = old!.filter((type) => !fresh!.includes(type) && !(type === 'integer' && fresh!.includes('number')));
  if (lost.length === 0) return [];
  const before = was.type === undefined ? 'anything' : old!.join(' or ');
  return [{ change: `was ${before}, is ${fresh!.join(' or ')}`, reason: REFUSED, advice: GO_ON, retyped: true }];
}

function wordFindings(was: Schema, is: Schema): Narrowing[] {
  if (!Array.isArray(is.enum)) return [];
  const fresh = is.enum;
  const took = (word: Json) => fresh.some((other) => isDeepStrictEqual(word, other));
  if (!Array.isArray(was.enum)) return [narrowing(`took anything, takes only ${fresh.map(word).join(', ')}`)];
  const lost = was.enum.filter((one) => !took(one));
  return lost.length > 0 ? [narrowing(`no longer takes ${lost.map(word).join(', ')}`)] : [];
}

function word(value: Json): string {
  return typeof value === 'string' ? value || '""' : JSON.stringify(value);
}

const LEAST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const MOST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

function boundFindings(was: Schema, is: Schema): Narrowing[] {
  return [...LEAST, ...MOST].flatMap((keyword) => {
    const [old, fresh] = [was[keyword], is[keyword]];
    if (typeof fresh !== 'number' || (typeof old === 'number' && !isTighter(keyword, old, fresh))) return [];
    // No length and no count is below zero.
    if (old === undefined && fresh <= 0 && /^min[A-Z]/.test(keyword)) return [];
    return [narrowing(`its ${keyword} changes from ${typeof old === 'number' ? old : 'none'} to ${fresh}`)];
  });
}

function isTighter(keyword: string, old: number, fresh: number): boolean {
  return LEAST.includes(keyword) ? fresh > old : fresh < old;
}

// Keywords of which one cannot tell by computing whether they take less.
const FORMS = [
  'pattern',
  'format',
  'const',
  'multipleOf',
  'uniqueItems',
  'propertyNames',
  'patternProperties',
  'dependencies',
  'contains',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  '$ref',
];

function formFindings(was: Schema, is: Schema): Narrowing[] {
  return FORMS.filter((keyword) => is[keyword] !== undefined && !isDeepStrictEqual(was[keyword], is[keyword]))
    .filter((keyword) => !(keyword === 'pattern' && takesAllWords(was.enum, is.pattern)))
    .map((keyword) => ({
      change: `its ${keyword} changes ${fromTo(was[keyword], is[keyword])}`,
      reason:
        'Helm refuses the upgrade of a release whose value no longer fits; whether it takes less cannot be computed.',
      advice:
        'See that it still takes all that it took, and accept the change (--help says how); else go on taking it.',
    }));
}

function takesAllWords(words: Json | undefined, pattern: Json | undefined): boolean {
  if (!Array.isArray(words) || typeof pattern !== 'string') return false;
  const expression = new RegExp(pattern, 'u');
  return words.every((one) => typeof one === 'string' && expression.test(one));
}

function narrowing(change: string): Narrowing {
  return { change, reason: REFUSED, advice: GO_ON };
}
