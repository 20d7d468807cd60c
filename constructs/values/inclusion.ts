import { ChatbotError } from './error';
import { type Expression, Reference, Variable, inParentheses } from './expression';
import type { NamedPart, TemplateContext } from './template-context';
import { variableHandle } from './handle';
import { type Scalar, expressionOf } from './joined';
import { Operation } from './operation';
import { choice } from './operators';

/** Scalars by name, which each who includes a named part tells it. */
export type Told = Readonly<Record<string, Scalar>>;

/** What a named part is told, and its content as the chart says it once for all who include it. */
export class Arguments {
  private made?: ReadonlyMap<Variable<unknown>, string>;

  /**
   * @param known those of the scalars that have variables already
   * @throws {ChatbotError} when a name cannot stand in a template, or one of them is no scalar on one line.
   */
  constructor(
    part: string,
    readonly scalars: Told,
    private readonly known: ReadonlyMap<Variable<unknown>, string> = new Map(),
  ) {
    for (const [name, scalar] of Object.entries(scalars)) checkTold(part, name, scalar);
  }

  /** Each stands for what is told under its name. */
  get variables(): ReadonlyMap<Variable<unknown>, string> {
    return (this.made ??= this.makeVariables());
  }

  /** Handles of the variables, by name. */
  get handles(): Told {
    return Object.fromEntries([...this.variables].map(([one, name]) => [name, variableHandle(one) as Scalar]));
  }

  /** As the dot of the named template: a dict, or the section of the values in which all of it stands under its name. */
  template(context: TemplateContext, readsChart: boolean): string {
    const told = Object.entries(this.scalars).map(([name, scalar]) => [name, expressionOf(scalar)] as const);
    const sections = new Set(told.map(([name, expression]) => sectionOf(name, expression, context)));
    const [section] = sections;
    if (!readsChart && section && sections.size === 1 && told.length > 1) return section;
    const texts = told.map(([name, expression]) => `"${name}" ${inParentheses(expression.uncast(context))}`);
    return `(dict ${[...(readsChart ? [`"${CONTEXT}" ${dotOf(context)}`] : []), ...texts].join(' ')})`;
  }

  private makeVariables(): ReadonlyMap<Variable<unknown>, string> {
    const names = new Set(this.known.values());
    const others = Object.entries(this.scalars).filter(([name]) => !names.has(name));
    return new Map([...this.known, ...others.map(([name, scalar]) => [variableOf(name, scalar), name] as const)]);
  }
}

// The one or the other of two sections is one too.
function sectionOf(name: string, expression: Expression<unknown>, context: TemplateContext): string | undefined {
  if (expression instanceof Operation && expression.operator === choice) {
    const [condition, ...branches] = expression.operands;
    const sections = branches.map((branch) => sectionOf(name, branch, context));
    const isOne = sections.every((section) => section !== undefined);
    return isOne ? `(${choice.template(condition!.argument(context), ...sections)})` : undefined;
  }
  if (!(expression instanceof Reference) && !(expression instanceof Variable)) return undefined;
  const path = expression.uncast(context);
  return path.endsWith(`.${name}`) ? path.slice(0, -name.length - 1) : undefined;
}

/** Under which name a named template that is told something finds the chart. */
export const CONTEXT = 'context';

/** The call of a named template, e.g. `include "backend.labels" .`. */
export function inclusion(part: NamedPart, context: TemplateContext): string {
  const { fullName, readsChart } = context.define(part);
  const callee = part.reach === 'each' ? `(printf "%s.${part.name}" ${context.root}.Chart.Name)` : `"${fullName}"`;
  return `include ${callee} ${part.told ? part.told.template(context, readsChart) : dotOf(context)}`;
}

/** The same, without a line break at either end. */
export function closeInclusion(part: NamedPart, context: TemplateContext): string {
  // Of what each chart has its own, only some may begin or end with one, and all call alike.
  const mayBreak = part.reach === 'each' || context.define(part).isLoose;
  return `${inclusion(part, context)}${mayBreak ? ' | trim' : ''}`;
}

function dotOf({ root }: TemplateContext): string {
  return root || '.';
}

function checkTold(part: string, name: string, scalar: Scalar): void {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name) || name === CONTEXT)
    throw new ChatbotError(
      `${part}: what it is told cannot be named "${name}"; expected camelCase, and not ${CONTEXT}`,
    );
  const expression = expressionOf(scalar);
  const { type } = expression;
  if (type === 'list' || type === 'map' || (type === 'string' && !expression.isOneLine()))
    throw new ChatbotError(`${part}: ${name} is no scalar on one line; a named part is told nothing else`);
}

function variableOf(name: string, scalar: Scalar): Variable<unknown> {
  const { type } = expressionOf(scalar);
  const described = { description: name, minimum: -Infinity, maximum: Infinity };
  const text = { format: 'text', pattern: '', expected: '' } as const;
  if (type === 'string') return new Variable(name, { ...described, ...text, kind: type, default: '' });
  if (type === 'boolean') return new Variable(name, { ...described, kind: type, default: false });
  // Lists and maps were refused.
  return new Variable(name, { ...described, kind: type as 'integer' | 'number', default: 0 });
}
