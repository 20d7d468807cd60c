import type { Reference, Variable } from '../values/expression';
import type { Defined, NamedPart, TemplateContext } from '../values/template-context';
import type { Each } from '../values/part';

/** How the template inside a `range` reaches values, helpers and the items of all loops around it. */
export class LoopContext implements TemplateContext {
  readonly variables: ReadonlyMap<Variable<unknown>, string>;
  /** The variables of the loop, as `range` declares them: `$key, $value`. */
  readonly declared: string;

  constructor(
    private readonly outer: TemplateContext,
    { item, key }: Each,
  ) {
    const variables = new Map([...outer.variables].map(([variable, text]) => [variable, inLoop(text)] as const));
    const taken = new Set(variables.values());
    const nameOf = (variable: Variable<unknown>) => {
      let name = `$${variable.name}`;
      for (let number = 2; taken.has(name); number++) name = `$${variable.name}${number}`;
      taken.add(name);
      variables.set(variable, name);
      return name;
    };
    this.declared = `${key ? nameOf(key) : '$_'}, ${nameOf(item)}`;
    this.variables = variables;
  }

  get root(): string {
    return inLoop(this.outer.root);
  }

  pathOf(reference: Reference<unknown>): string {
    return this.outer.pathOf(reference).replace(`${this.outer.root}.Values`, () => `${this.root}.Values`);
  }

  define(part: NamedPart): Defined {
    return this.outer.define(part);
  }

  file(name: string, text: string): string {
    return this.outer.file(name, text).replace(`${this.outer.root}.Files`, () => `${this.root}.Files`);
  }
}

// The dot is the item there; `$` stays what the template was given.
function inLoop(path: string): string {
  return path.startsWith('$') ? path : `$${path}`;
}
