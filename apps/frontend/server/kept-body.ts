/**
 * A request's body that can be sent once more: it is streamed the first time and kept as it passes, as long as it is
 * small. A larger one is streamed all the same, but only once.
 */
export class KeptBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #limitBytes: number;
  #kept: Uint8Array[] | undefined = [];
  #size = 0;

  /** @param limitBytes more than this is not kept */
  constructor(body: ReadableStream<Uint8Array> | null, limitBytes = 64 * 1024) {
    this.#reader = body?.getReader();
    this.#limitBytes = limitBytes;
  }

  /** The body as it arrives; null when there is none. */
  stream(): AsyncIterable<Uint8Array> | null {
    return this.#reader ? this.#rest() : null;
  }

  /** The whole body for another time, once the rest of it has arrived; undefined when it is too large to be kept. */
  async again(): Promise<AsyncIterable<Uint8Array> | null | undefined> {
    if (!this.#reader) return null;
    // The backend may have answered before it had read all.
    for await (const _ of this.#rest()) if (!this.#kept) break;
    return this.#kept && replay(this.#kept);
  }

  async *#rest(): AsyncGenerator<Uint8Array> {
    while (this.#reader) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      this.#keep(value);
      yield value;
    }
  }

  #keep(chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    if (this.#size > this.#limitBytes) this.#kept = undefined;
    this.#kept?.push(chunk);
  }
}

async function* replay(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
