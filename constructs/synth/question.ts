import type { Declaration } from '../values/declaration';
import type { Expression } from '../values/expression';
import type { TemplateContext } from '../values/template-context';
import { Literal } from '../values/literal';
import { Operation, Presence } from '../values/operation';
import { conjunction, disjunction, emptiness, equality, inequality, negation } from '../values/operators';

/**
 * A condition as people write it after `if`, which takes an empty text or list for false by itself.
 * @param negated asks for the opposite
 */
export function questionOf(condition: Expression<boolean>, context: TemplateContext, negated = false): string {
  if (condition instanceof Presence) return presence(condition.value, context, negated);
  if (!(condition instanceof Operation)) return opposite(condition.argument(context), negated);
  const { operator, operands } = condition;
  const [left, right] = operands as [Expression<boolean>, Expression<unknown> | undefined];
  if (operator === negation) return questionOf(left, context, !negated);
  if (operator === emptiness) return opposite(left.argument(context), !negated);
  if (operator === equality || operator === inequality) {
    const isSame = (operator === equality) !== negated;
    if (right instanceof Literal && right.value === '') return opposite(left.argument(context), isSame);
    return `${isSame ? 'eq' : 'ne'} ${left.argument(context)} ${right!.argument(context)}`;
  }
  if (operator !== conjunction && operator !== disjunction) return opposite(condition.argument(context), negated);
  const all = (operands as Expression<boolean>[]).map((one) => inParentheses(questionOf(one, context)));
  return opposite(inParentheses(`${operator === conjunction ? 'and' : 'or'} ${all.join(' ')}`), negated);
}

function presence(value: Expression<unknown>, context: TemplateContext, negated: boolean): string {
  const path = value.uncast(context);
  const { declaration } = value as unknown as { declaration?: Declaration };
  const item = declaration?.kind === 'optional' ? declaration.item : declaration;
  return item && isTrue(item) ? opposite(path, negated) : `${negated ? 'eq' : 'ne'} ${path} nil`;
}

/** Whether no value of this declaration is empty or zero, which `if` takes for false. */
function isTrue(declaration: Declaration): boolean {
  if (declaration.kind === 'string' && declaration.options) return !declaration.options.includes('');
  if (declaration.kind === 'string')
    return declaration.pattern !== '' && !new RegExp(declaration.pattern, 'u').test('');
  return (declaration.kind === 'integer' || declaration.kind === 'number') && declaration.minimum > 0;
}

// An argument, without the parentheses that only an argument needs.
function opposite(argument: string, negated: boolean): string {
  return negated ? `not ${argument}` : argument.replace(/^\((.*)\)$/s, '$1');
}

function inParentheses(question: string): string {
  return /\s/.test(question) ? `(${question})` : question;
}
