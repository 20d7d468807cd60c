import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { refuse, send } from './answers.ts';
import type { Task } from '../../client/types.ts';

export type OwnTask = Task & { readonly owner: string };

/** One request for tasks or tags. */
export interface TaskRequest {
  readonly method: string;
  readonly url: URL;
  readonly owner: string;
  readonly body: object;
  /** `Idempotency-Key` */
  readonly key: string | undefined;
}

const ranks: Readonly<Record<string, string>> = { low: '0', normal: '1', high: '2' };

/** The stand-in's tasks: filtered, ordered and paged as the contract says, by offset for want of a database. */
export class StandInTasks {
  readonly all = new Map<string, OwnTask>();
  /** Does the next POSTs, and then hangs up instead of answering. */
  swallowAdditions = 0;
  readonly #keys = new Map<string, Task>();
  readonly #now: () => string;

  constructor(now: () => string) {
    this.#now = now;
  }

  add(owner: string, fields: Partial<Task> & { readonly title: string }): Task {
    const now = this.#now();
    const times = { created_at: now, updated_at: now };
    const unset = { notes: null, due_date: null, priority: 'normal' as const, done: false, tags: [] };
    const task = { id: randomUUID(), ...unset, ...times, ...fields, owner };
    this.all.set(task.id, task);
    return task;
  }

  of(owner: string): OwnTask[] {
    return [...this.all.values()].filter((task) => task.owner === owner);
  }

  answer(response: ServerResponse, request: TaskRequest): void {
    const [, , resource, id] = request.url.pathname.split('/');
    if (resource === 'tags') return send(response, 200, { items: this.#tags(request.owner) });
    if (!id && request.method === 'GET') return this.#list(response, request);
    if (!id) return this.#add(response, request);
    const task = this.all.get(id);
    if (task?.owner !== request.owner) return refuse(response, 404, 'There is no such task.');
    if (request.method === 'DELETE') {
      this.all.delete(id);
      response.writeHead(204).end();
      return;
    }
    const changed = { ...task, ...request.body, updated_at: this.#now() };
    this.all.set(id, changed);
    return send(response, 200, changed);
  }

  #add(response: ServerResponse, { owner, body, key }: TaskRequest): void {
    const known = key ? this.#keys.get(`${owner} ${key}`) : undefined;
    const task = known ?? this.add(owner, body as Task);
    if (key) this.#keys.set(`${owner} ${key}`, task);
    if (this.swallowAdditions > 0) {
      this.swallowAdditions -= 1;
      response.destroy();
      return;
    }
    return send(response, 201, task);
  }

  #list(response: ServerResponse, { owner, url }: TaskRequest): void {
    const query = url.searchParams;
    const found = this.of(owner).filter((task) => matches(task, query));
    found.sort((a, b) => compare(a, b, query.get('sort') ?? 'created') * (query.get('order') === 'desc' ? -1 : 1));
    if (query.get('sort') === 'due') found.sort((a, b) => Number(!a.due_date) - Number(!b.due_date));
    const from = Number(query.get('cursor') ?? 0);
    const until = from + Number(query.get('limit') ?? 50);
    const next = until < found.length ? String(until) : null;
    return send(response, 200, { items: found.slice(from, until), next_cursor: next, total: found.length });
  }

  #tags(owner: string): object[] {
    const counts = new Map<string, number>();
    for (const { tags, done } of this.of(owner)) {
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + Number(!done));
    }
    return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => a.tag.localeCompare(b.tag));
  }
}

function matches(task: Task, query: URLSearchParams): boolean {
  const wish = (name: string) => query.get(name) ?? undefined;
  const due = task.due_date;
  const from = wish('due_from');
  const to = wish('due_to');
  const text = `${task.title}\n${task.notes ?? ''}`.toLowerCase();
  return (
    (wish('done') === undefined || String(task.done) === wish('done')) &&
    (wish('priority') === undefined || task.priority === wish('priority')) &&
    (wish('tag') === undefined || task.tags.includes(wish('tag') ?? '')) &&
    (from === undefined || (due !== null && due >= from)) &&
    (to === undefined || (due !== null && due <= to)) &&
    text.includes((wish('q') ?? '').toLowerCase())
  );
}

function compare(a: Task, b: Task, sort: string): number {
  const key = (task: Task): string => {
    if (sort === 'due') return task.due_date ?? '';
    if (sort === 'priority') return ranks[task.priority] ?? '';
    return sort === 'title' ? task.title : task.created_at;
  };
  return key(a).localeCompare(key(b)) || a.created_at.localeCompare(b.created_at);
}
