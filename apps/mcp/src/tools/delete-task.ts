import * as z from 'zod';

import { taskId } from '../task.ts';
import { defineTool } from '../tool.ts';

export const deleteTask = defineTool({
  name: 'delete_task',
  title: 'Delete a task',
  description:
    'Deletes a task for good, once the person has confirmed it. A task that is merely done should be completed instead.',
  input: z.strictObject({ id: taskId }),
  output: z.object({ id: z.uuid(), deleted: z.literal(true) }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  run: async ({ id }, { backend }) => {
    await backend.ask('DELETE', `/api/tasks/${id}`, z.unknown());
    return { id, deleted: true as const };
  },
});
