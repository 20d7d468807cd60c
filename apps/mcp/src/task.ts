import * as z from 'zod';

const priorities = ['low', 'normal', 'high'] as const;

/** What the backend's REST API says of a task, and what the tools return of it. */
export const task = z.object({
  id: z.uuid(),
  title: z.string(),
  notes: z.string().nullable(),
  due_date: z.string().nullable(),
  priority: z.enum(priorities),
  tags: z.array(z.string()).default([]),
  done: z.boolean(),
});

export type Task = z.infer<typeof task>;

/** A page of tasks as the backend sends it, and how many there are in all. */
export const taskPage = z
  .object({ items: z.array(task), total: z.int().min(0).optional() })
  .transform(({ items, total = items.length }) => ({ items, total }));

/** Arguments that several tools share. */
export const taskId = z.uuid().describe('The id of the task, as list_tasks returns it.');
export const title = z.string().trim().min(1).max(200).describe('What is to be done, in a few words.');
export const notes = z.string().max(4000).describe('Anything more about the task.');
export const dueDate = z.iso.date().describe('The day by which it is due: YYYY-MM-DD.');
export const priority = z.enum(priorities).describe('How important it is; normal when left out.');
export const tag = z.string().trim().toLowerCase().min(1).max(40);
export const tags = z
  .array(tag)
  .max(10)
  .overwrite((given) => [...new Set(given)])
  .describe('Words to find it by, such as "home"; they are kept in lower case.');
