/** How long streams that were told to end may take to say so: milliseconds. */
const lastWordsMs = 2_000;

/**
 * Counts running requests and waits for them at the end. New ones are still served meanwhile, because a Service's
 * endpoints are updated later than the program is told to stop.
 */
export class Drain {
  readonly #timeoutMs: number;
  readonly #requests = new Set<AbortController>();
  #started = false;
  #idle: (() => void) | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get running(): number {
    return this.#requests.size;
  }

  /** Whether the program is ending. */
  get started(): boolean {
    return this.#started;
  }

  /** Counts a request in; it is aborted when it runs out of time to finish. The returned function counts it out. */
  enter(request: AbortController): () => void {
    this.#requests.add(request);
    return () => {
      this.#requests.delete(request);
      if (this.#requests.size === 0) this.#idle?.();
    };
  }

  /** Resolves when no request runs, or shortly after the deadline. */
  async finish(): Promise<void> {
    this.#started = true;
    if (this.#requests.size === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    if (await within(this.#timeoutMs, idle)) return;
    for (const request of this.#requests) request.abort();
    await within(lastWordsMs, idle);
  }
}

/** Whether `promise` resolved within so many milliseconds. */
async function within(milliseconds: number, promise: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
