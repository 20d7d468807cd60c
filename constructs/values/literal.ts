import { ChatbotError } from './error';
import { Expression, type ValueType } from './expression';
import { goString } from './go-string';
import { isOneLine } from './one-line';

/** A constant. */
export class Literal<T extends string | number | boolean> extends Expression<T> {
  readonly type: ValueType;

  /** @param type is that of the value, or `number` for a whole number among numbers with fractions. */
  constructor(
    readonly value: T,
    type?: 'number',
  ) {
    super();
    if (typeof value === 'number' && !Number.isFinite(value)) throw new ChatbotError(`${value} is not a number`);
    this.type = type ?? (typeof value === 'number' ? numberType(value) : (typeof value as 'string' | 'boolean'));
  }

  override evaluate(): T {
    return this.value;
  }

  override template(): string {
    if (typeof this.value === 'string') return goString(this.value);
    const text = String(this.value);
    // Go tells a float from an integer by its point or exponent.
    return this.type === 'number' && !/[.e]/.test(text) ? `${text}.0` : text;
  }

  override isOneLine(): boolean {
    return typeof this.value !== 'string' || isOneLine(this.value);
  }
}

function numberType(value: number): 'integer' | 'number' {
  return Number.isSafeInteger(value) ? 'integer' : 'number';
}
