/** The codes that a run can end with, and what a person is told then. */
export const runErrorMessages = {
  model_unavailable:
    'The language model cannot be reached right now. Your tasks are safe; please try again in a moment.',
  model_invalid: 'The language model gave an answer that could not be used. Please try again or say it in other words.',
  tools_unavailable: 'Your tasks cannot be reached from the chat right now. Please try again in a moment.',
  too_many_turns: 'This needed more steps than allowed, so it was stopped. Please ask for less at once.',
  too_expensive:
    'This needed more from the language model than allowed, so it was stopped. Please ask for less at once.',
  busy: 'Too many people are chatting right now. Please try again in a moment.',
  timeout: 'The answer took too long, so it was stopped. Please try again.',
  internal: 'Something went wrong here. Please try again.',
} as const;

export type RunErrorCode = keyof typeof runErrorMessages;

export interface RunErrorOptions {
  /** What went wrong below; only its class and code are logged. */
  readonly cause?: unknown;
  /** Whether trying again may help. @default false */
  readonly retryable?: boolean;
  /** How long the other side asks to wait: milliseconds. */
  readonly retryAfterMs?: number;
}

/** Ends a run. Its message is for the person: no prompt, key, address or stack is in it. */
export class RunError extends Error {
  readonly code: RunErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: RunErrorCode, options: RunErrorOptions = {}) {
    super(runErrorMessages[code], { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}
