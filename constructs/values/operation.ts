import { Expression, type Scope, type ValueType } from './expression';
import type { TemplateContext } from './template-context';

/** Whether an optional value is there. */
export class Presence extends Expression<boolean> {
  readonly type = 'boolean';

  override readonly operands: readonly Expression<unknown>[];

  constructor(readonly value: Expression<unknown>) {
    super();
    this.operands = [value];
  }

  override evaluate(scope: Scope): boolean {
    return this.value.evaluate(scope) !== undefined;
  }

  override template(context: TemplateContext): string {
    return `ne ${this.value.uncast(context)} nil`;
  }
}

/** One meaning, said for both interpreters side by side. */
export interface Operator<T> {
  readonly type: ValueType | ((operands: readonly Expression<unknown>[]) => ValueType);
  readonly evaluate: (...operands: never[]) => T;
  /** Gets its operands as arguments, in parentheses where they need them. */
  readonly template: (...operands: string[]) => string;
}

/** An operator with its operands. */
export class Operation<T> extends Expression<T> {
  constructor(
    readonly operator: Operator<T>,
    override readonly operands: readonly Expression<unknown>[],
  ) {
    super();
  }

  get type(): ValueType {
    const { type } = this.operator;
    return typeof type === 'function' ? type(this.operands) : type;
  }

  override evaluate(scope: Scope): T {
    const evaluate = this.operator.evaluate as (...operands: unknown[]) => T;
    return evaluate(...this.operands.map((operand) => operand.evaluate(scope)));
  }

  override template(context: TemplateContext): string {
    return this.operator.template(...this.operands.map((operand) => operand.argument(context)));
  }
}
