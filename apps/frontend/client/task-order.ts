import type { Priority, Task } from './types.ts';

const weight: Readonly<Record<Priority, number>> = { high: 0, normal: 1, low: 2 };

/** Open tasks as a person would take them up: by due date, undated last, then priority, then age. */
export function openTasks(tasks: readonly Task[]): Task[] {
  const never = '9999-99-99';
  return tasks
    .filter((task) => !task.done)
    .sort(
      (a, b) =>
        (a.due_date ?? never).localeCompare(b.due_date ?? never) ||
        weight[a.priority] - weight[b.priority] ||
        a.created_at.localeCompare(b.created_at),
    );
}

/** Done tasks, the latest first. */
export function doneTasks(tasks: readonly Task[]): Task[] {
  return tasks.filter((task) => task.done).sort((a, b) => b.updated_at.localeCompare(a.updated_at));
}
