/** A task as the tools report it; what the rules use of it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly due_date: string | null;
  readonly priority: string;
  readonly done: boolean;
}

/** The tasks in a tool's result, or undefined when it is something else (an error in plain words, mostly). */
export function tasksOf(result: string): readonly Task[] | undefined {
  const value = parse(result);
  if (!isRecord(value)) return undefined;
  const items: readonly unknown[] = Array.isArray(value['items']) ? value['items'] : [value];
  const tasks = items.map(taskOf);
  return tasks.every((task) => task !== undefined) ? tasks : undefined;
}

/** Whether a call did what it should; a failed one returns plain words instead of JSON. */
export function succeeded(result: string): boolean {
  const value = parse(result);
  return tasksOf(result) !== undefined || (isRecord(value) && value['deleted'] === true);
}

function taskOf(value: unknown): Task | undefined {
  if (!isRecord(value) || typeof value['id'] !== 'string' || typeof value['title'] !== 'string') return undefined;
  return {
    id: value['id'],
    title: value['title'],
    due_date: typeof value['due_date'] === 'string' ? value['due_date'] : null,
    priority: typeof value['priority'] === 'string' ? value['priority'] : 'normal',
    done: value['done'] === true,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
