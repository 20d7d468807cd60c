import type { ChatMessage, ChatRequest } from '../chat.ts';
import type { Fault } from './fault.ts';

/** How many requests the journal holds; older ones are forgotten. */
export const journalLength = 1_000;

/** One completion request and how far its answer is. */
export interface JournalEntry {
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  readonly path: string;
  readonly request_id: string;
  readonly model: string;
  readonly stream: boolean;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly string[];
  /** The kind of the fault that it took. */
  readonly fault: Fault['kind'] | null;
  chunks_sent: number;
  /** When it was read, and when its first chunk and its last were handed on: milliseconds since 1970, with fractions. */
  readonly began_ms: number;
  first_chunk_ms: number | null;
  ended_ms: number | null;
  /** `broken`: the caller left, or a fault ended the answer. */
  state: 'running' | 'done' | 'broken';
}

type Asked = Omit<JournalEntry, 'number' | 'at' | 'chunks_sent' | 'began_ms' | 'first_chunk_ms' | 'ended_ms' | 'state'>;

/** The faults to come and the requests so far, of a model that tests direct. */
export class Script {
  #waiting: { readonly fault: Fault; left: number }[] = [];
  #journal: JournalEntry[] = [];
  #count = 0;

  get journal(): readonly JournalEntry[] {
    return this.#journal;
  }

  /** How many requests the waiting faults are for; one without end counts as one. */
  get faultsLeft(): number {
    return this.#waiting.reduce((sum, { left }) => sum + (Number.isFinite(left) ? left : 1), 0);
  }

  setFaults(faults: readonly Fault[]): void {
    this.#waiting = faults.map((fault) => ({ fault, left: fault.times ?? defaultTimes(fault) }));
  }

  forget(): void {
    this.#waiting = [];
    this.#journal = [];
  }

  /** Takes the first waiting fault that is for this request. */
  take({ messages }: ChatRequest): Fault | undefined {
    const latest = messages.findLast((message) => message.role === 'user')?.content ?? '';
    const next = this.#waiting.find(({ fault: { match } }) => match === undefined || latest.includes(match));
    if (next === undefined) return undefined;
    next.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return next.fault;
  }

  note(entry: Asked): JournalEntry {
    this.#count += 1;
    const noted: JournalEntry = {
      number: this.#count,
      at: new Date().toISOString(),
      ...entry,
      chunks_sent: 0,
      began_ms: moment(),
      first_chunk_ms: null,
      ended_ms: null,
      state: 'running',
    };
    this.#journal = [...this.#journal.slice(1 - journalLength), noted];
    return noted;
  }
}

/** Now, more finely than `Date.now()`. */
export const moment = (): number => performance.timeOrigin + performance.now();

function defaultTimes({ kind }: Fault): number {
  return kind === 'endless_tools' ? Infinity : 1;
}
