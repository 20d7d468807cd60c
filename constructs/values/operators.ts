import { createHash } from 'node:crypto';
import { ChatbotError } from './error';
import type { Expression } from './expression';
import type { Operator } from './operation';

// Each line says one meaning twice: in TypeScript, and in Go's template language with Sprig.

export const negation = operator(
  'boolean',
  (a: boolean) => !a,
  (a) => `not ${a}`,
);
export const conjunction = operator(
  'boolean',
  (...all: boolean[]) => all.every(Boolean),
  (...all) => `and ${all.join(' ')}`,
);
export const disjunction = operator(
  'boolean',
  (...all: boolean[]) => all.some(Boolean),
  (...all) => `or ${all.join(' ')}`,
);
export const equality = operator(
  'boolean',
  (a: unknown, b: unknown) => a === b,
  (a, b) => `eq ${a} ${b}`,
);
export const inequality = operator(
  'boolean',
  (a: unknown, b: unknown) => a !== b,
  (a, b) => `ne ${a} ${b}`,
);
export const notLess = operator(
  'boolean',
  (a: number, b: number) => a >= b,
  (a, b) => `ge ${a} ${b}`,
);
export const sum = operator(
  'integer',
  (...all: number[]) => exact(all.reduce((a, b) => a + b, 0)),
  (...all) => `add ${all.join(' ')}`,
);
export const product = operator(
  'integer',
  (...all: number[]) => exact(all.reduce((a, b) => a * b, 1)),
  (...all) => `mul ${all.join(' ')}`,
);
export const emptiness = operator(
  'boolean',
  (a: object | undefined) => a === undefined || Object.keys(a).length === 0,
  (a) => `empty ${a}`,
);
export const choice: Operator<unknown> = {
  type: ([, whenTrue]) => (whenTrue as Expression<unknown>).type,
  evaluate: (condition: boolean, whenTrue: unknown, whenFalse: unknown) => (condition ? whenTrue : whenFalse),
  template: (condition, whenTrue, whenFalse) => {
    if (condition === `(eq ${whenFalse} "")`) return `default ${whenTrue} ${whenFalse}`;
    if (condition === `(ne ${whenTrue} "")`) return `default ${whenFalse} ${whenTrue}`;
    return `ternary ${whenTrue} ${whenFalse} ${condition}`;
  },
};
/** What a map of texts has under a key; nothing where it has none. */
export const entry = operator(
  'string',
  (map: Readonly<Record<string, string>>, key: string) => (Object.hasOwn(map, key) ? map[key]! : ''),
  // One that is empty by default is absent.
  (map, key) => `get (${map} | default dict) ${key}`,
);
export const digest = operator(
  'string',
  (a: string) => createHash('sha256').update(a).digest('hex'),
  (a) => `sha256sum ${a}`,
);

/** The port of an http or https URL. */
export const port = operator(
  'integer',
  (url: string) => Number(/:([0-9]{1,5})/.exec(url)?.[1] ?? (url.startsWith('https:') ? 443 : 80)),
  (url) =>
    `atoi (trimPrefix ":" (regexFind ":[0-9]{1,5}" ${url} | default (ternary ":443" ":80" (hasPrefix "https:" ${url}))))`,
);

// Go prints a float with an exponent from 1e-5 on, its JSON from 1e-7 on, as JavaScript does.
export const numberText = operator<unknown>(
  'string',
  (a: number) => a,
  (a) => `toJson ${a}`,
);

// Beyond 2^53 JavaScript rounds and Go does not.
function exact(value: number): number {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new ChatbotError(`the result ${value} is too large to be exact`);
  return value;
}

function operator<T>(
  type: Operator<T>['type'],
  evaluate: Operator<T>['evaluate'],
  template: Operator<T>['template'],
): Operator<T> {
  return { type, evaluate, template };
}
export const prefix = operator(
  'string',
  (a: string, length: number) => a.slice(0, length),
  (a, length) => `substr 0 ${length} ${a}`,
);
/** A text, then pairs of what is replaced and by what, one after the other. */
export const replacement = operator(
  'string',
  (text: string, ...pairs: string[]) =>
    pairs.reduce((done, old, index) => (index % 2 === 0 ? done.split(old).join(pairs[index + 1]) : done), text),
  (text, ...pairs) =>
    pairs.reduce(
      (done, old, index) => (index % 2 === 0 ? `${done} | replace ${old} ${pairs[index + 1]!}` : done),
      text,
    ),
);
