import { setTimeout as pause } from 'node:timers/promises';

import type { Model, ModelEvent, TurnRequest } from './model.ts';
import { RunError } from './run-error.ts';

export interface RetryPolicy {
  /** How many times to try again. @default 3 */
  readonly retries: number;
  /** Wait before the first retry, in milliseconds; each further one waits twice as long. @default 500 */
  readonly firstDelayMs: number;
  /** Longest wait, also where the other side asks for more: milliseconds. @default 10000 */
  readonly maxDelayMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { retries: 3, firstDelayMs: 500, maxDelayMs: 10_000 };

/** Does `work` again after a {@link RunError} that says it may help. */
export async function retry<T>(work: () => Promise<T>, policy: RetryPolicy, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(await mayRetry(error, attempt, policy, signal))) throw error;
    }
  }
}

/** A model whose turns are tried again until their first event; what a person has seen is never taken back. */
export function retrying(model: Model, policy: RetryPolicy): Model {
  return { turn: (request) => turn(model, policy, request) };
}

async function* turn(model: Model, policy: RetryPolicy, request: TurnRequest): AsyncGenerator<ModelEvent> {
  for (let attempt = 0; ; attempt += 1) {
    let begun = false;
    try {
      for await (const event of model.turn(request)) {
        begun ||= event.kind !== 'usage';
        yield event;
      }
      return;
    } catch (error) {
      if (begun || !(await mayRetry(error, attempt, policy, request.signal))) throw error;
    }
  }
}

/** Waits for the next attempt; false when there is none. */
async function mayRetry(error: unknown, attempt: number, policy: RetryPolicy, signal: AbortSignal): Promise<boolean> {
  if (!(error instanceof RunError) || !error.retryable || attempt >= policy.retries || signal.aborted) return false;
  // Jitter keeps many runs from coming back at the same moment.
  const delayMs = error.retryAfterMs ?? policy.firstDelayMs * 2 ** attempt * (0.75 + Math.random() / 2);
  await pause(Math.min(delayMs, policy.maxDelayMs), undefined, { signal });
  return true;
}
