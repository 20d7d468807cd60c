import { ChatbotError, isUnresolved } from '../../constructs/values';
import { refusal, suggestion } from './found';
import type { BooleanShape, IntegerShape, MadeShape, TextShape } from './shape';

export function checkText(value: unknown, shape: TextShape, at: string): void {
  if (typeof value !== 'string') throw refusal(at, shape.expected, value);
  if (isUnresolved(value)) return;
  const { expected, pattern, maxLength, words } = shape;
  if (words && !words.includes(value)) throw refusal(at, expected, value, suggestion(value, words));
  if (pattern && !pattern.test(value)) throw refusal(at, expected, value);
  if (maxLength !== undefined && value.length > maxLength) {
    throw new ChatbotError(`${at}: expected ${maxLength} characters at most, found ${value.length}`);
  }
}

export function checkBoolean(value: unknown, { only }: BooleanShape, at: string): void {
  if (typeof value !== 'boolean') throw refusal(at, 'true or false', value);
  if (only !== undefined && value !== only) throw refusal(at, `${only}, or nothing at all`, value);
}

export function checkInteger(
  value: unknown,
  { minimum, maximum, numbers, reason = '' }: IntegerShape,
  at: string,
): void {
  if (typeof value === 'number' && isUnresolved(value)) return;
  if (numbers && !numbers.includes(value as number)) throw refusal(at, `one of ${numbers.join(', ')}`, value);
  const fits = Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
  if (!fits) throw refusal(at, `a whole number from ${minimum} to ${maximum}${reason}`, value);
}

export function checkNumber(value: unknown, at: string): void {
  if (!(typeof value === 'number' && (Number.isFinite(value) || isUnresolved(value))))
    throw refusal(at, 'a number', value);
}

export function checkMade(value: unknown, { expected, isOne }: MadeShape, at: string): void {
  if (!isOne(value)) throw refusal(at, expected, value);
}
