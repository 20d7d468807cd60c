import { addDays, dayPattern, endOfWeek, parseDay, spellDay } from './dates.ts';
import type { Intent, Priority } from './intent.ts';
import { priorityOf, priorityWord } from './priority.ts';
import { hashTagPattern, parseTags, taggedWord, tagsPattern } from './tags.ts';
import type { Task } from './task.ts';

/** Which tasks a person wants to see. */
export interface Listing {
  readonly done?: boolean;
  /** First and last day, both included. */
  readonly due?: { readonly from?: string; readonly to: string };
  readonly priority?: Priority;
  /** Tags that the task has all of. */
  readonly tags?: readonly string[];
  /** Words that the title or the notes hold. */
  readonly words?: string;
  /** How the answer names the selection: ` due today`. */
  readonly label: string;
}

const asks =
  /^(?:what|which|when|show|list|display|see|view|read|give me|tell me|get (?:me )?(?:my|the|all)|check (?:my|the) (?:list|tasks?|to-?dos?)|do i have|is there|are there|any|how many|find|search|look (?:for|up))\b/i;
const subject =
  /\b(?:tasks?|to-?dos?|list|due|overdue|late|plate|agenda|left|open|pending|done|finished|completed?|to do|have to do|do (?:i|we) have|next|first)\b/i;
const alone = /^(?:(?:all )?(?:my |the |open |done )?(?:tasks?|to-?dos?|to-?do list|list)|overdue|agenda)$/i;
const tagged = new RegExp(` ?${taggedWord} (?<tags>${tagsPattern})| ?${hashTagPattern}`, 'iu');
const ownTagged = /^(?:(?:all|my|the|open|done) )*(?:(?:tasks?|to-?dos?)(?= |$)|$)/i;
const place = '(?:(?:in |through |among )?(?:all |the |my )*(?:tasks?|to-?dos?|to-?do list|list) )';
const sure = '(?:(?<sure>for|about|called|named|containing|matching|that say) )';
const search = new RegExp(
  `^(?:find|search|look (?:for|up)|look(?= in | through )) ${place}?${sure}?(?<quote>["'])?(?<words>.+?)["']?$`,
  'i',
);

/** Understands a question about the list. */
export function understandListing(text: string, today: string): Intent | undefined {
  const rest = text.replace(tagged, ' ').replace(/\s+/g, ' ').trim();
  const isTagged = rest !== text;
  if (!isTagged) {
    const words = searchedWords(text, today);
    if (words !== undefined) return { kind: 'list', listing: { words, label: ` matching “${words}”` } };
  }
  const isAsked = asks.test(text) && (isTagged || subject.test(text));
  if (!isAsked && !alone.test(rest) && !(isTagged && ownTagged.test(rest))) return undefined;
  return { kind: 'list', listing: selection(text, today, { done: false }) };
}

/** Reads a selection from words such as `overdue tasks tagged home`. @param otherwise for a phrase without a state */
export function selection(text: string, today: string, otherwise: { readonly done?: boolean }): Listing {
  const groups = tagged.exec(text)?.groups;
  const rest = text.replace(tagged, ' ');
  const tags = parseTags(groups?.['tags'] ?? groups?.['tag'] ?? '');
  const { label, ...days } = due(rest, today);
  const tagLabel = tags.length === 0 ? '' : ` tagged ${tags.join(' and ')}`;
  return {
    ...state(rest, otherwise),
    ...priority(rest),
    ...(tags.length === 0 ? {} : { tags }),
    ...days,
    label: `${tagLabel}${label}`,
  };
}

/** The arguments of `list_tasks` that select the same, or more where it cannot say the whole. */
export function listArguments({ done, due: days, priority: level, tags, words }: Listing): object {
  return {
    ...(done === undefined ? {} : { done }),
    ...(level === undefined ? {} : { priority: level }),
    ...(tags?.[0] === undefined ? {} : { tag: tags[0] }),
    ...(days?.from === undefined ? {} : { due_from: days.from }),
    ...(days === undefined ? {} : { due_to: days.to, sort: 'due' }),
    ...(words === undefined ? {} : { q: words.slice(0, 100) }),
  };
}

/** Whether a task is among those that were asked for. */
export function selects(listing: Listing, task: Task): boolean {
  const { done, due: days, priority: level, tags = [], words } = listing;
  const day = task.due_date;
  if (done !== undefined && task.done !== done) return false;
  if (days !== undefined && (day === null || day < (days.from ?? '') || day > days.to)) return false;
  if (level !== undefined && task.priority !== level) return false;
  if (!tags.every((tag) => task.tags.includes(tag))) return false;
  return words === undefined || `${task.title}\n${task.notes}`.toLowerCase().includes(words.toLowerCase());
}

/** What a search is for; undefined when its words name a selection instead (`find done tasks`, `find tasks for today`). */
function searchedWords(text: string, today: string): string | undefined {
  const groups = search.exec(text)?.groups;
  const words = groups?.['words'];
  if (words === undefined || due(words, today).label !== '' || priority(words).priority !== undefined) return undefined;
  const isSure = groups?.['sure'] !== undefined || groups?.['quote'] !== undefined;
  return isSure || !subject.test(words) ? words : undefined;
}

function state(text: string, otherwise: { readonly done?: boolean }): { done?: boolean } {
  if (/\b(?:done|finished|completed)\b/i.test(text) && !/\bnot (?:done|finished|completed)\b/i.test(text))
    return { done: true };
  return /\b(?:all|every)\b/i.test(text) ? {} : otherwise;
}

function priority(text: string): { priority?: Priority } {
  const word = new RegExp(`\\b${priorityWord}[ -]priority|\\b(?:urgent|important)\\b`, 'i').exec(text);
  return word === null ? {} : { priority: priorityOf(word.groups?.['priority'] ?? 'high') };
}

function due(text: string, today: string): Pick<Listing, 'due' | 'label'> {
  if (/\b(?:overdue|late)\b/i.test(text)) return { due: { to: addDays(today, -1) }, label: ' overdue' };
  if (/\bthis week\b/i.test(text)) return { due: { from: today, to: endOfWeek(today) }, label: ' due this week' };
  if (/\bnext week\b/i.test(text)) {
    const monday = addDays(endOfWeek(today), 1);
    return { due: { from: monday, to: addDays(monday, 6) }, label: ' due next week' };
  }
  const phrase = new RegExp(`\\b(?:${dayPattern})\\b`, 'i').exec(text)?.[0];
  const day = phrase === undefined ? undefined : parseDay(phrase, today);
  return day === undefined ? { label: '' } : { due: { from: day, to: day }, label: ` due ${spellDay(day)}` };
}
