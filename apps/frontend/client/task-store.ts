import { api } from './api.ts';
import { ApiError, newIdempotencyKey } from './request.ts';
import { provisionalTask } from './provisional-task.ts';
import { emptyList, refused, settled, visibleTasks, type ListState, type Operation } from './task-list.ts';
import { defaultFilter, narrowings, taskQuery, type TaskFilter } from './task-query.ts';
import { emptySnapshot, type TaskSnapshot } from './task-snapshot.ts';
import type { Task, TaskChange, TaskDraft, TaskPage } from './types.ts';

export interface TaskStoreOptions {
  readonly onExpired: () => void;
  /** Tasks have changed by what was done here. */
  readonly onChange: () => void;
  /** First day of the reader's week, 1 for Monday to 7 for Sunday. */
  readonly firstDay?: number;
  /** How long to wait for the next letter of a search, in milliseconds; default 250. */
  readonly searchDelayMs?: number;
  /** How long to wait before an addition is tried once more, in milliseconds; default 500. */
  readonly retryDelayMs?: number;
}

const pageSize = 50;
/** The most that the backend gives at once. */
const maxPageSize = 200;

/**
 * The person's tasks. Changes show at once and are taken back if the backend refuses them.
 */
export class TaskStore {
  readonly #options: TaskStoreOptions;
  readonly #listeners = new Set<() => void>();
  /** One task's changes go one after the other: they must not overtake each other. */
  readonly #queues = new Map<string, Promise<unknown>>();
  #list: ListState = emptyList;
  #snapshot = emptySnapshot;
  #loading: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tagsWanted = false;
  /** How many tasks were asked for: a reload asks for as many, so that what is being read stays in its place. */
  #wanted = pageSize;

