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
export function retrying(model: Model, policy: RetryPolicy, onRetry: () => void = () => undefined): Model {
  return { turn: (request) => turn(model, policy, request, onRetry) };
}

/** What `Retry-After` asks for, in seconds or as a date, in milliseconds from `now`; undefined when it is neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,6}(\.\d+)?$/.test(header)) return Number(header) * 1000;
  const date = /^[A-Z][a-z]{2}, .* GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(date - now, 0);
}

async function* turn(
  model: Model,
  policy: RetryPolicy,
  request: TurnRequest,
  onRetry: () => void,
): AsyncGenerator<ModelEvent> {
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
      onRetry();
    }
  }
}

/** Waits for the next attempt; false when there is none. */
async function mayRetry(error: unknown, attempt: number, policy: RetryPolicy, signal: AbortSignal): Promise<boolean> {
  if (!(error instanceof RunError) || !error.retryable || attempt >= policy.retries || signal.aborted) return false;
  // Jitter keeps many runs from coming back at the same moment.
  const delayMs = error.retryAfterMs ?? policy.firstDelayMs * 2 ** attempt * (0.75 + Math.random() / 2);
  // A run whose time is over meanwhile ends by what made it wait.
  return pause(Math.min(delayMs, policy.maxDelayMs), true, { signal }).catch(() => false);
}
