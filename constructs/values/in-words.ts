import { Serves } from './builtin';
import type { Declaration } from './declaration';
import { type Condition, Expression, Reference } from './expression';
import { Literal } from './literal';
import { Operation, Presence } from './operation';
import * as operators from './operators';

/** A condition as people say it: `global.model.mode is external`. It decides nothing. */
export function inWords(condition: Condition): string {
  return condition instanceof Expression ? said(condition, true) : condition ? 'always' : 'never';
}

function said(expression: Expression<unknown>, holds: boolean): string {
  const { operands } = expression;
  const is = holds ? 'is' : 'is not';
  if (expression instanceof Presence) return `${nameOf(expression.value)} ${is} set`;
  if (expression instanceof Serves)
    return `the cluster ${holds ? 'serves' : 'does not serve'} ${expression.apiVersion}`;
  if (!(expression instanceof Operation)) return `${holds ? '' : 'not '}${nameOf(expression)}`;
  switch (expression.operator) {
    case operators.negation:
      return said(operands[0]!, !holds);
    case operators.conjunction:
      return several(operands, holds, holds ? 'and' : 'or');
    case operators.disjunction:
      return several(operands, holds, holds ? 'or' : 'and');
    case operators.equality:
      return compared(operands, holds);
    case operators.inequality:
      return compared(operands, !holds);
    case operators.notLess:
      return `${nameOf(operands[0]!)} is ${holds ? 'at least' : 'below'} ${nameOf(operands[1]!)}`;
    case operators.emptiness:
      return `${nameOf(operands[0]!)} ${is} empty`;
    default:
      return `it ${is} so by ${nameOf(expression)}`;
  }
}

// Said twice it would not be truer, and what is connected otherwise inside stands in parentheses.
function several(all: readonly Expression<unknown>[], hold: boolean, word: 'and' | 'or'): string {
  const parts = [...new Set(all.map((one) => said(one, hold)))];
  const [end] = parts[0]!.match(/ is( not)? (empty|set)$/) ?? [''];
  // What is said of all of them is said once.
  if (end && parts.every((part) => part.endsWith(end))) {
    const names = parts.map((part) => part.slice(0, -end.length));
    return `${names.join(` ${word} `)}${end}`;
  }
  return parts.map((part) => (parts.length > 1 && / (and|or) /.test(part) ? `(${part})` : part)).join(` ${word} `);
}

// One that is not the offline of three words is one of the two others.
function compared([left, right]: readonly Expression<unknown>[], same: boolean): string {
  const [value, literal] = left instanceof Literal ? [right!, left] : [left!, right!];
  const options = value instanceof Reference ? optionsOf(value.declaration) : [];
  const others = options.filter((option) => literal instanceof Literal && option !== literal.value);
  if (!same && others.length > 0 && others.length < options.length) return `${nameOf(value)} is ${others.join(' or ')}`;
  return `${nameOf(value)} ${same ? 'is' : 'is not'} ${nameOf(literal)}`;
}

function optionsOf(declaration: Declaration): readonly string[] {
  return 'options' in declaration ? (declaration.options ?? []) : [];
}

function nameOf(expression: Expression<unknown>): string {
  if (expression instanceof Literal) return expression.value === '' ? 'empty' : String(expression.value);
  const names = [...new Set([...expression.references()].map((reference) => reference.name))];
  return names.join(', ') || 'the release';
}
