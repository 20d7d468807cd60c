import type { Reference, Variable } from './expression';
import type { Arguments } from './inclusion';

/** Where `template` writes to. */
export interface TemplateContext {
  /** What stands before `.Values`: nothing, `$` inside a loop, `.context` in a named template that is told something. */
  readonly root: string;
  /** The items of the loops around and what a named template is told, as they read in the template: `$item`, `.port`. */
  readonly variables: ReadonlyMap<Variable<unknown>, string>;
  /** The text of a reference, e.g. `.Values.replicas`. @throws when the value is another subchart's. */
  pathOf(reference: Reference<unknown>): string;
  /** Sees to it that there is a named template with this content. */
  define(part: NamedPart): Defined;
  /** The text of a file of the chart, e.g. `.Files.Get "files/create.mjs"`. */
  file(name: string, text: string): string;
}

/**
 * Whose a named template is: a (sub)chart's own, one for the whole chart, or one in each (sub)chart that all call alike,
 * by the chart's name.
 */
export type Reach = 'own' | 'shared' | 'each';

/** Content under a name. */
export interface NamedPart {
  readonly name: string;
  /** As the chart says it once, with variables in the place of what it is told. */
  readonly body: unknown;
  readonly reach: Reach;
  /** What each who includes it tells it. @default - nothing */
  readonly told?: Arguments | undefined;
}

/** A named template. */
export interface Defined {
  readonly fullName: string;
  /** Whether it reads values, the release or the chart, beside what it is told. */
  readonly readsChart: boolean;
  /** Whether its text may begin or end with a line break, which whoever includes it takes off. */
  readonly isLoose: boolean;
}
