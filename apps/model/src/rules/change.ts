import { dayPattern, parseDay } from './dates.ts';
import type { Change, Intent } from './intent.ts';
import { selection } from './listing.ts';
import { priorityOf, priorityWord } from './priority.ts';
import { parseTags, tagsPattern } from './tags.ts';

/** One way to ask for a change: a pattern with the named group `target`, and what it asks for. */
interface Rule {
  readonly pattern: RegExp;
  readonly read: (groups: Readonly<Record<string, string>>, today: string) => Change | undefined;
}

const rule = (pattern: string, read: Rule['read']): Rule => ({ pattern: new RegExp(`^(?:${pattern})$`, 'iu'), read });
const target = '(?<target>.+?)';
const done = '(?:done|completed?|finished)';

const act = (action: 'complete' | 'reopen' | 'delete') => (groups: Readonly<Record<string, string>>) => ({
  action,
  target: taskName(groups['target'] ?? ''),
});
const update =
  (
    read: (groups: Readonly<Record<string, string>>, today: string) => Extract<Change, { action: 'update' }>['changes'],
  ) =>
  (groups: Readonly<Record<string, string>>, today: string): Change => ({
    action: 'update',
    target: taskName(groups['target'] ?? ''),
    changes: read(groups, today),
  });
const setDay = update(({ day = '' }, today) => ({ due_date: parseDay(day, today) ?? null }));
const clearDay = update(() => ({ due_date: null }));
const setPriority = update(({ priority = '' }) => ({ priority: priorityOf(priority) }));
const setTitle = update(({ text = '' }) => ({ title: unquote(text) }));
const setNotes = update(({ text = '' }) => ({ notes: unquote(text) }));

const tags = (groups: Readonly<Record<string, string>>) => parseTags(groups['tags'] ?? '');
const tag = (groups: Readonly<Record<string, string>>): Change => ({
  action: 'tag',
  target: taskName(groups['target'] ?? ''),
  tags: tags(groups),
});
const untag = (groups: Readonly<Record<string, string>>): Change => ({
  action: 'untag',
  target: taskName(groups['target'] ?? ''),
  ...(tags(groups).length === 0 ? {} : { tags: tags(groups) }),
});

const someTags = `(?:the )?(?:tags?|labels?) (?<tags>${tagsPattern})`;
const day = `(?:on |by |to |until |till |for )*(?<day>${dayPattern})`;

