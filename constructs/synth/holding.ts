import { not } from '../values/algebra';
import type { Condition, Expression } from '../values/expression';
import type { TemplateContext } from '../values/template-context';
import { Operation } from '../values/operation';
import { conjunction } from '../values/operators';
import { Either, isObject, partOf } from '../values/part';

/** The conditions that hold where a template stands, as text: there is no need to ask twice. */
export class Holding {
  private readonly texts: string[] = [];

  constructor(private readonly context: TemplateContext) {}

  /** What is left to ask; undefined when the condition holds already. */
  textOf(condition: Condition): string | undefined {
    if (typeof condition === 'boolean') return undefined;
    const text = condition.template(this.context);
    return this.texts.includes(text) ? undefined : text;
  }

  /** Runs something that is written where a condition holds. */
  during(condition: Condition, write: () => void): void {
    const before = this.texts.length;
    if (typeof condition !== 'boolean') this.texts.push(...this.implied(condition));
    write();
    this.texts.length = before;
  }

  /** Without the choices that the conditions around have made already. */
  settled(value: unknown): unknown {
    const part = isObject(value) ? partOf(value) : undefined;
    if (!(part instanceof Either)) return value;
    if (this.textOf(part.condition) === undefined) return this.settled(part.whenTrue);
    return this.textOf(not(part.condition)) === undefined ? this.settled(part.whenFalse) : value;
  }

  // Of a conjunction, every part holds.
  private implied(condition: Expression<boolean>): string[] {
    const text = condition.template(this.context);
    if (!(condition instanceof Operation) || condition.operator !== conjunction) return [text];
    return [text, ...condition.operands.flatMap((operand) => this.implied(operand as Expression<boolean>))];
  }
}
