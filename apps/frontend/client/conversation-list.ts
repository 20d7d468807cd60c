import type { ChatApi } from './chat-api.ts';
import { ApiError } from './request.ts';
import { Store } from './store.ts';
import type { Conversation } from './types.ts';

export interface ConversationListState {
  readonly items: readonly Conversation[];
  /** What is searched for in titles and messages; empty for all. */
  readonly query: string;
  readonly status: 'loading' | 'ready' | 'failed';
  /** Where the next page begins; null when there is none. */
  readonly next: string | null;
  readonly fetchingMore: boolean;
}

type Api = Pick<ChatApi, 'conversations' | 'rename' | 'remove'>;

/** The person's conversations, newest first, a page at a time. */
export class ConversationList {
  readonly store = new Store<ConversationListState>({
    items: [],
    query: '',
    status: 'loading',
    next: null,
    fetchingMore: false,
  });
  readonly #api: Api;
  readonly #onExpired: () => void;
  #asked = 0;

  /** @param onExpired told when the session has ended */
  constructor(api: Api, onExpired: () => void) {
    this.#api = api;
    this.#onExpired = onExpired;
  }

  /** Fetches the first page again. Rejects with an ApiError. */
  reload(): Promise<readonly Conversation[]> {
    return this.#fetch(this.store.get().query);
  }

  /** Shows what matches only. */
  async search(query: string): Promise<void> {
    if (query === this.store.get().query) return;
    this.#change({ query, status: 'loading' });
    await this.#fetch(query).catch(() => undefined);
  }

  /** Fetches the next page, if there is one. */
  async more(): Promise<void> {
    const { next, query, fetchingMore } = this.store.get();
    if (next === null || fetchingMore) return;
    const turn = this.#asked;
    this.#change({ fetchingMore: true });
    const page = await this.#asking(this.#api.conversations(query, next)).catch(() => undefined);
    if (turn !== this.#asked) return;
    if (!page) return this.#change({ fetchingMore: false, status: 'failed' });
    // One that has moved to the top meanwhile is there already.
    const known = new Set(this.store.get().items.map(({ id }) => id));
    const items = [...this.store.get().items, ...page.items.filter(({ id }) => !known.has(id))];
    this.#change({ items, next: page.next_cursor, fetchingMore: false, status: 'ready' });
  }

  /** Shows at once, and takes it back should the backend refuse. Rejects with an ApiError. */
  async rename(id: string, title: string): Promise<void> {
    const { items } = this.store.get();
    this.#change({ items: items.map((item) => (item.id === id ? { ...item, title } : item)) });
    await this.#orUndo(items, this.#api.rename(id, title));
  }

  /** Likewise. */
  async remove(id: string): Promise<void> {
    const { items } = this.store.get();
    this.#change({ items: items.filter((item) => item.id !== id) });
    await this.#orUndo(items, this.#api.remove(id));
  }

  async #orUndo(items: readonly Conversation[], work: Promise<unknown>): Promise<void> {
    try {
      await this.#asking(work);
    } catch (error) {
      this.#change({ items });
      throw error;
    }
  }

  async #fetch(query: string): Promise<readonly Conversation[]> {
    const turn = ++this.#asked;
    try {
      const { items, next_cursor: next } = await this.#asking(this.#api.conversations(query, undefined));
      // Only the latest answer counts: a shorter search may take longer.
      if (turn === this.#asked) this.#change({ items, next, status: 'ready', fetchingMore: false });
      return items;
    } catch (error) {
      if (turn === this.#asked) this.#change({ status: 'failed', fetchingMore: false });
      throw error;
    }
  }

  /** The answer to a request; where the session has ended, that is told first. */
  async #asking<Answer>(request: Promise<Answer>): Promise<Answer> {
    try {
      return await request;
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'expired') this.#onExpired();
      throw error;
    }
  }

  #change(change: Partial<ConversationListState>): void {
    this.store.set({ ...this.store.get(), ...change });
  }
}