/** The first rule that matches decides. */
const rules: readonly Rule[] = [
  rule(`(?:clear|remove|delete|drop) (?:the |its )?(?:due date|deadline|date) (?:of|from|for) ${target}`, clearDay),
  rule(`(?:add|write|put|attach) (?:a )?notes? (?:to|on|for) ${target}(?: saying|:) (?<text>[^]+)`, setNotes),
  rule(`(?:tag|label) ${target} (?:as|with) (?<tags>[^]+)`, tag),
  rule(`(?:add|put|attach) ${someTags} (?:to|on) ${target}`, tag),
  rule(`(?:untag|unlabel) ${target} (?:from|as) (?<tags>${tagsPattern})`, untag),
  rule(`(?:untag|unlabel) ${target}`, untag),
  rule(`(?:remove|delete|clear|drop) ${someTags} (?:from|of|on) ${target}`, untag),
  rule(`(?:remove|delete|clear|drop) (?:all |the |its )*(?:tags?|labels?) (?:from|of|on) ${target}`, untag),
  rule(`(?:re-?open|uncheck|restore) ${target}`, act('reopen')),
  rule(`(?:mark|set) ${target} (?:as )?(?:not ${done}|undone|open|incomplete)(?: again)?`, act('reopen')),
  rule(`${target} is not ${done}(?: yet)?`, act('reopen')),
  rule(`(?:check|tick|cross) ${target} off`, act('complete')),
  rule(`(?:mark|set) ${target} (?:as )?${done}`, act('complete')),
  rule(`(?:complete|finish|close|(?:check|tick|cross) off|check|tick) ${target}`, act('complete')),
  rule(`(?:i(?:'m| am|'ve| have)? )?(?:just )?(?:done|finished|completed)(?: with)? ${target}`, act('complete')),
  rule(`${target} is ${done}(?: now)?`, act('complete')),
  rule(
    `(?:delete|remove|drop|cancel|erase|get rid of) ${target}(?: (?:from|off) (?:my|the) [a-z -]*(?:list|tasks?|todos?))?`,
    act('delete'),
  ),
  rule(`(?:set|change|move) (?:the )?(?:due date|deadline|date) (?:of|for) ${target} ${day}`, setDay),
  rule(`(?:move|postpone|reschedule|push|shift|delay|defer|bring forward) ${target} ${day}`, setDay),
  rule(`(?:set|make|mark) ${target} (?:to be |as |to )?due ${day}`, setDay),
  rule(`${target} is due ${day}`, setDay),
  rule(`(?:set|change) (?:the )?priority (?:of|for) ${target} (?:to|as) ${priorityWord}`, setPriority),
  rule(
    `(?:set|make|mark|change|give) ${target}(?:'s priority)? (?:to |as |a |an |of )*${priorityWord}(?: priority)?`,
    setPriority,
  ),
  rule(
    `prioriti[sz]e ${target}`,
    update(() => ({ priority: 'high' })),
  ),
  rule(`(?:set|change) (?:the )?(?:title|name) of ${target} to (?<text>[^]+)`, setTitle),
  rule(`(?:rename|retitle|change) (?<target>"[^"]+"|.+?) (?:to|as|into) (?<text>[^]+)`, setTitle),
];

/** Understands a wish to change one existing task. */
export function understandChange(text: string, today: string): Intent | undefined {
  const clear = understandClear(text, today);
  if (clear !== undefined) return clear;
  for (const { pattern, read } of rules) {
    const groups = pattern.exec(text)?.groups;
    const change = groups === undefined ? undefined : read(groups, today);
    if (change === undefined) continue;
    if (isSeveral(change.target)) return { kind: 'question', about: 'one at a time' };
    if (change.target !== '') return { kind: 'change', change };
  }
  return /^(?:move|postpone|reschedule|push|shift|delay|defer) ./i.test(text)
    ? { kind: 'question', about: 'day' }
    : undefined;
}

const several =
  /^(?:delete|remove|clear|erase|drop|get rid of) (?!(?:all |the |its )*(?:tags?|labels?|due dates?)\b)(?:(?:all|every|everything)\b(?: of)?(?: (?:my|the))? ?(?<which>.*)|(?:(?:my|the) )?(?<state>(?:done|completed|finished|overdue)(?: (?:tasks?|ones|items?|to-?dos?))))$/iu;

/** Understands a wish to delete all tasks of a selection; all tasks there are is too much for one sentence. */
function understandClear(text: string, today: string): Intent | undefined {
  const groups = several.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { label, ...chosen } = selection(groups['which'] ?? groups['state'] ?? '', today, {});
  if (Object.keys(chosen).length === 0) return { kind: 'question', about: 'one at a time' };
  return { kind: 'clear', listing: { ...chosen, label } };
}

/** A name as it is matched: without quotes, articles and the word "task" around it. */
export function taskName(text: string): string {
  const name = text
    .trim()
    .replace(/^(?:the|my) /i, '')
    .replace(/^tasks? (?:called |named |about |to )?/i, '');
  return unquote(name.replace(/ (?:task|todo|item)$/i, '')).trim();
}

function isSeveral(name: string): boolean {
  return /^(?:all|every(?:thing)?|both|them)\b/i.test(name);
}

function unquote(text: string): string {
  return /^(["'`])(.+)\1$/s.exec(text.trim())?.[2] ?? text.trim();
}
