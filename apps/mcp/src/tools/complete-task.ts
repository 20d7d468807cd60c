import * as z from 'zod';

import { task, taskId } from '../task.ts';
import { defineTool } from '../tool.ts';

export const completeTask = defineTool({
  name: 'complete_task',
  title: 'Complete a task',
  description: 'Marks a task as done and returns it.',
  input: z.strictObject({ id: taskId }),
  output: task,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
  run: ({ id }, { backend }) => backend.ask('PATCH', `/api/tasks/${id}`, task, { body: { done: true } }),
});
