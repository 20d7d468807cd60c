import { dayPattern, parseDay } from './dates.ts';
import type { Intent, Priority } from './intent.ts';
import { priorityOf, priorityWord } from './priority.ts';
import { hashTagPattern, parseTags, taggedWord, tagsPattern } from './tags.ts';

/** The arguments of `add_task`. */
export interface NewTask {
  readonly title: string;
  readonly notes?: string;
  readonly due_date?: string;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
}

const toTheList = /,? (?:to|on|onto|in) (?:my|the) (?:[a-z-]+ )?(?:list|tasks|todos|to-?dos?)$/i;

const openings: readonly RegExp[] = [
  /^(?:add|create|make|new|put|insert)(?: me)?(?: (?:a|an|another|some|these|the(?: following)?))?(?: new)? (?:tasks?|todos?|to-?dos?|items?|reminders?)(?: (?:to|for|called|named|that says))?(?: ?:)?(?: |\n|$)/i,
  /^(?:add|put|create|new|note|write down)(?: ?:)?(?: |\n|$)/i,
  /^remind me(?: ?:)?(?= |$)/i,
  /^(?:remember|don't (?:let me )?forget|i (?:need|have|want|must|should|ought)|i've got|i gotta)(?: to)?(?: |$)/i,
  /^(?:todo|to-?do|task|note to self)(?: ?: ?)/i,
];

/** Understands a wish for new tasks: one, or several as lines or with semicolons between them. */
export function understandAddition(text: string, today: string): Intent | undefined {
  const opening = openings.find((pattern) => pattern.test(text));
  if (opening === undefined) return undefined;
  const rest = text.replace(opening, '').replace(toTheList, '').trim();
  const tasks = rest
    .split(/[\n;]+/)
    .map((line) => parseTask(line.replace(/^ *(?:[-*•]|\d{1,2}[.)]) */, '').trim(), today))
    .filter((task) => task.title !== '');
  return tasks.length === 0 ? { kind: 'question', about: 'title' } : { kind: 'add', tasks };
}

/** Takes notes, tags, priority and day away from the words of a task; what is left is its title. */
function parseTask(words: string, today: string): NewTask {
  let text = words;
  const take = (pattern: string): Readonly<Record<string, string | undefined>> | undefined => {
    const match = new RegExp(pattern, 'iu').exec(text);
    if (match === null) return undefined;
    text = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`.trim();
    return match.groups;
  };
  const quoted = take('^"(?<title>[^"]+)"')?.['title'];
  const notes = take('[,;]? (?:with (?:a |the )?)?notes?:? (?<notes>[^]+)$')?.['notes'];
  const tags = takeTags(take);
  const priority =
    take(`,? ?\\(?\\b(?:(?:with|at|as) )?(?:a )?${priorityWord}[ -]priority(?: task)?(?: to)?\\b\\)?:?`)?.[
      'priority'
    ] ?? take('^(?<priority>urgent|important):')?.['priority'];
  const day =
    take(`(?:^|,? )(?:\\(?due )?(?:(?:by|on|for|until|before|at|due) )*(?<day>${dayPattern})\\)?$`)?.['day'] ??
    take(`^(?:on |by |for )?(?<day>${dayPattern})(?:,|:| to) `)?.['day'];
  const due = day === undefined ? undefined : parseDay(day, today);
  return {
    title: (quoted ?? text.replace(/^to /i, '').replace(toTheList, '').replace(/[,:]$/, '').trim()).slice(0, 200),
    ...(notes === undefined ? {} : { notes }),
    ...(due === undefined ? {} : { due_date: due }),
    ...(priority === undefined ? {} : { priority: priorityOf(priority) }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

const dayAtEnd = `(?:(?:by|on|for|until|before|at|due) )*(?:${dayPattern})$`;

/** `tagged home and garden` at the end, or before the day, and each `#home`. */
function takeTags(
  take: (pattern: string) => Readonly<Record<string, string | undefined>> | undefined,
): readonly string[] {
  const found = [...parseTags(take(`,? ${taggedWord} (?<tags>${tagsPattern})(?=$|,? ${dayAtEnd})`)?.['tags'] ?? '')];
  for (let next = take(hashTagPattern)?.['tag']; next !== undefined; next = take(hashTagPattern)?.['tag'])
    found.push(next.toLowerCase());
  return [...new Set(found)].slice(0, 10);
}
