import assert from 'node:assert/strict';
import { test } from 'node:test';

import { understand, type Intent } from '../src/rules/intent.ts';

const today = '2026-11-21';
const add = (...tasks: Extract<Intent, { kind: 'add' }>['tasks']): Intent => ({ kind: 'add', tasks });
const act = (action: 'complete' | 'reopen' | 'delete', target: string): Intent => ({
  kind: 'change',
  change: { action, target },
});
const update = (
  target: string,
  changes: Extract<Extract<Intent, { kind: 'change' }>['change'], { action: 'update' }>['changes'],
): Intent => ({
  kind: 'change',
  change: { action: 'update', target, changes },
});
const list = (listing: Partial<Extract<Intent, { kind: 'list' }>['listing']>): Intent => ({
  kind: 'list',
  listing: { label: '', ...listing },
});
const clear = (listing: Partial<Extract<Intent, { kind: 'clear' }>['listing']>): Intent => ({
  kind: 'clear',
  listing: { label: '', ...listing },
});
const tag = (target: string, ...tags: string[]): Intent => ({
  kind: 'change',
  change: { action: 'tag', target, tags },
});
const untag = (target: string, ...tags: string[]): Intent => ({
  kind: 'change',
  change: { action: 'untag', target, ...(tags.length === 0 ? {} : { tags }) },
});
const search = (words: string): Intent => list({ words, label: ` matching “${words}”` });
const ask = (about: Extract<Intent, { kind: 'question' }>['about']): Intent => ({ kind: 'question', about });

