import { ChatbotError } from './error';
import { Expression, type Scope } from './expression';
import type { TemplateContext } from './template-context';
import { goString } from './go-string';
import { Literal } from './literal';
import { Operation } from './operation';
import { numberText } from './operators';
import { expressionOfNumber, hasToken, isNumberToken, partsOfString } from './token';

/** What conditions and comparisons take: literals and handles alike. */
export type Scalar = string | number | boolean | Expression<unknown>;

// What a text stands for never changes, and both interpreters ask for it again and again.
const known = new Map<string, Expression<unknown>>();

/** The expression behind a literal, a token or a handle. */
export function expressionOf(scalar: Scalar): Expression<unknown> {
  if (scalar instanceof Expression) return scalar;
  if (typeof scalar === 'number' && isNumberToken(scalar)) return expressionOfNumber(scalar);
  if (typeof scalar !== 'string' || !hasToken(scalar)) return new Literal(scalar);
  let expression = known.get(scalar);
  if (!expression) known.set(scalar, (expression = joined(partsOfString(scalar))));
  return expression;
}

/** One string of several texts and values: `printf`, so that no value can break out of its quotes. */
export function joined(parts: readonly Expression<unknown>[]): Expression<unknown> {
  if (parts.length === 1 && parts[0]!.type === 'string') return parts[0]!;
  const [first, ...rest] = parts.flatMap((part) => (part instanceof Joined ? part.parts : [part]));
  const texts = [first!, ...rest];
  if (texts.every((part) => part instanceof Literal))
    return new Literal(texts.map(({ value }) => String(value)).join(''));
  return new Joined(texts);
}

/** A string of several parts. */
export class Joined extends Expression<string> {
  readonly type = 'string';
  override readonly operands: readonly Expression<unknown>[];

  constructor(readonly parts: readonly Expression<unknown>[]) {
    super();
    this.operands = parts.map((part) => (part.type === 'number' ? new Operation(numberText, [part]) : part));
  }

  override evaluate(scope: Scope): string {
    return this.operands.map((part) => String(part.evaluate(scope))).join('');
  }

  override template(context: TemplateContext): string {
    const [only, second] = this.operands;
    if (!second && only?.type === 'string') return only.template(context);
    const texts = this.operands.filter((part) => !(part instanceof Literal)).map((part) => part.argument(context));
    const format = this.operands.map((part) =>
      part instanceof Literal ? String(part.value).replace(/%/g, '%%') : verb(part),
    );
    return `printf ${goString(format.join(''))} ${texts.join(' ')}`;
  }
}

function verb(part: Expression<unknown>): string {
  const verbs: Partial<Record<string, string>> = { string: '%s', integer: '%d', number: '%s', boolean: '%t' };
  const found = verbs[part.type];
  if (!found) throw new ChatbotError(`a ${part.type} cannot stand inside a string; use each() or embed()`);
  return found;
}
