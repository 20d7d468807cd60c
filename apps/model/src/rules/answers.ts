import { spellDay } from './dates.ts';
import type { Change, Intent } from './intent.ts';
import type { Listing } from './listing.ts';
import type { Task } from './task.ts';

/** The question by which the next turn knows that its message is the answer. */
export const whichOneMark = 'Which one do you mean?';

/** How many tasks one answer shows. */
const shownTasks = 25;

export function added(tasks: readonly Task[]): string {
  const [first] = tasks;
  if (tasks.length === 1 && first !== undefined) return `Added ${bold(first)} to your list${details(first)}.`;
  return `Added ${String(tasks.length)} tasks to your list:\n\n${bullets(tasks)}`;
}

/** @param total how many there are, of which `tasks` are the first */
export function listed(listing: Listing, tasks: readonly Task[], total = tasks.length): string {
  const state = listing.done === undefined ? '' : listing.done ? 'done ' : 'open ';
  const kind = `${state}${listing.priority === undefined ? '' : `${listing.priority}-priority `}`;
  const label = escape(listing.label);
  if (tasks.length === 0) return `You have no ${kind}tasks${label}.`;
  return `You have ${String(total)} ${kind}${total === 1 ? 'task' : 'tasks'}${label}:\n\n${bullets(tasks, total)}`;
}

/** @param left how many of the selection are still there */
export function cleared(listing: Listing, tasks: readonly Task[], left: number): string {
  if (tasks.length === 0) return 'Nothing was deleted: these tasks are not there any more.';
  const one = `Deleted ${String(tasks.length)} ${listing.done === true ? 'done ' : ''}${tasks.length === 1 ? 'task' : 'tasks'}`;
  const more = left === 0 ? '' : `\n\n${String(left)} more are left. Say it again to delete them, too.`;
  return `${one}${escape(listing.label)}:\n\n${bullets(tasks)}${more}`;
}

/** The person did not want it to happen. */
export function declined(intent: Intent): string {
  const isDeletion = intent.kind === 'clear' || (intent.kind === 'change' && intent.change.action === 'delete');
  return isDeletion ? 'All right, nothing was deleted.' : 'All right, nothing was changed.';
}

/** Says what happened to `before`, which is now `after`. */
export function changed({ action, ...change }: Change, before: Task, after: Task): string {
  if (action === 'tag') return `${bold(after)} is now tagged ${after.tags.map(escape).join(', ')}.`;
  if (action === 'untag')
    return `${bold(after)} ${after.tags.length === 0 ? 'has no tags any more' : `is now tagged ${after.tags.map(escape).join(', ')}`}.`;
  if (action === 'complete') return `Done: ${bold(after)} is completed.`;
  if (action === 'delete') return `Deleted ${bold(before)}.`;
  if (action === 'reopen') return `${bold(after)} is open again.`;
  const changes = 'changes' in change ? change.changes : {};
  if (changes.title !== undefined) return `Renamed ${bold(before)} to ${bold(after)}.`;
  if (changes.notes !== undefined) return `Added your note to ${bold(after)}.`;
  if (changes.priority !== undefined) return `${bold(after)} now has ${after.priority} priority.`;
  if (after.due_date === null) return `${bold(after)} has no due date any more.`;
  return `Moved ${bold(after)} to **${spellDay(after.due_date)}**.`;
}

export function notFound({ action, target }: Change, tasks: readonly Task[]): string {
  const state = action === 'reopen' ? 'done ' : action === 'delete' ? '' : 'open ';
  const none = `I found no ${state}task that matches **${escape(target)}**.`;
  return tasks.length === 0 ? none : `${none} These are there:\n\n${bullets(tasks)}`;
}

export function whichOne({ target }: Change, tasks: readonly Task[]): string {
  const numbered = tasks.slice(0, shownTasks).map((task, index) => `${String(index + 1)}. ${item(task)}`);
  return `Several tasks match **${escape(target)}**:\n\n${numbered.join('\n')}\n\n${whichOneMark}`;
}

/** A tool's error is already in plain words. */
export function failure(result: string): string {
  return `That did not work: ${escape(result.slice(0, 300))}`;
}

export function toolMissing(name: string): string {
  return `I cannot do that now: the tool \`${name}\` is not there.`;
}

export function question(about: Extract<Intent, { kind: 'question' }>['about']): string {
  if (about === 'title') return 'What should I add? For example: *add buy milk tomorrow*.';
  if (about === 'day') return 'To which day? For example: *move milk to Friday*, or *to 2026-12-24*.';
  return 'I do that for one task at a time. Please name it, for example: *delete buy milk*. Or say *delete all done*.';
}

export const noToday = 'I do not know what day it is today. Please give the date, for example 2026-12-24.';

const abilities = [
  '- *add buy milk tomorrow*, *remind me to call Ada on Friday*',
  '- *what is on my list?*, *what is due this week?*, *show tasks tagged home*, *search my tasks for milk*',
  '- *done with milk*, *reopen milk*, *delete milk*, *delete all done*',
  '- *move milk to Friday*, *tag milk as home*, *rename milk to oat milk*, *set milk to high priority*',
].join('\n');
const standIn = 'I am an offline stand-in for a language model: I answer by fixed rules about your tasks.';

export function smallTalk(kind: 'greet' | 'thank' | 'help' | 'unknown'): string {
  if (kind === 'greet')
    return 'Hello! I look after your todo list. What would you like to do? Say *help* to see what I understand.';
  if (kind === 'thank') return 'You are welcome!';
  const start = kind === 'help' ? standIn : `Sorry, I did not understand that. ${standIn}`;
  return `${start} I understand sentences like these:\n\n${abilities}`;
}

function bullets(tasks: readonly Task[], total = tasks.length): string {
  const more = total - Math.min(tasks.length, shownTasks);
  const lines = tasks.slice(0, shownTasks).map((task) => `- ${item(task)}`);
  return [...lines, ...(more > 0 ? [`- … and ${String(more)} more`] : [])].join('\n');
}

function item(task: Task): string {
  return `${bold(task)}${details(task)}${task.done ? ' (done)' : ''}`;
}

function details(task: Task): string {
  const due = task.due_date === null ? '' : `, due ${spellDay(task.due_date)}`;
  const tags = task.tags.length === 0 ? '' : `, tagged ${task.tags.map(escape).join(' and ')}`;
  return `${due}${task.priority === 'normal' ? '' : `, ${task.priority} priority`}${tags}`;
}

function bold(task: Task): string {
  return `**${escape(task.title)}**`;
}

/** Text that Markdown shows as it is: no link, image, HTML or emphasis comes out of a title. */
function escape(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~]/g, '\\$&');
}
