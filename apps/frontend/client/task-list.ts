import { ApiError } from './request.ts';
import { place } from './task-order.ts';
import type { TaskFilter } from './task-query.ts';
import type { Task, TaskChange, TaskPage } from './types.ts';

/** Something that the person has done and the backend has not yet confirmed. */
export type Operation =
  | { readonly type: 'add'; readonly task: Task }
  | { readonly type: 'change'; readonly id: string; readonly change: TaskChange }
  | { readonly type: 'remove'; readonly id: string };

/** What the backend has told of the list, and what is laid over it until it tells more. */
export interface ListState {
  readonly page: TaskPage;
  /** Tasks that were added or ticked here: they stay in sight, so that a slip of the hand can be undone. */
  readonly kept: readonly Task[];
  readonly pending: readonly Operation[];
}

export const emptyList: ListState = { page: { items: [], next_cursor: null, total: 0 }, kept: [], pending: [] };

/** The tasks as the person sees them: a refused operation goes away by being taken out of `pending`. */
export function visibleTasks({ page, kept, pending }: ListState, filter: TaskFilter): readonly Task[] {
  const listed = new Set(page.items.map(({ id }) => id));
  const resting = kept.filter(({ id }) => !listed.has(id));
  const confirmed = resting.reduce((tasks, task) => place(tasks, task, filter.sort), page.items);
  return pending.reduce((tasks, operation) => applied(tasks, operation, filter), confirmed);
}

function applied(tasks: readonly Task[], operation: Operation, filter: TaskFilter): readonly Task[] {
  switch (operation.type) {
    case 'add':
      return place(tasks, operation.task, filter.sort);
    case 'change':
      return tasks.map((task) => (task.id === operation.id ? { ...task, ...operation.change } : task));
    case 'remove':
      return tasks.filter(({ id }) => id !== operation.id);
  }
}

/** The list after the backend has done an operation. */
export function settled(
  list: ListState,
  operation: Operation,
  result: Task | undefined,
  filter: TaskFilter,
): ListState {
  const pending = list.pending.filter((other) => other !== operation);
  const { page, kept } = list;
  if (operation.type === 'remove') {
    return {
      pending,
      kept: kept.filter(({ id }) => id !== operation.id),
      page: { ...page, items: page.items.filter(({ id }) => id !== operation.id) },
    };
  }
  if (!result) return { ...list, pending };
  // In sight even where the filter would hide it: whoever has just added a task looks for it.
  if (operation.type === 'add') return { pending, kept: [...kept, result], page };
  const replaced = (tasks: readonly Task[]) => tasks.map((task) => (task.id === result.id ? result : task));
  const ticked = operation.change.done !== undefined && filter.state !== 'all';
  const others = kept.filter(({ id }) => id !== result.id);
  return {
    pending,
    kept: ticked ? [...others, result] : replaced(kept),
    page: { ...page, items: replaced(page.items) },
  };
}

/** The list after the backend has refused an operation: as if it had not been, but without a task that is gone. */
export function refused(list: ListState, operation: Operation, cause: unknown): ListState {
  const pending = list.pending.filter((other) => other !== operation);
  const gone = cause instanceof ApiError && cause.status === 404 && operation.type !== 'add' ? operation.id : undefined;
  return { ...list, pending, kept: list.kept.filter(({ id }) => id !== gone) };
}
