import type { Priority } from './types.ts';

export type TaskState = 'open' | 'done' | 'all';
export type DueFilter = 'today' | 'week' | 'overdue';
export type TaskSort = 'due' | 'priority' | 'newest' | 'oldest' | 'title';

/** Which tasks the list shows, and in which order. */
export interface TaskFilter {
  readonly state: TaskState;
  readonly priority?: Priority;
  readonly tag?: string;
  readonly due?: DueFilter;
  readonly search: string;
  readonly sort: TaskSort;
}

export const defaultFilter: TaskFilter = { state: 'open', search: '', sort: 'due' };

/** Wire words of each order. */
const orders: Readonly<Record<TaskSort, readonly [sort: string, order: 'asc' | 'desc']>> = {
  due: ['due', 'asc'],
  priority: ['priority', 'desc'],
  newest: ['created', 'desc'],
  oldest: ['created', 'asc'],
  title: ['title', 'asc'],
};

/** How many wishes beside open or done narrow the list. */
export function narrowings({ priority, tag, due, search }: TaskFilter): number {
  return [priority, tag, due, search.trim()].filter(Boolean).length;
}

/**
 * The query of GET /api/tasks.
 * @param firstDay first day of the reader's week, 1 for Monday to 7 for Sunday
 */
export function taskQuery(filter: TaskFilter, now: Date, firstDay: number): URLSearchParams {
  const [sort, order] = orders[filter.sort];
  const query = new URLSearchParams({ sort, order });
  if (filter.state !== 'all') query.set('done', String(filter.state === 'done'));
  if (filter.priority) query.set('priority', filter.priority);
  if (filter.tag) query.set('tag', filter.tag);
  if (filter.search.trim()) query.set('q', filter.search.trim());
  if (filter.due) setDue(query, filter.due, now, firstDay);
  return query;
}

function setDue(query: URLSearchParams, due: DueFilter, now: Date, firstDay: number): void {
  if (due === 'overdue') {
    query.set('due_to', calendarDate(now, -1));
    // What is done is not late any more.
    if (!query.has('done')) query.set('done', 'false');
    return;
  }
  const sinceFirst = due === 'week' ? (now.getDay() - firstDay + 7) % 7 : 0;
  query.set('due_from', calendarDate(now, -sinceFirst));
  query.set('due_to', calendarDate(now, due === 'week' ? 6 - sinceFirst : 0));
}

/** The reader's calendar day, so many days from now, as YYYY-MM-DD. */
export function calendarDate(now: Date, days = 0): string {
  const date = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days));
  return date.toISOString().slice(0, 10);
}

/** The first day of the week where the language is spoken, 1 for Monday to 7 for Sunday; Monday where unknown. */
export function firstDayOf(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } };
  return known.getWeekInfo?.().firstDay ?? 1;
}
