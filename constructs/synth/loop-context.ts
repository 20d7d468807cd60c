import type { Reach, Reference, TemplateContext, Variable } from '../values/expression';
import type { Each } from '../values/part';

/** How the template inside a `range` reaches values, helpers and the items of all loops around it. */
export class LoopContext implements TemplateContext {
  readonly root = '$';
  readonly variables: ReadonlyMap<Variable<unknown>, string>;
  /** The variables of the loop, as `range` declares them: `$key, $value`. */
  readonly declared: string;

  constructor(
    private readonly outer: TemplateContext,
    { item, key }: Each,
  ) {
    const variables = new Map(outer.variables);
    const taken = new Set(variables.values());
    const nameOf = (variable: Variable<unknown>) => {
      let name = variable.name;
      for (let number = 2; taken.has(name); number++) name = `${variable.name}${number}`;
      taken.add(name);
      variables.set(variable, name);
      return `$${name}`;
    };
    this.declared = `${key ? nameOf(key) : '$_'}, ${nameOf(item)}`;
    this.variables = variables;
  }

  pathOf(reference: Reference<unknown>): string {
    return this.outer.pathOf(reference).replace(/\$?\.Values/, () => '$.Values');
  }

  include(name: string, content: unknown, reach?: Reach): string {
    return this.outer
      .include(name, content, reach)
      .replace(/ \.Chart\.Name\)/, ' $.Chart.Name)')
      .replace(/ \.$/, ' $');
  }

  file(name: string, text: string): string {
    return this.outer.file(name, text).replace(/^\$?\./, () => '$.');
  }
}
