/** A task as the tools report it; what the rules use of it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly due_date: string | null;
  readonly priority: string;
  readonly done: boolean;
  readonly tags: readonly string[];
}

/** The tasks in a tool's result, or undefined when it is something else (an error in plain words, mostly). */
export function tasksOf(result: string): readonly Task[] | undefined {
  const value = parse(result);
  if (!isRecord(value)) return undefined;
  const items: readonly unknown[] = Array.isArray(value['items']) ? value['items'] : [value];
  const tasks = items.map(taskOf);
  return tasks.every((task) => task !== undefined) ? tasks : undefined;
}

/** How many tasks there are where a result holds only the first of them. */
export function totalOf(result: string): number | undefined {
  const value = parse(result);
  const total = isRecord(value) ? value['total'] : undefined;
  return Number.isSafeInteger(total) ? (total as number) : undefined;
}

/** The ids that a deletion names; undefined when the result is none of several tasks. */
export function deletedOf(result: string): readonly string[] | undefined {
  const value = parse(result);
  const deleted = isRecord(value) ? value['deleted'] : undefined;
  return Array.isArray(deleted) ? deleted.filter((id) => typeof id === 'string') : undefined;
}

/** Whether a call did what it should; a failed one returns plain words instead of JSON. */
export function succeeded(result: string): boolean {
  const value = parse(result);
  return (
    tasksOf(result) !== undefined || deletedOf(result) !== undefined || (isRecord(value) && value['deleted'] === true)
  );
}

/** Whether a failed call was one that the person did not want to be made. */
export function declined(result: string): boolean {
  return /\b(?:declined|did not (?:agree|approve|confirm)|said no|not approved)\b/i.test(result);
}

function taskOf(value: unknown): Task | undefined {
  if (!isRecord(value) || typeof value['id'] !== 'string' || typeof value['title'] !== 'string') return undefined;
  const { id, title, notes, due_date: due, priority, done, tags } = value;
  return {
    id,
    title,
    notes: typeof notes === 'string' ? notes : '',
    due_date: typeof due === 'string' ? due : null,
    priority: typeof priority === 'string' ? priority : 'normal',
    done: done === true,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
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
