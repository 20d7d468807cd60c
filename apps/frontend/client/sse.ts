/** One server-sent event; `event` is "message" where the server names none. */
export interface ServerSentEvent {
  /** The event's own; empty where it has none, which is no repetition of the one before. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** The stream has been silent for longer than its keep-alive comments allow: its connection is dead. */
export class SilenceError extends Error {}

/** Parses an event stream that arrives in arbitrary pieces, by the rules of the HTML standard but for ids. */
export class EventStreamParser {
  #rest = '';
  #id = '';
  #event = '';
  #data: string[] = [];
  #started = false;

  /** The events that became complete with this piece of text. */
  push(text: string): ServerSentEvent[] {
    if (!this.#started && text.length > 0) {
      this.#started = true;
      text = text.replace(/^\uFEFF/, '');
    }
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    // A final CR may be the first half of CRLF, so the line that it ends waits for what comes next.
    this.#rest = lines.pop() ?? '';
    return lines.map((line) => this.#line(line)).filter((event) => event !== undefined);
  }

  #line(line: string): ServerSentEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    if (field === 'id' && !value.includes('\0')) this.#id = value;
    return undefined;
  }

  #dispatch(): ServerSentEvent | undefined {
    const data = this.#data.join('\n');
    const event = this.#data.length > 0 ? { id: this.#id, event: this.#event || 'message', data } : undefined;
    this.#event = this.#id = '';
    this.#data = [];
    return event;
  }
}

/**
 * The events of a response body, as they arrive; ends when the body does.
 * @param silenceMs after this long without a byte, comments included, the connection counts as dead; default: never
 * @throws SilenceError when it is dead
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs?: number,
): AsyncGenerator<ServerSentEvent> {
  const parser = new EventStreamParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await orSilence(reader.read(), silenceMs);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function orSilence<Value>(arrival: Promise<Value>, silenceMs: number | undefined): Promise<Value> {
  if (silenceMs === undefined) return arrival;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new SilenceError()), silenceMs);
  try {
    return await Promise.race([arrival, promise]);
  } finally {
    clearTimeout(timer);
  }
}
