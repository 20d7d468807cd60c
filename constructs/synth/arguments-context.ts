import type { Reference, Variable } from '../values/expression';
import type { Defined, NamedPart, TemplateContext } from '../values/template-context';
import { type Arguments, CONTEXT } from '../values/inclusion';

/** How a named template that is told something reaches that, and the chart: `.port`, `.context.Values`. */
export class ArgumentsContext implements TemplateContext {
  readonly variables: ReadonlyMap<Variable<unknown>, string>;
  /** Whether anything of the chart was read. */
  readsChart = false;

  constructor(
    private readonly chart: TemplateContext,
    { variables }: Arguments,
  ) {
    this.variables = new Map([...variables].map(([variable, name]) => [variable, `.${name}`] as const));
  }

  get root(): string {
    this.readsChart = true;
    return `.${CONTEXT}`;
  }

  pathOf(reference: Reference<unknown>): string {
    return this.chart.pathOf(reference).replace('.Values', () => `${this.root}.Values`);
  }

  define(part: NamedPart): Defined {
    return this.chart.define(part);
  }

  file(name: string, text: string): string {
    return this.chart.file(name, text).replace('.Files', () => `${this.root}.Files`);
  }
}
