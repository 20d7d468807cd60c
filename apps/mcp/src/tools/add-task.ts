import * as z from 'zod';

import { dueDate, notes, priority, tags, task, title } from '../task.ts';
import { defineTool } from '../tool.ts';

export const addTask = defineTool({
  name: 'add_task',
  title: 'Add a task',
  description: "Adds a task to the person's todo list and returns it.",
  input: z.strictObject({
    title,
    notes: notes.optional(),
    due_date: dueDate.optional(),
    priority: priority.optional(),
    tags: tags.optional(),
  }),
  output: task,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  run: (input, { backend, idempotencyKey }) => backend.ask('POST', '/api/tasks', task, { body: input, idempotencyKey }),
});
