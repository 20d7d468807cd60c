import * as z from 'zod';

import { dueDate, notes, priority, tags, task, taskId, title } from '../task.ts';
import { defineTool } from '../tool.ts';

export const updateTask = defineTool({
  name: 'update_task',
  title: 'Change a task',
  description:
    'Changes what is given of a task, leaves the rest, and returns the task. null takes notes or a due date away; ' +
    'tags replace those that it has.',
  input: z
    .strictObject({
      id: taskId,
      title: title.optional(),
      notes: notes.nullable().optional(),
      due_date: dueDate.nullable().optional(),
      priority: priority.optional(),
      tags: tags.optional(),
      done: z.boolean().optional().describe('false opens a done task again.'),
    })
    .refine((input) => Object.keys(input).length > 1, 'Say what to change.'),
  output: task,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
  run: ({ id, ...changes }, { backend }) => backend.ask('PATCH', `/api/tasks/${id}`, task, { body: changes }),
});
