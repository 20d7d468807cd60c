import { useCallback, useRef, useState } from 'react';
import { ApiError, api } from './api.ts';
import { failureText } from './failure.ts';
import { useTexts } from './texts/use-texts.ts';
import type { Task, TaskChange, TaskDraft } from './types.ts';

export interface TaskList {
  readonly tasks: readonly Task[];
  readonly status: 'loading' | 'ready' | 'failed';
  /** Why the last thing did not work, for the person. */
  readonly error: string | undefined;
  dismissError(): void;
  reload(): Promise<void>;
  /** True when it was done. */
  add(draft: TaskDraft): Promise<boolean>;
  change(task: Task, change: TaskChange): Promise<boolean>;
  remove(task: Task): Promise<boolean>;
  restore(task: Task): Promise<boolean>;
}

/** The person's tasks. Changes show at once and are taken back if the backend refuses them. */
export function useTasks(onExpired: () => void): TaskList {
  const texts = useTexts();
  const [tasks, setTasks] = useState<readonly Task[]>([]);
  const [status, setStatus] = useState<TaskList['status']>('loading');
  const [error, setError] = useState<string>();
  const asked = useRef(0);

  const failed = useCallback(
    (cause: unknown) => {
      if (cause instanceof ApiError && cause.kind === 'expired') onExpired();
      setError(failureText(texts, cause));
    },
    [onExpired, texts],
  );

  const reload = useCallback(async () => {
    const turn = ++asked.current;
    try {
      const items = await api.tasks();
      // Only the latest answer counts: two tools in a row ask twice, and answers may overtake each other.
      if (turn !== asked.current) return;
      setTasks(items);
      setStatus('ready');
      setError(undefined);
    } catch (cause) {
      if (turn !== asked.current) return;
      setStatus((before) => (before === 'ready' ? 'ready' : 'failed'));
      failed(cause);
    }
  }, [failed]);

  const attempt = async (now: (before: readonly Task[]) => readonly Task[], work: () => Promise<unknown>) => {
    const before = tasks;
    setTasks(now);
    try {
      await work();
      setError(undefined);
      await reload();
      return true;
    } catch (cause) {
      setTasks(before);
      failed(cause);
      return false;
    }
  };

  const same = (before: readonly Task[]) => before;
  return {
    tasks,
    status,
    error,
    dismissError: () => setError(undefined),
    reload,
    add: (draft) => attempt(same, () => api.addTask(draft)),
    change: (task, change) =>
      attempt(
        (before) => before.map((other) => (other.id === task.id ? { ...other, ...change } : other)),
        () => api.changeTask(task.id, change),
      ),
    remove: (task) =>
      attempt(
        (before) => before.filter((other) => other.id !== task.id),
        () => api.deleteTask(task.id),
      ),
    restore: ({ title, notes, due_date, priority, done }) =>
      attempt(same, async () => {
        const task = await api.addTask({ title, notes, due_date, priority });
        if (done) await api.changeTask(task.id, { done });
      }),
  };
}
