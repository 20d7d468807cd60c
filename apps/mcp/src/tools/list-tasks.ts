import * as z from 'zod';

import { task } from '../task.ts';
import { defineTool } from '../tool.ts';

/** How many tasks one answer holds, and how many characters of each one's notes: a model reads all of it. */
const maxTasks = 200;
const maxNotes = 200;

export const listTasks = defineTool({
  name: 'list_tasks',
  title: 'List tasks',
  description: `Returns the person's tasks, at most ${String(maxTasks)}, and how many there are. Long notes are cut.`,
  input: z.strictObject({
    done: z.boolean().optional().describe('true: only done tasks; false: only open ones; left out: all.'),
  }),
  output: z.object({ items: z.array(task), total: z.int().min(0) }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  run: async ({ done }, backend) => {
    const query = done === undefined ? '' : `?done=${String(done)}`;
    const { items } = await backend.ask('GET', `/api/tasks${query}`, z.object({ items: z.array(task) }));
    const shown = items.slice(0, maxTasks).map((item) => ({ ...item, notes: item.notes?.slice(0, maxNotes) ?? null }));
    return { items: shown, total: items.length };
  },
});
