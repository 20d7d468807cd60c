import type { Usage } from './model.ts';
import { RunError } from './run-error.ts';

/** What a run may take in all its turns. */
export interface BudgetLimits {
  /** Tokens, in and out, as the model counts them. @default 100000 */
  readonly maxTokens: number;
  /** US dollars; 0 sets no bound. @default 0 */
  readonly maxCostUsd: number;
  /** US dollars for a million tokens. @default 0 */
  readonly inputPrice: number;
  readonly outputPrice: number;
}

/** Fewer tokens than this are no answer. */
const leastOutput = 16;
const million = 1_000_000;

/** What a run has taken, and whether it may take another turn. */
export class Budget {
  readonly #limits: BudgetLimits;
  #usage: Usage;

  constructor(limits: BudgetLimits, usage: Usage = { input_tokens: 0, output_tokens: 0 }) {
    this.#limits = limits;
    this.#usage = usage;
  }

  get usage(): Usage {
    return this.#usage;
  }

  /** How many tokens a turn's answer to so many may have, at most `wanted`; throws `too_expensive` when too few are left. */
  allow(inputTokens: number, wanted: number): number {
    const { maxTokens, maxCostUsd, inputPrice, outputPrice } = this.#limits;
    const taken = { input: this.#usage.input_tokens + inputTokens, output: this.#usage.output_tokens };
    let left = Math.min(wanted, maxTokens - taken.input - taken.output);
    if (maxCostUsd > 0) {
      const money = maxCostUsd * million - taken.input * inputPrice - taken.output * outputPrice;
      left = Math.min(left, outputPrice > 0 ? Math.floor(money / outputPrice) : money < 0 ? 0 : left);
    }
    if (left < Math.min(wanted, leastOutput)) throw new RunError('too_expensive');
    return left;
  }

  add(usage: Usage): void {
    this.#usage = {
      input_tokens: this.#usage.input_tokens + usage.input_tokens,
      output_tokens: this.#usage.output_tokens + usage.output_tokens,
    };
  }
}

/** About how many tokens a text has, where the model does not say: one for four characters. */
export function estimateTokens(...texts: readonly string[]): number {
  return Math.ceil(texts.reduce((length, text) => length + text.length, 0) / 4);
}