const sentences: Readonly<Record<string, Intent>> = {
  // small talk
  'Hi!': { kind: 'greet' },
  'good morning': { kind: 'greet' },
  'Thank you so much!': { kind: 'thank' },
  help: { kind: 'help' },
  'What can you do?': { kind: 'help' },
  'why is the sky blue?': { kind: 'unknown' },
  '???': { kind: 'unknown' },
  // adding
  'add buy milk': add({ title: 'buy milk' }),
  'Please add buy milk to my list.': add({ title: 'buy milk' }),
  'Could you please add buy bread and butter?': add({ title: 'buy bread and butter' }),
  'add a task to buy milk': add({ title: 'buy milk' }),
  'create a new task called Call Ada': add({ title: 'Call Ada' }),
  'add buy milk tomorrow': add({ title: 'buy milk', due_date: '2026-11-22' }),
  'add pay rent by 1 December': add({ title: 'pay rent', due_date: '2026-12-01' }),
  'add pay rent, due 2026-12-01': add({ title: 'pay rent', due_date: '2026-12-01' }),
  'remind me to call Ada tomorrow': add({ title: 'call Ada', due_date: '2026-11-22' }),
  'remind me on Friday to call Ada': add({ title: 'call Ada', due_date: '2026-11-27' }),
  'remind me tomorrow to call Ada': add({ title: 'call Ada', due_date: '2026-11-22' }),
  'I need to buy milk': add({ title: 'buy milk' }),
  "don't let me forget to buy milk": add({ title: 'buy milk' }),
  'todo: buy milk': add({ title: 'buy milk' }),
  'add pay rent with high priority': add({ title: 'pay rent', priority: 'high' }),
  'add a high priority task to pay rent tomorrow': add({ title: 'pay rent', due_date: '2026-11-22', priority: 'high' }),
  'add urgent: pay rent': add({ title: 'pay rent', priority: 'high' }),
  'add buy milk with note: two litres': add({ title: 'buy milk', notes: 'two litres' }),
  'add "read Friday" tomorrow': add({ title: 'read Friday', due_date: '2026-11-22' }),
  'add “meet on Monday”': add({ title: 'meet on Monday' }),
  'put milk on my shopping list': add({ title: 'milk' }),
  'add milk; eggs; bread': add({ title: 'milk' }, { title: 'eggs' }, { title: 'bread' }),
  'add these tasks:\n- milk\n- eggs tomorrow': add({ title: 'milk' }, { title: 'eggs', due_date: '2026-11-22' }),
  'add tasks:\n1. milk\n2) eggs': add({ title: 'milk' }, { title: 'eggs' }),
  'add 買い物 🛒': add({ title: '買い物 🛒' }),
  add: ask('title'),
  'add a task': ask('title'),
  // listing
  'what is on my list?': list({ done: false }),
  'show my tasks': list({ done: false }),
  tasks: list({ done: false }),
  'Show all tasks': list({}),
  'what have I finished?': list({ done: true }),
  'show done tasks': list({ done: true }),
  'what is not done?': list({ done: false }),
  'what is due this week?': list({
    done: false,
    due: { from: '2026-11-21', to: '2026-11-22' },
    label: ' due this week',
  }),
  'what do I have to do next week': list({
    done: false,
    due: { from: '2026-11-23', to: '2026-11-29' },
    label: ' due next week',
  }),
  "what's due tomorrow?": list({
    done: false,
    due: { from: '2026-11-22', to: '2026-11-22' },
    label: ' due Sunday, 22 November 2026',
  }),
  'show overdue tasks': list({ done: false, due: { to: '2026-11-20' }, label: ' overdue' }),
  'show high priority tasks': list({ done: false, priority: 'high' }),
  'which urgent tasks are open?': list({ done: false, priority: 'high' }),
  "what's due today?": list({
    done: false,
    due: { from: '2026-11-21', to: '2026-11-21' },
    label: ' due Saturday, 21 November 2026',
  }),
  'what is overdue?': list({ done: false, due: { to: '2026-11-20' }, label: ' overdue' }),
  'show tasks tagged home': list({ done: false, tags: ['home'], label: ' tagged home' }),
  'what is tagged home and garden?': list({ done: false, tags: ['home', 'garden'], label: ' tagged home and garden' }),
  'show all tasks with the tag "at work"': list({ tags: ['at work'], label: ' tagged at work' }),
  'show done #home tasks': list({ done: true, tags: ['home'], label: ' tagged home' }),
  '#Home': list({ done: false, tags: ['home'], label: ' tagged home' }),
  'tasks tagged home due this week': list({
    done: false,
    tags: ['home'],
    due: { from: '2026-11-21', to: '2026-11-22' },
    label: ' tagged home due this week',
  }),
  // searching
  'find tasks about milk': search('milk'),
  'find milk': search('milk'),
  'search my tasks for milk': search('milk'),
  'search for milk': search('milk'),
  'Look for “oat milk” please': search('oat milk'),
  'search for the list of guests': search('the list of guests'),
  'find done tasks': list({ done: true }),
  'find tasks for today': list({
    done: false,
    due: { from: '2026-11-21', to: '2026-11-21' },
    label: ' due Saturday, 21 November 2026',
  }),
  // completing, reopening, deleting
  'done with milk': act('complete', 'milk'),
  "I'm done with the milk": act('complete', 'milk'),
  'I finished buy milk': act('complete', 'buy milk'),
  'complete "buy milk"': act('complete', 'buy milk'),
  'Mark buy milk as done, please.': act('complete', 'buy milk'),
  'check off milk': act('complete', 'milk'),
  'tick milk off': act('complete', 'milk'),
  'buy milk is done': act('complete', 'buy milk'),
  'complete the task buy milk': act('complete', 'buy milk'),
  'reopen milk': act('reopen', 'milk'),
  'mark milk as not done': act('reopen', 'milk'),
  'milk is not done yet': act('reopen', 'milk'),
  'delete milk': act('delete', 'milk'),
  'remove buy milk from my list': act('delete', 'buy milk'),
  'get rid of the milk task': act('delete', 'milk'),
  'delete all done': clear({ done: true }),
  'delete all done tasks': clear({ done: true }),
  'Please clear the completed tasks.': clear({ done: true }),
  'remove everything that is done': clear({ done: true }),
  'delete all tasks tagged home': clear({ tags: ['home'], label: ' tagged home' }),
  'delete all overdue tasks': clear({ due: { to: '2026-11-20' }, label: ' overdue' }),
  'delete all': ask('one at a time'),
  'delete all my tasks': ask('one at a time'),
  'delete everything': ask('one at a time'),
  // tagging
  'tag buy milk as home': tag('buy milk', 'home'),
  'Tag milk with #Home, shop and "at work".': tag('milk', 'home', 'shop', 'at work'),
  'add the tag home to milk': tag('milk', 'home'),
  'remove the tags home and shop from milk': untag('milk', 'home', 'shop'),
  'remove all tags from milk': untag('milk'),
  'untag milk': untag('milk'),
  'add buy milk tomorrow tagged home and shop': add({
    title: 'buy milk',
    due_date: '2026-11-22',
    tags: ['home', 'shop'],
  }),
  'add buy milk tagged home tomorrow': add({ title: 'buy milk', due_date: '2026-11-22', tags: ['home'] }),
  'add buy milk #Home #shop': add({ title: 'buy milk', tags: ['home', 'shop'] }),
  'add repair issue #12': add({ title: 'repair issue #12' }),
  // changing
  'move milk to Friday': update('milk', { due_date: '2026-11-27' }),
  'postpone buy milk until tomorrow': update('buy milk', { due_date: '2026-11-22' }),
  'reschedule milk for 2026-12-24': update('milk', { due_date: '2026-12-24' }),
  'push milk to next week': update('milk', { due_date: '2026-11-23' }),
  'set milk due on Friday': update('milk', { due_date: '2026-11-27' }),
  'milk is due tomorrow': update('milk', { due_date: '2026-11-22' }),
  'set the due date of milk to friday': update('milk', { due_date: '2026-11-27' }),
  'remove the due date from milk': update('milk', { due_date: null }),
  'move milk to the fridge': ask('day'),
  'move milk': ask('day'),
  'set milk to high priority': update('milk', { priority: 'high' }),
  'make buy milk urgent': update('buy milk', { priority: 'high' }),
  'mark milk as low priority': update('milk', { priority: 'low' }),
  'set the priority of milk to normal': update('milk', { priority: 'normal' }),
  'prioritize milk': update('milk', { priority: 'high' }),
  'rename milk to oat milk': update('milk', { title: 'oat milk' }),
  'rename "drive to Bonn" to drive to Cologne': update('drive to Bonn', { title: 'drive to Cologne' }),
  'change the title of milk to oat milk': update('milk', { title: 'oat milk' }),
  'change milk to oat milk': update('milk', { title: 'oat milk' }),
  'add a note to milk: two litres': update('milk', { notes: 'two litres' }),
};

for (const [sentence, intent] of Object.entries(sentences)) {
  test(JSON.stringify(sentence), () => {
    assert.deepEqual(understand(sentence, today), intent);
  });
}

test('a title is bounded to what a task can hold', () => {
  const intent = understand(`add ${'x'.repeat(300)}`, today);
  assert.equal(intent.kind === 'add' && intent.tasks[0]?.title.length, 200);
});

test('a text that is made to be slow is still decided', () => {
  for (const text of [
    'set '.repeat(1000),
    `move ${'to '.repeat(1300)}x`,
    'add ' + ' by'.repeat(1300),
    '"'.repeat(4000),
    ' please'.repeat(570),
    `show tagged ${'a and '.repeat(600)}`,
    `tag x as ${'"'.repeat(3900)}`,
    `find ${'tasks '.repeat(600)}`,
    `add ${'#a '.repeat(1300)}`,
    `delete all ${'the '.repeat(900)}`,
  ]) {
    assert.ok(understand(text, today).kind);
  }
});
