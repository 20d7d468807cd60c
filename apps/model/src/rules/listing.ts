import { addDays, dayPattern, endOfWeek, parseDay, spellDay } from './dates.ts';
import type { Intent, Priority } from './intent.ts';
import { priorityOf, priorityWord } from './priority.ts';
import type { Task } from './task.ts';

/** Which tasks a person wants to see. */
export interface Listing {
  /** The argument of `list_tasks`; left out for all. */
  readonly done?: boolean;
  /** First and last day, both included. */
  readonly due?: { readonly from: string; readonly to: string };
  readonly priority?: Priority;
  /** Words that the title holds. */
  readonly words?: string;
  /** How the answer names the selection: ` due today`. */
  readonly label: string;
}

const asks =
  /^(?:what|which|when|show|list|display|see|view|read|give me|tell me|get (?:me )?(?:my|the|all)|check (?:my|the) (?:list|tasks?|to-?dos?)|do i have|is there|are there|any|how many|find|search|look for)\b/i;
const subject =
  /\b(?:tasks?|to-?dos?|list|due|overdue|late|plate|agenda|left|open|pending|done|finished|completed?|to do|have to do|do (?:i|we) have|next|first)\b/i;
const alone = /^(?:(?:all )?(?:my |the |open |done )?(?:tasks?|to-?dos?|to-?do list|list)|overdue|agenda)$/i;

/** Understands a question about the list. */
export function understandListing(text: string, today: string): Intent | undefined {
  const search =
    /^(?:find|search(?: for)?|look for) (?:the |my )?(?:tasks? )?(?:(?:about|with|for|called) )?["']?(?<words>.+?)["']?$/i.exec(
      text,
    );
  const words = search?.groups?.['words'];
  if (words !== undefined && !subject.test(words)) {
    return { kind: 'list', listing: { words, label: ` matching “${words}”` } };
  }
  if (!alone.test(text) && !(asks.test(text) && subject.test(text))) return undefined;
  return { kind: 'list', listing: { ...state(text), ...priority(text), ...due(text, today) } };
}

/** Whether a task is among those that were asked for. */
export function selects(listing: Listing, task: Task): boolean {
  const { due, priority, words } = listing;
  if (due !== undefined && !(task.due_date !== null && task.due_date >= due.from && task.due_date <= due.to))
    return false;
  if (priority !== undefined && task.priority !== priority) return false;
  return words === undefined || task.title.toLowerCase().includes(words.toLowerCase());
}

function state(text: string): { done?: boolean } {
  if (/\b(?:done|finished|completed)\b/i.test(text) && !/\bnot (?:done|finished|completed)\b/i.test(text))
    return { done: true };
  return /\b(?:all|every)\b/i.test(text) ? {} : { done: false };
}

function priority(text: string): { priority?: Priority } {
  const word = new RegExp(`\\b${priorityWord}[ -]priority|\\b(?:urgent|important)\\b`, 'i').exec(text);
  return word === null ? {} : { priority: priorityOf(word.groups?.['priority'] ?? 'high') };
}

function due(text: string, today: string): Pick<Listing, 'due' | 'label'> {
  if (/\b(?:overdue|late)\b/i.test(text))
    return { due: { from: '0000-01-01', to: addDays(today, -1) }, label: ' overdue' };
  if (/\bthis week\b/i.test(text)) return { due: { from: today, to: endOfWeek(today) }, label: ' due this week' };
  if (/\bnext week\b/i.test(text)) {
    const monday = addDays(endOfWeek(today), 1);
    return { due: { from: monday, to: addDays(monday, 6) }, label: ' due next week' };
  }
  const phrase = new RegExp(`\\b(?:${dayPattern})\\b`, 'i').exec(text)?.[0];
  const day = phrase === undefined ? undefined : parseDay(phrase, today);
  return day === undefined ? { label: '' } : { due: { from: day, to: day }, label: ` due ${spellDay(day)}` };
}