  constructor(options: TaskStoreOptions) {
    this.#options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): TaskSnapshot => this.#snapshot;

  /** Gives up what is being asked for. */
  readonly leave = (): void => {
    this.#loading?.abort();
    clearTimeout(this.#timer);
  };

  /** Asks the backend for the list as it is now. */
  readonly reload = (): Promise<void> => this.#refresh();

  /** Something else on this page, such as the chat, has changed tasks: asks for them anew. */
  readonly changed = (): void => {
    this.#options.onChange();
    void this.#refresh();
  };

  readonly setFilter = (change: Partial<TaskFilter>): void => {
    const filter = { ...this.#snapshot.filter, ...change };
    this.leave();
    this.#wanted = pageSize;
    this.#set({ filter, busy: true });
    const wait = 'search' in change ? (this.#options.searchDelayMs ?? 250) : 0;
    if (wait === 0) void this.#refresh();
    else this.#timer = setTimeout(() => void this.#refresh(), wait);
  };

  readonly clearFilter = (): void => {
    const { state, sort } = this.#snapshot.filter;
    this.#snapshot = { ...this.#snapshot, filter: { ...defaultFilter, sort } };
    this.setFilter({ state });
  };

  /** From now on, the person's tags are kept up to date as well. */
  readonly wantTags = (): void => {
    if (this.#tagsWanted) return;
    this.#tagsWanted = true;
    void this.#loadTags(undefined);
  };

  readonly dismissError = (): void => this.#set({ error: undefined });

  /** Loads the next page. */
  readonly loadMore = async (): Promise<void> => {
    const cursor = this.#list.page.next_cursor;
    if (!cursor || this.#snapshot.rest === 'busy' || this.#snapshot.busy) return;
    const { signal } = (this.#loading = new AbortController());
    this.#set({ rest: 'busy' });
    try {
      const next = await this.#page(pageSize, signal, cursor);
      const page = joined(this.#list.page, next);
      this.#wanted = page.items.length;
      this.#list = { ...this.#list, page };
      this.#set({ rest: next.next_cursor ? 'ready' : 'none', error: undefined });
    } catch (cause) {
      if (signal.aborted) return;
      this.#fail(cause, { rest: 'failed' });
      if (cause instanceof ApiError && cause.status === 422) void this.#refresh();
    }
  };

  /**
   * Adds a task. A connection that was lost is tried once more with the same key, so that the task is there once.
   * @param key the same for the same draft, also when the person tries again by hand
   * @returns whether it was done
   */
  readonly add = async (draft: TaskDraft, key = newIdempotencyKey()): Promise<boolean> => {
    const task = await this.#attempt({ type: 'add', task: provisionalTask(draft, key) }, key, () =>
      api.addTask(draft, key).catch(async (cause: unknown) => {
        if (!(cause instanceof ApiError) || (cause.kind !== 'offline' && cause.kind !== 'unavailable')) throw cause;
        await new Promise((resolve) => setTimeout(resolve, this.#options.retryDelayMs ?? 500));
        return api.addTask(draft, key);
      }),
    );
    return task !== undefined;
  };

  readonly change = async (task: Task, change: TaskChange): Promise<boolean> => {
    const operation = { type: 'change', id: task.id, change } as const;
    return (await this.#attempt(operation, task.id, () => api.changeTask(task.id, change))) !== undefined;
  };

  readonly remove = async (task: Task): Promise<boolean> => {
    const operation = { type: 'remove', id: task.id } as const;
    return (await this.#attempt(operation, task.id, () => api.deleteTask(task.id))) !== undefined;
  };

  /** Brings a deleted task back, as a new one that says the same. */
  readonly restore = async ({ title, notes, due_date, priority, tags, done }: Task): Promise<boolean> => {
    const draft = { title, notes, due_date, priority, tags };
    const key = newIdempotencyKey();
    const task = await this.#attempt({ type: 'add', task: provisionalTask(draft, key) }, key, async () => {
      const added = await api.addTask(draft, key);
      return done ? api.changeTask(added.id, { done }) : added;
    });
    return task !== undefined;
  };

  async #attempt<Result extends object>(operation: Operation, id: string, work: () => Promise<Result>) {
    this.#list = { ...this.#list, pending: [...this.#list.pending, operation] };
    this.#set({ error: undefined });
    const turn = (this.#queues.get(id) ?? Promise.resolve()).then(work, work);
    this.#queues.set(id, turn);
    try {
      const result = await turn;
      const task = operation.type === 'remove' ? undefined : (result as unknown as Task);
      this.#list = settled(this.#list, operation, task, this.#snapshot.filter);
      this.#set({});
      this.#options.onChange();
      void this.#load();
      return result;
    } catch (cause) {
      this.#list = refused(this.#list, operation, cause);
      this.#fail(cause, {});
      // Deleted elsewhere, or a change that the backend has taken although its answer was lost.
      if (!(cause instanceof ApiError) || cause.kind !== 'expired') void this.#load(true);
      return undefined;
    } finally {
      if (this.#queues.get(id) === turn) this.#queues.delete(id);
    }
  }

  /** The list anew, without what was kept in sight. */
  #refresh(): Promise<void> {
    this.#list = { ...this.#list, kept: [] };
    return this.#load();
  }

  /** @param keepError whether the reason of an earlier failure goes on being shown */
  async #load(keepError = false): Promise<void> {
    this.leave();
    const { signal } = (this.#loading = new AbortController());
    this.#set({ busy: true, rest: this.#list.page.next_cursor ? 'ready' : 'none' });
    try {
      const [page, openCount] = await Promise.all([
        this.#pages(signal),
        this.#openCount(signal),
        this.#tagsWanted ? this.#loadTags(signal) : undefined,
      ]);
      this.#list = { ...this.#list, page };
      this.#set({
        status: 'ready',
        busy: false,
        openCount: openCount ?? page.total,
        rest: page.next_cursor ? 'ready' : 'none',
        ...(keepError ? {} : { error: undefined }),
      });
    } catch (cause) {
      // Only the latest question counts: two tools in a row ask twice, and answers may overtake each other.
      if (signal.aborted) return;
      if (keepError) return this.#set({ busy: false });
      this.#fail(cause, { busy: false, status: this.#snapshot.status === 'ready' ? 'ready' : 'failed' });
    }
  }

  async #pages(signal: AbortSignal): Promise<TaskPage> {
    let page = await this.#page(Math.min(this.#wanted, maxPageSize), signal);
    while (page.next_cursor && page.items.length < this.#wanted) {
      const rest = Math.min(this.#wanted - page.items.length, maxPageSize);
      page = joined(page, await this.#page(rest, signal, page.next_cursor));
    }
    return page;
  }

  async #page(limit: number, signal: AbortSignal, cursor?: string): Promise<TaskPage> {
    const query = taskQuery(this.#snapshot.filter, new Date(), this.#options.firstDay ?? 1);
    query.set('limit', String(limit));
    if (cursor) query.set('cursor', cursor);
    return api.tasks(query, signal);
  }

  /** Undefined where the list itself is all open tasks. */
  async #openCount(signal: AbortSignal): Promise<number | undefined> {
    const { filter } = this.#snapshot;
    if (filter.state === 'open' && narrowings(filter) === 0) return undefined;
    return (await api.tasks(new URLSearchParams({ done: 'false', limit: '1' }), signal)).total;
  }

  /** Tags only help to choose: without them, the list works on. */
  async #loadTags(signal: AbortSignal | undefined): Promise<void> {
    const tags = await api.tags(signal).catch(() => undefined);
    if (tags) this.#set({ tags });
  }

  #fail(error: unknown, change: Partial<TaskSnapshot>): void {
    if (error instanceof ApiError && error.kind === 'expired') this.#options.onExpired();
    this.#set({ ...change, error });
  }

  #set(change: Partial<TaskSnapshot>): void {
    const next = { ...this.#snapshot, ...change };
    this.#snapshot = { ...next, tasks: visibleTasks(this.#list, next.filter), total: this.#list.page.total };
    for (const listener of this.#listeners) listener();
  }
}

/** One page after the other; a task that has moved in between is there once. */
function joined(page: TaskPage, next: TaskPage): TaskPage {
  const known = new Set(page.items.map(({ id }) => id));
  return { ...next, items: [...page.items, ...next.items.filter(({ id }) => !known.has(id))] };
}
