import { type Expression, Reference } from './expression';
import { Literal } from './literal';
import { Operation } from './operation';
import { negation } from './operators';

/** Whether two expressions are the same, operand by operand. Two that mean the same otherwise are not recognized. */
export function isSame(a: Expression<unknown>, b: Expression<unknown>): boolean {
  if (a === b) return true;
  if (a instanceof Reference && b instanceof Reference)
    return a.owner === b.owner && a.keys.join('.') === b.keys.join('.');
  if (a instanceof Literal && b instanceof Literal) return a.value === b.value;
  if (!(a instanceof Operation) || !(b instanceof Operation) || a.operator !== b.operator) return false;
  return a.operands.length === b.operands.length && a.operands.every((one, index) => isSame(one, b.operands[index]!));
}

/** Whether one of two conditions is the other one's opposite. */
export function areOpposite(a: Expression<unknown>, b: Expression<unknown>): boolean {
  const isNegationOf = (one: Expression<unknown>, other: Expression<unknown>) =>
    one instanceof Operation && one.operator === negation && isSame(one.operands[0]!, other);
  return isNegationOf(a, b) || isNegationOf(b, a);
}

/** Without those that are the same as an earlier one. */
export function distinct<E extends Expression<unknown>>(expressions: readonly E[]): E[] {
  return expressions.filter((one, index) => !expressions.slice(0, index).some((other) => isSame(one, other)));
}
