import type { TaskSort } from './task-query.ts';
import type { Priority, Task } from './types.ts';

type Order = (a: Task, b: Task) => number;

const weight: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };
const byAge: Order = (a, b) => a.created_at.localeCompare(b.created_at);

/** The orders of the backend; an undated task comes last. */
const orders: Readonly<Record<TaskSort, Order>> = {
  due: (a, b) => dueKey(a).localeCompare(dueKey(b)) || byAge(a, b),
  priority: (a, b) => weight[a.priority] - weight[b.priority] || byAge(a, b),
  newest: (a, b) => byAge(b, a),
  oldest: byAge,
  title: (a, b) => a.title.localeCompare(b.title) || byAge(a, b),
};

function dueKey(task: Task): string {
  return task.due_date ?? '9999-99-99';
}

/** The list with one more task where it belongs; the others keep the order that the backend gave them. */
export function place(tasks: readonly Task[], task: Task, sort: TaskSort): readonly Task[] {
  const others = tasks.filter(({ id }) => id !== task.id);
  const at = others.findIndex((other) => orders[sort](other, task) > 0);
  return others.toSpliced(at < 0 ? others.length : at, 0, task);
}
