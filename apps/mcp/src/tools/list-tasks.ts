import * as z from 'zod';

import { dueDate, priority, tag, task, taskPage } from '../task.ts';
import { defineTool } from '../tool.ts';

/** How many tasks one answer holds unless told, and how many characters of each one's notes: a model reads all of it. */
const usualTasks = 100;
const maxTasks = 200;
const maxNotes = 200;

export const listTasks = defineTool({
  name: 'list_tasks',
  title: 'List tasks',
  description:
    "Returns the person's tasks that match everything given, and in total how many there are, also of those that " +
    `were left out. At most ${String(usualTasks)} unless limit says otherwise. Long notes are cut.`,
  input: z.strictObject({
    done: z.boolean().optional().describe('true: only done tasks; false: only open ones; left out: all.'),
    priority: priority.describe('Only those of this priority.').optional(),
    tag: tag.optional().describe('Only those with this tag.'),
    due_from: dueDate.describe('Only those due on this day or later: YYYY-MM-DD.').optional(),
    due_to: dueDate.describe('Only those due on this day or earlier: YYYY-MM-DD.').optional(),
    q: z.string().trim().min(1).max(200).optional().describe('Only those with these words in title or notes.'),
    sort: z.enum(['created', 'due', 'priority', 'title']).optional().describe('Their order; created when left out.'),
    limit: z.int().min(1).max(maxTasks).optional(),
  }),
  output: z.object({ items: z.array(task), total: z.int().min(0) }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  run: async ({ limit = usualTasks, ...filters }, { backend }) => {
    const query = new URLSearchParams({ limit: String(limit) });
    for (const [name, value] of Object.entries(filters)) query.set(name, String(value));
    const { items, total } = await backend.ask('GET', `/api/tasks?${query.toString()}`, taskPage);
    const shown = items.slice(0, limit).map((item) => ({ ...item, notes: item.notes?.slice(0, maxNotes) ?? null }));
    return { items: shown, total };
  },
});
