import type { Task, TaskDraft } from './types.ts';

const provisionalPrefix = 'local-';

/** How a task looks until the backend has named it. */
export function provisionalTask(draft: TaskDraft, key: string): Task {
  const now = new Date().toISOString();
  const unset = { notes: null, due_date: null, priority: 'normal' as const, tags: [], done: false };
  return { ...unset, ...withoutUndefined(draft), id: `${provisionalPrefix}${key}`, created_at: now, updated_at: now };
}

/** Whether the backend has yet to confirm that this task exists. */
export function isProvisional(task: Task): boolean {
  return task.id.startsWith(provisionalPrefix);
}

function withoutUndefined(draft: TaskDraft): TaskDraft {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as unknown as TaskDraft;
}
