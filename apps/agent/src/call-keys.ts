import { createHash } from 'node:crypto';

import { canonicalJson } from './canonical-json.ts';
import type { ToolCall } from './model.ts';

/**
 * Idempotency keys of a run's tool calls. A run that is tried again makes the same calls in the same scope, so they have the
 * same keys and are done once; two equal calls that one run makes on purpose differ by their ordinal.
 */
export class CallKeys {
  readonly #scope: string;
  readonly #made = new Map<string, number>();

  constructor(scope: string) {
    this.#scope = scope;
  }

  /** The key of the next call: 64 characters of hex. */
  next({ name, arguments: args = {} }: ToolCall): string {
    const call = canonicalJson([this.#scope, name, args]);
    const ordinal = this.#made.get(call) ?? 0;
    this.#made.set(call, ordinal + 1);
    return createHash('sha256')
      .update(canonicalJson([call, ordinal]))
      .digest('hex');
  }
}
