import { Expression, Reference, type Scope, type ValueType, castTo } from './expression';
import type { TemplateContext } from './template-context';
import { expressionOf } from './joined';
import { numberToken } from './token';

/** A shared value that stands under the name of the (sub)chart which reads it. */
class EntryOfChart extends Expression<number> {
  readonly type: ValueType;
  override readonly operands: readonly Expression<unknown>[];

  constructor(private readonly entry: Reference<unknown>) {
    super();
    this.type = entry.type;
    this.operands = [entry];
  }

  override evaluate(scope: Scope): number {
    return this.entry.evaluate(scope) as number;
  }

  override template(context: TemplateContext): string {
    const path = context.pathOf(this.entry).replace(/\.[^.]+$/, '');
    return castTo(this.type, `(index ${path} ${context.root}.Chart.Name)`);
  }
}

/**
 * A number as the (sub)chart of this name says it of itself: of a shared value such as `global.ports.backend` the backend
 * reads `index .Values.global.ports .Chart.Name`, which is the same text in each subchart. Any other number stays as it is.
 */
export function ofItself(chart: string, value: number): number {
  const expression = expressionOf(value);
  const isEntry =
    expression instanceof Reference && expression.owner.key === 'global' && expression.keys.at(-1) === chart;
  return isEntry && expression.keys.length > 1 ? numberToken(new EntryOfChart(expression))[0] : value;
}

/** The keys of the section in which a value stands, with dots between: `secrets.image`; undefined for what is no value. */
export function sectionOf(value: string): string | undefined {
  const expression = expressionOf(value);
  return expression instanceof Reference ? expression.keys.slice(0, -1).join('.') : undefined;
}
