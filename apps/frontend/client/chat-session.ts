import type { ChatApi, Question, RunStream } from './chat-api.ts';
import { isLast, type ChatEvent } from './chat-events.ts';
import { conversation, emptyConversation, type ConversationAction, type ConversationState } from './conversation.ts';
import { pauseBefore, waitToRetry, type Network } from './network.ts';
import { ApiError, newIdempotencyKey } from './request.ts';
import { Store } from './store.ts';

export interface ChatHandlers {
  /** A tool has run: the task list may have changed. */
  readonly onTool: () => void;
  /** A turn has begun or ended: the conversation is a newer one now. */
  readonly onTurn: () => void;
  /** A turn has begun on this page: other pages with this conversation have yet to learn of it. */
  readonly onBegun: (conversationId: string) => void;
  /** The session has ended before this text could be sent; empty when there was none. */
  readonly onExpired: (unsent: string) => void;
}

/** How one answer comes to the page. */
interface Plan {
  /** Begins it; called again, for the same answer, when what came of the first call was lost. */
  readonly begin: (signal: AbortSignal) => RunStream;
  /** What is lost when the session ends before. */
  readonly unsent?: string;
  /** What becomes of the answer when it cannot be had. */
  readonly failed?: (failure: ApiError) => ConversationAction;
  /** Somebody here has begun it. */
  readonly own?: boolean;
  /** The backend says 409: `reload` what there is instead. */
  readonly reloads?: boolean;
}

/** An answer on its way to the page. */
interface Turn extends Plan {
  readonly controller: AbortController;
  /** The backend has said yes. */
  begun: boolean;
  /** Events that have arrived. */
  taken: number;
  stopping: boolean;
}

/** How often the rest of an answer is asked for in vain, some 45 seconds in all; without a network none counts. */
const followAttempts = 10;
/** How often a message is sent in vain before the person is told. */
const beginAttempts = 4;
/** How long a stop may take until the page does not wait for it any more, in milliseconds. */
const stopBoundMs = 5000;

/** One conversation with the assistant, at most one answer at a time. */
export class ChatSession {
  readonly store = new Store<ConversationState>(emptyConversation);
  readonly #api: ChatApi;
  readonly #network: Network;
  readonly #handlers: () => ChatHandlers;
  #turn: Turn | undefined;
  /** Goes up with everything that decides anew what the page shows. */
  #shown = 0;
  #refreshes = 0;
  /** The question whose sending failed; to be sent once more with its key. */
  #unanswered: (() => void) | undefined;

  /** @param handlers asked for at each call */
  constructor(api: ChatApi, network: Network, handlers: () => ChatHandlers) {
    this.#api = api;
    this.#network = network;
    this.#handlers = handlers;
  }

