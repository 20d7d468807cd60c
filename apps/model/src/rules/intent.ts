import { understandChange } from './change.ts';
import { understandListing, type Listing } from './listing.ts';
import { understandAddition, type NewTask } from './new-task.ts';

/** What an existing task is to become; null takes a value away. */
export interface Changes {
  readonly title?: string;
  readonly notes?: string;
  readonly due_date?: string | null;
  readonly priority?: Priority;
}

export type Priority = 'low' | 'normal' | 'high';

/** Something to do with one existing task, which the person named in `target`. */
export type Change =
  | { readonly action: 'complete' | 'reopen' | 'delete'; readonly target: string }
  | { readonly action: 'update'; readonly target: string; readonly changes: Changes }
  | { readonly action: 'tag'; readonly target: string; readonly tags: readonly string[] }
  /** Without `tags` all of them go. */
  | { readonly action: 'untag'; readonly target: string; readonly tags?: readonly string[] };

/** What a person wants, as far as the rules understand it. */
export type Intent =
  | { readonly kind: 'add'; readonly tasks: readonly NewTask[] }
  | { readonly kind: 'list'; readonly listing: Listing }
  | { readonly kind: 'change'; readonly change: Change }
  /** To delete all tasks of a selection. */
  | { readonly kind: 'clear'; readonly listing: Listing }
  | { readonly kind: 'question'; readonly about: 'title' | 'day' | 'one at a time' }
  | { readonly kind: 'greet' | 'thank' | 'help' | 'unknown' };

/** Understands one message of a person. Relative days count from `today` (YYYY-MM-DD, UTC). */
export function understand(message: string, today: string): Intent {
  const text = plain(message);
  return (
    smallTalk(text) ??
    understandListing(text, today) ??
    understandChange(text, today) ??
    understandAddition(text, today) ?? { kind: 'unknown' }
  );
}

function smallTalk(text: string): Intent | undefined {
  if (/^(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day))(?: there| again| bot)?$/i.test(text)) {
    return { kind: 'greet' };
  }
  if (/^(?:thanks?|thank you|thx|cheers)(?: (?:a lot|so much|very much|you))?$/i.test(text)) return { kind: 'thank' };
  if (/^(?:help|help me|what can (?:you|i) (?:do|say|ask)|how does this work|who are you|what are you)$/i.test(text)) {
    return { kind: 'help' };
  }
  return undefined;
}

const opening =
  /^(?:(?:please|ok(?:ay)?|hey|hi|hello|so|and|now|also)\b[,!]? +|(?:can|could|would|will) you (?:please )?|i(?:'d| would) like (?:you )?to (?=add|list|see|show|delete|remove|move|rename|tag|find|search)|i want (?:you )?to (?=add|list|see|show|delete|remove|move|rename|tag|find|search))/i;

/** Without politeness and closing marks; straight quotes; single spaces, lines kept. */
function plain(message: string): string {
  let text = message
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
  text = text.replace(/(?:[,.!?]| please| thanks| thank you)+$/i, (end) => (end === text ? end : ''));
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(opening, '').trim();
  }
  return text.replace(/[,.!?]+$/, '');
}
