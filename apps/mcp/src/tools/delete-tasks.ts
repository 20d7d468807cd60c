import * as z from 'zod';

import { taskId } from '../task.ts';
import { defineTool } from '../tool.ts';

const deleted = z.object({ deleted: z.array(z.uuid()) });

export const deleteTasks = defineTool({
  name: 'delete_tasks',
  title: 'Delete several tasks',
  description:
    'Deletes tasks for good, all or none, once the person has confirmed it, and returns the ids of those that were there.',
  input: z.strictObject({ ids: z.array(taskId).min(1).max(100) }),
  output: deleted,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  run: ({ ids }, { backend, idempotencyKey }) =>
    backend.ask('POST', '/api/tasks/delete', deleted, { body: { ids: [...new Set(ids)] }, idempotencyKey }),
});
