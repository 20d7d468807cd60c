import type { Reach } from './template-context';
import { includedText } from './included';
import { Arguments, type Told } from './inclusion';
import { Named } from './part';

/**
 * Content that several places share. In the chart it is a named template, `<chart>.<name>`. A list among the items of
 * another one gives its items.
 */
export function named<T>(name: string, content: T): T;
/**
 * Content that several places share, but for a few scalars: in the chart a named template that each of them tells these.
 * @param content is called with the scalars and, for the chart, with what stands for them: it must not decide by them
 */
export function named<A extends Told, T extends object>(name: string, told: A, content: (told: A) => T): T;
export function named(name: string, given: unknown, content?: (told: Told) => unknown): unknown {
  if (content) return toldPart(name, given as Told, content, 'own');
  return typeof given === 'string' ? includedText(name, given, false) : new Named(name, given);
}

/**
 * Content that several subcharts share: one named template of the whole chart. It may read global values and values that
 * each of the subcharts has at the same place; these and `chart.name` are those of the subchart that includes it.
 */
export function shared<T>(name: string, content: T): T;
/** As `named` with scalars, once for all subcharts. */
export function shared<A extends Told, T extends object>(name: string, told: A, content: (told: A) => T): T;
export function shared(name: string, given: unknown, content?: (told: Told) => unknown): unknown {
  if (content) return toldPart(name, given as Told, content, 'shared');
  return typeof given === 'string' ? includedText(name, given, true) : new Named(name, given, 'shared');
}

function toldPart(name: string, told: Told, content: (told: Told) => unknown, reach: Reach): Named {
  const given = new Arguments(name, told);
  return new Named(name, content(told), reach, given, () => content(given.handles));
}

/**
 * Content under one name of which each (sub)chart has its own. It is called by the name of the chart,
 * `include (printf "%s.config" .Chart.Name) .`, so that a part which subcharts share can call it.
 */
export function inEach<T extends object>(name: string, content: T): T {
  return new Named(name, content, 'each') as T;
}
