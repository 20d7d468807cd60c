import type { ChatError, ChatRequest } from '../chat.ts';
import type { Completion } from '../completion.ts';

/** One form of the wire: how a chat is read and how its answer is written. */
export interface Dialect {
  /** Where it is served, as method and path. */
  readonly route: string;
  /** Throws a 400 {@link ChatError}. */
  read(body: unknown): ChatRequest;
  /** The answer as one JSON object. */
  whole(completion: Completion, now: Date): object;
  /** The answer in pieces, in the order in which a stream sends them. */
  chunks(completion: Completion, now: Date, chat: ChatRequest): Iterable<object | string>;
  /** A response that sends each piece as it comes. */
  stream(chunks: AsyncGenerator<object | string, void>): Response;
  refuse(error: ChatError): Response;
}