  /** Sends a message; one that `replaces` an earlier one takes its place and that of all after it. */
  send(message: string, replaces?: string): void {
    const question: Question = { message, conversationId: this.store.get().id, replaces };
    const key = newIdempotencyKey();
    this.#dispatch({ type: 'ask', text: message, replaces });
    const attempt = () =>
      this.#run({ begin: (signal) => this.#api.ask(question, key, signal), own: true, unsent: message });
    this.#unanswered = () => {
      this.#dispatch({ type: 'again' });
      attempt();
    };
    attempt();
  }

  /** Once more after a failure: sends again what was not received, follows what was lost, else asks anew. */
  retry(): void {
    const { run, messages } = this.store.get();
    const failure = messages.at(-1)?.failure;
    if (!run && this.#unanswered) return this.#unanswered();
    if (run && failure instanceof ApiError) {
      this.#dispatch({ type: 'resume' });
      return this.#follow(run.id);
    }
    this.regenerate();
  }

  /** A new answer to the last question, in place of the old one. */
  regenerate(): void {
    const { id, messages } = this.store.get();
    if (!id || !messages.some(({ role }) => role === 'user')) return;
    const key = newIdempotencyKey();
    this.#unanswered = undefined;
    this.#dispatch({ type: 'again' });
    this.#run({ begin: (signal) => this.#api.regenerate(id, key, signal), own: true, reloads: true });
  }

  /** The person's decision about what the assistant asks to delete. */
  decide(approve: boolean): void {
    const { run, messages } = this.store.get();
    if (!run || messages.at(-1)?.state !== 'waiting') return;
    this.#dispatch({ type: 'decided' });
    this.#run({
      begin: (signal) => this.#api.confirm(run.id, approve, signal),
      failed: (failure) => ({ type: 'undecided', failure }),
      own: true,
      reloads: true,
    });
  }

  /** Ends the answer, here and at the backend, on whichever replica it runs. */
  stop(): void {
    const turn = this.#turn;
    if (!turn || turn.stopping) return;
    turn.stopping = true;
    void this.#stopRun(turn);
    const timer = setTimeout(() => this.#finish(turn, { type: 'stop' }), stopBoundMs);
    turn.controller.signal.addEventListener('abort', () => clearTimeout(timer));
  }

  /** Leaves the conversation; its answer goes on at the backend. */
  leave(): void {
    this.#turn?.controller.abort();
    this.#turn = undefined;
  }

  /** Opens a stored conversation, or an empty one, and goes on with its answer. Rejects with an ApiError. */
  async open(id: string | undefined): Promise<void> {
    const shown = ++this.#shown;
    this.leave();
    this.#unanswered = undefined;
    const stored = id === undefined ? undefined : await this.#api.conversation(id);
    // Another one was opened meanwhile.
    if (shown !== this.#shown) return;
    this.#dispatch({ type: 'open', stored });
    if (stored?.run) this.#follow(stored.run.id);
  }

  /** Somebody may have gone on with the conversation on another page: shows it as it is. Rejects with an ApiError. */
  async refresh(): Promise<void> {
    const { id, messages, run } = this.store.get();
    const last = messages.at(-1);
    // What is on its way here brings the news itself; what could not be sent is stored nowhere else.
    if (!id || this.#turn || (last?.state === 'failed' && !last.id)) return;
    const shown = this.#shown;
    const latest = ++this.#refreshes;
    const stored = await this.#api.conversation(id);
    if (shown !== this.#shown || latest !== this.#refreshes) return;
    if (last?.state === 'waiting' && stored.run?.status === 'waiting' && stored.run.id === run?.id) return;
    this.#dispatch({ type: 'refresh', stored });
    if (stored.run) this.#follow(stored.run.id);
  }

  /**
   * Fetches the messages before those that are shown. Rejects with an ApiError.
   * @param arrived called right before they are added
   */
  async older(arrived?: () => void): Promise<void> {
    const { id, older } = this.store.get();
    if (!id || older === null) return;
    const page = await this.#api.olderMessages(id, older);
    const now = this.store.get();
    if (now.id !== id || now.older !== older) return;
    arrived?.();
    this.#dispatch({ type: 'older', messages: page.items, older: page.older_cursor });
  }

  #follow(runId: string): void {
    this.#run({ begin: (signal) => this.#api.follow(runId, this.store.get().run?.seq ?? 0, signal) });
  }

  #run(plan: Plan): void {
    this.leave();
    this.#shown += 1;
    const turn: Turn = { ...plan, controller: new AbortController(), begun: false, taken: 0, stopping: false };
    this.#turn = turn;
    void this.#answer(turn);
  }

  /** Takes in the answer until its last event, over as many connections as that needs. */
  async #answer(turn: Turn): Promise<void> {
    const { signal } = turn.controller;
    for (let vain = 0; ;) {
      const before = turn.taken;
      const failure = await this.#attempt(turn);
      if (this.#turn !== turn) return;
      if (!failure) return this.#finish(turn);
      if (turn.taken > before) vain = 0;
      const bound = turn.begun ? followAttempts : beginAttempts;
      if (!passes(failure, turn.begun) || vain >= bound) return this.#giveUp(turn, failure);
      this.#dispatch({ type: 'reconnecting', reconnecting: true });
      if (this.#network.online()) vain += 1;
      // It only rejects when the turn has been left.
      await waitToRetry(pauseBefore(vain), this.#network, signal).catch(() => undefined);
      if (this.#turn !== turn) return;
    }
  }

  /** One connection; undefined when the answer has come to its end. */
  async #attempt(turn: Turn): Promise<ApiError | undefined> {
    const { run } = this.store.get();
    const { signal } = turn.controller;
    try {
      const stream = await (turn.begun && run ? this.#api.follow(run.id, run.seq, signal) : turn.begin(signal));
      turn.begun = true;
      for await (const { seq, event } of stream) {
        if (this.#turn !== turn) return undefined;
        turn.taken += 1;
        this.#dispatch({ type: 'reconnecting', reconnecting: false });
        this.#dispatch({ type: 'event', event: { seq, event } });
        this.#tell(turn, event);
        if (isLast(event)) return undefined;
      }
      return new ApiError('connectionLost');
    } catch (error) {
      return error instanceof ApiError ? error : new ApiError('unavailable');
    }
  }

  #tell(turn: Turn, { type }: ChatEvent): void {
    const { onTool, onTurn, onBegun } = this.#handlers();
    const { id } = this.store.get();
    if (turn.own && turn.taken === 1 && id) onBegun(id);
    if (type === 'tool') onTool();
    if (type === 'start' || type === 'done' || type === 'stopped' || type === 'error') onTurn();
    if (type === 'start' && turn.stopping) void this.#stopRun(turn);
  }

  #giveUp(turn: Turn, failure: ApiError): void {
    const { id } = this.store.get();
    const gone = failure.status === 409 ? turn.reloads : failure.status === 404 && turn.begun;
    if (gone && id) {
      const opened = this.open(id);
      const shown = this.#shown;
      opened.catch(() => shown === this.#shown && this.#dispatch({ type: 'fail', failure }));
      return;
    }
    if (failure.kind === 'expired') this.#handlers().onExpired(turn.begun ? '' : (turn.unsent ?? ''));
    const busy = failure.status === 409 ? { code: 'running', message: failure.detail ?? '' } : failure;
    this.#finish(turn, turn.failed?.(failure) ?? { type: 'fail', failure: busy });
  }

  #finish(turn: Turn, action?: ConversationAction): void {
    if (this.#turn !== turn) return;
    this.leave();
    if (action) this.#dispatch(action);
  }

  async #stopRun(turn: Turn): Promise<void> {
    const { run } = this.store.get();
    // A run that has no name yet is stopped as soon as it has one.
    if (!run) return;
    for (let attempt = 0; attempt < beginAttempts && this.#turn === turn; attempt += 1) {
      const stopped = await this.#api.stop(run.id).catch(() => undefined);
      if (stopped) return;
      await waitToRetry(pauseBefore(attempt), this.#network, turn.controller.signal).catch(() => undefined);
    }
  }

  #dispatch(action: ConversationAction): void {
    this.store.set(conversation(this.store.get(), action));
  }
}

/** Whether another attempt may mend it. What may already have been received is only sent again under its key. */
function passes({ kind, status }: ApiError, begun: boolean): boolean {
  if (kind === 'offline' || kind === 'connectionLost' || status === 502 || status === 504) return true;
  return begun && (kind === 'unavailable' || kind === 'tooMany');
}
