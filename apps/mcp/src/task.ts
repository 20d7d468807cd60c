import * as z from 'zod';

/** What the backend's REST API says of a task, and what the tools return of it. */
export const task = z.object({
  id: z.uuid(),
  title: z.string(),
  notes: z.string().nullable(),
  due_date: z.string().nullable(),
  priority: z.enum(['low', 'normal', 'high']),
  done: z.boolean(),
});

export type Task = z.infer<typeof task>;

/** Arguments that several tools share. */
export const taskId = z.uuid().describe('The id of the task, as list_tasks returns it.');
export const title = z.string().trim().min(1).max(200).describe('What is to be done, in a few words.');
export const notes = z.string().max(4000).describe('Anything more about the task.');
export const dueDate = z.iso.date().describe('The day by which it is due: YYYY-MM-DD.');
export const priority = z.enum(['low', 'normal', 'high']).describe('How important it is; normal when left out.');
