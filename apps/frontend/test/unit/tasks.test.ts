import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeDueDate } from '../../client/due-date.ts';
import { doneTasks, openTasks } from '../../client/task-order.ts';
import { toolText } from '../../client/texts/index.ts';
import { en as texts } from '../../client/texts/en.ts';
import type { Task } from '../../client/types.ts';

const task = (id: string, fields: Partial<Task> = {}): Task => ({
  id,
  title: id,
  notes: null,
  due_date: null,
  priority: 'normal',
  done: false,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  ...fields,
});

test('open tasks come by due date, then priority, then age', () => {
  const tasks = [
    task('young', { created_at: '2026-01-02T00:00:00Z' }),
    task('old'),
    task('low', { priority: 'low', due_date: '2026-05-01' }),
    task('high', { priority: 'high', due_date: '2026-05-01' }),
    task('soon', { due_date: '2026-04-30' }),
    task('gone', { done: true }),
  ];
  assert.deepEqual(
    openTasks(tasks).map(({ id }) => id),
    ['soon', 'high', 'low', 'old', 'young'],
  );
  assert.deepEqual(
    doneTasks(tasks).map(({ id }) => id),
    ['gone'],
  );
});

test('a due date reads as a person would say it, late in the evening and over the change of clocks too', () => {
  const evening = new Date(2026, 2, 28, 23, 59);
  assert.deepEqual(describeDueDate(texts, '2026-03-27', evening), { text: texts.tasks.yesterday, urgency: 'overdue' });
  assert.deepEqual(describeDueDate(texts, '2026-03-28', evening), { text: texts.tasks.today, urgency: 'today' });
  assert.deepEqual(describeDueDate(texts, '2026-03-29', evening), { text: texts.tasks.tomorrow, urgency: 'later' });
  assert.match(describeDueDate(texts, '2026-04-03', evening).text, /^Fri,? 3 Apr$/);
  assert.equal(describeDueDate(texts, '2027-01-02', evening).text, '2 Jan 2027');
});

test('tools have words, an unknown one too', () => {
  assert.equal(toolText(texts, 'add_task', true), 'Added a task');
  assert.equal(toolText(texts, 'add_task', false), 'Could not add a task');
  assert.equal(toolText(texts, 'constructor', true), 'Used a tool');
});
