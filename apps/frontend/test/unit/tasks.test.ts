import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeDueDate } from '../../client/due-date.ts';
import { withTags } from '../../client/tags.ts';
import { emptyList, settled, visibleTasks, type ListState } from '../../client/task-list.ts';
import { place } from '../../client/task-order.ts';
import { calendarDate, defaultFilter, firstDayOf, narrowings, taskQuery } from '../../client/task-query.ts';
import { en } from '../../client/texts/en.ts';
import type { Task } from '../../client/types.ts';

const task = (id: string, fields: Partial<Task> = {}): Task => ({
  id,
  title: id,
  notes: null,
  due_date: null,
  priority: 'normal',
  tags: [],
  done: false,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  ...fields,
});
const listOf = (...items: Task[]): ListState => ({
  ...emptyList,
  page: { items, next_cursor: null, total: items.length },
});
const ids = (tasks: readonly Task[]) => tasks.map(({ id }) => id).join(' ');

test('a task takes its place in each order, and moves nothing else', () => {
  const old = task('old', { created_at: '2025-01-01T00:00:00Z', due_date: '2026-05-02', priority: 'low' });
  const late = task('undated', { created_at: '2026-02-01T00:00:00Z', priority: 'high' });
  const added = task('new', { created_at: '2026-03-01T00:00:00Z', due_date: '2026-05-01' });
  assert.equal(ids(place([old, late], added, 'due')), 'new old undated');
  assert.equal(ids(place([old, late], task('never'), 'due')), 'old never undated');
  assert.equal(ids(place([late, old], added, 'priority')), 'undated new old');
  assert.equal(ids(place([late, old], added, 'newest')), 'new undated old');
  assert.equal(ids(place([old, late], added, 'oldest')), 'old undated new');
  assert.equal(ids(place([old, late], added, 'title')), 'new old undated');
  assert.equal(ids(place([old, late], late, 'due')), 'old undated');
});

test('what is pending lies over the list, and goes without a trace when it is taken out', () => {
  const list = listOf(task('a'), task('b'));
  const pending = [
    { type: 'change', id: 'a', change: { title: 'A' } },
    { type: 'remove', id: 'b' },
    { type: 'add', task: task('c') },
  ] as const;
  const seen = visibleTasks({ ...list, pending }, defaultFilter);
  assert.deepEqual(
    seen.map(({ title }) => title),
    ['A', 'c'],
  );
  assert.equal(visibleTasks(list, defaultFilter), list.page.items);
});

test('a task that was ticked or added stays in sight where the filter would hide it', () => {
  const filter = defaultFilter;
  const younger = task('b', { created_at: '2026-01-02T00:00:00Z' });
  const ticked = { type: 'change', id: 'a', change: { done: true } } as const;
  const list = settled(listOf(task('a'), younger), ticked, task('a', { done: true }), filter);
  const reloaded = { ...list, page: { items: [younger], next_cursor: null, total: 1 } };
  assert.equal(ids(visibleTasks(reloaded, filter)), 'a b');
  const unticked = { type: 'change', id: 'a', change: { done: false } } as const;
  assert.equal(visibleTasks(settled(reloaded, unticked, task('a'), filter), filter)[0]?.done, false);
  const removed = settled(reloaded, { type: 'remove', id: 'a' }, undefined, filter);
  assert.equal(ids(visibleTasks(removed, filter)), 'b');
  const added = settled(listOf(), { type: 'add', task: task('local') }, task('c'), { ...filter, state: 'done' });
  assert.equal(ids(visibleTasks(added, filter)), 'c');
  const renamed = { type: 'change', id: 'b', change: { title: 'B' } } as const;
  const after = settled(listOf(younger), renamed, task('b', { title: 'B' }), filter);
  assert.deepEqual([after.kept, after.page.items[0]?.title], [[], 'B']);
  assert.deepEqual(settled(list, renamed, undefined, filter), list);
});

test('a filter becomes the query of the contract', () => {
  // A Wednesday, late in the evening: the reader's own calendar day counts.
  const now = new Date(2026, 10, 18, 23, 59);
  const query = (change: object, firstDay = 1) =>
    Object.fromEntries(taskQuery({ ...defaultFilter, ...change }, now, firstDay));
  assert.deepEqual(query({}), { sort: 'due', order: 'asc', done: 'false' });
  assert.deepEqual(query({ state: 'all', sort: 'newest' }), { sort: 'created', order: 'desc' });
  assert.deepEqual(query({ state: 'done', priority: 'high', tag: 'home', search: ' milk ' }), {
    ...{ sort: 'due', order: 'asc', done: 'true' },
    ...{ priority: 'high', tag: 'home', q: 'milk' },
  });
  const week = query({ due: 'week' });
  assert.deepEqual([week['due_from'], week['due_to']], ['2026-11-16', '2026-11-22']);
  const fromSaturday = query({ due: 'week' }, 6);
  assert.deepEqual([fromSaturday['due_from'], fromSaturday['due_to']], ['2026-11-14', '2026-11-20']);
  const today = query({ due: 'today' });
  assert.deepEqual([today['due_from'], today['due_to']], ['2026-11-18', '2026-11-18']);
  const overdue = query({ state: 'all', due: 'overdue' });
  assert.deepEqual([overdue['due_from'], overdue['due_to'], overdue['done']], [undefined, '2026-11-17', 'false']);
  assert.equal(narrowings({ ...defaultFilter, search: ' ', tag: 'home', due: 'week' }), 2);
  assert.equal(calendarDate(new Date(2026, 11, 31), 1), '2027-01-01');
  assert.equal(firstDayOf('en-GB'), 1);
});

test('tags are parted by commas of both scripts, kept in lower case, once, and ten at most', () => {
  assert.deepEqual(withTags(['home'], ' Errand, HOME ،عمل,, '), ['home', 'errand', 'عمل']);
  assert.equal(withTags([], Array.from({ length: 12 }, (_, index) => `t${index}`).join()).length, 10);
  assert.equal(withTags([], 'x'.repeat(50))[0]?.length, 40);
});

test('a due date reads as a person would say it, late in the evening and over the change of clocks too', () => {
  const evening = new Date(2026, 2, 28, 23, 59);
  assert.deepEqual(describeDueDate(en, '2026-03-27', evening), { text: en.tasks.yesterday, urgency: 'overdue' });
  assert.deepEqual(describeDueDate(en, '2026-03-28', evening), { text: en.tasks.today, urgency: 'today' });
  assert.deepEqual(describeDueDate(en, '2026-03-29', evening), { text: en.tasks.tomorrow, urgency: 'later' });
  assert.match(describeDueDate(en, '2026-04-03', evening).text, /^Fri,? 3 Apr$/);
  assert.equal(describeDueDate(en, '2027-01-02', evening).text, '2 Jan 2027');
});
