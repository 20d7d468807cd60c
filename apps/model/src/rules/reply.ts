import type { ChatMessage, Reply } from '../openai.ts';
import * as words from './answers.ts';
import { taskName } from './change.ts';
import { understand, type Change, type Intent } from './intent.ts';
import { selects, type Listing } from './listing.ts';
import { matching, ordinal } from './match.ts';
import { succeeded, tasksOf, type Task } from './task.ts';

const anyDay = '2000-01-01';

/** A call that was made since the person's last message, with what came back. */
interface Made {
  readonly name: string;
  readonly result: string;
}

/**
 * Decides what to answer: a pure function of its arguments. Only the person's messages are understood; what tools return
 * is looked up and quoted, and never obeyed.
 */
export function reply(messages: readonly ChatMessage[], tools: readonly string[]): Reply {
  const today = currentDay(messages);
  if (today === undefined && needsToday(messages)) return say(words.noToday);
  const made = callsMade(messages);
  const failed = made.find(({ result }) => !succeeded(result));
  if (failed !== undefined) return say(words.failure(failed.result));
  const { intent, choice } = currentIntent(messages, today ?? anyDay);
  switch (intent.kind) {
    case 'add':
      if (made.length > 0) return say(words.added(made.flatMap(({ result }) => tasksOf(result) ?? [])));
      return call(tools, ...intent.tasks.map((task) => ({ name: 'add_task', arguments: task })));
    case 'list':
      return list(intent.listing, made, tools);
    case 'change':
      return change(intent.change, choice, made, tools);
    case 'question':
      return say(words.question(intent.about));
    default:
      return say(words.smallTalk(intent.kind));
  }
}

function list(listing: Listing, made: readonly Made[], tools: readonly string[]): Reply {
  const found = resultOf(made, 'list_tasks');
  const filter = listing.done === undefined ? {} : { done: listing.done };
  if (found === undefined) return call(tools, { name: 'list_tasks', arguments: filter });
  return say(
    words.listed(
      listing,
      found.filter((task) => selects(listing, task)),
    ),
  );
}

/** Looks the task up, acts on the one that matches, then says so. */
function change(wanted: Change, choice: number | undefined, made: readonly Made[], tools: readonly string[]): Reply {
  const found = resultOf(made, 'list_tasks');
  if (found === undefined) return call(tools, { name: 'list_tasks', arguments: scope(wanted) });
  const matches = matching(found, wanted.target);
  const task = matches.length === 1 ? matches[0] : choice === undefined ? undefined : matches.at(choice);
  if (task === undefined) {
    return say(matches.length === 0 ? words.notFound(wanted, found) : words.whichOne(wanted, matches));
  }
  const last = made.at(-1);
  if (last === undefined || last.name === 'list_tasks')
    return call(tools, { name: `${verb(wanted)}_task`, arguments: { id: task.id, ...changes(wanted) } });
  return say(words.changed(wanted, task, tasksOf(last.result)?.[0] ?? task));
}

function verb(wanted: Change): string {
  return wanted.action === 'reopen' ? 'update' : wanted.action;
}

function changes(wanted: Change): object {
  return wanted.action === 'reopen' ? { done: false } : wanted.action === 'update' ? wanted.changes : {};
}

/** Where to look: open tasks, done ones to reopen, all to delete. */
function scope({ action }: Change): object {
  return action === 'delete' ? {} : { done: action === 'reopen' };
}

/** What the person wants now; an answer to "which one?" completes the wish before it. */
function currentIntent(messages: readonly ChatMessage[], today: string): { intent: Intent; choice?: number } {
  const latestAt = messages.findLastIndex((message) => message.role === 'user');
  const latest = messages[latestAt]?.content ?? '';
  const intent = understand(latest, today);
  const earlierTurns = messages.slice(0, Math.max(latestAt, 0));
  const before = earlierTurns.findLast((message) => message.role === 'user')?.content;
  const question = earlierTurns.findLast((message) => message.role === 'assistant')?.content;
  if (intent.kind !== 'unknown' || before === undefined || !question?.includes(words.whichOneMark)) return { intent };
  const earlier = understand(before, today);
  if (earlier.kind !== 'change') return { intent };
  const choice = ordinal(latest);
  if (choice !== undefined) return { intent: earlier, choice };
  return { intent: { kind: 'change', change: { ...earlier.change, target: taskName(latest) } } };
}

/** The day that the system prompt gives as `Today is YYYY-MM-DD`. A pure function has no clock of its own. */
function currentDay(messages: readonly ChatMessage[]): string | undefined {
  const prompt = messages
    .filter((message) => message.role === 'system')
    .map((message) => message.content)
    .join('\n');
  return /\bToday is (\d{4}-\d{2}-\d{2})\b/i.exec(prompt)?.[1];
}

/** Whether the wish means something else on another day. */
function needsToday(messages: readonly ChatMessage[]): boolean {
  const [one, other] = [anyDay, '2001-02-28'].map((day) => JSON.stringify(currentIntent(messages, day)));
  return one !== other;
}

function callsMade(messages: readonly ChatMessage[]): readonly Made[] {
  const since = messages.slice(messages.findLastIndex((message) => message.role === 'user') + 1);
  const names = new Map(
    since
      .flatMap((message) => (message.role === 'assistant' ? message.tool_calls : []))
      .map((made) => [made.id, made.function.name]),
  );
  return since.flatMap((message) =>
    message.role === 'tool' ? [{ name: names.get(message.tool_call_id) ?? '', result: message.content }] : [],
  );
}

function resultOf(made: readonly Made[], name: string): readonly Task[] | undefined {
  const result = made.find((one) => one.name === name)?.result;
  return result === undefined ? undefined : tasksOf(result);
}

function call(tools: readonly string[], ...calls: readonly { name: string; arguments: object }[]): Reply {
  const missing = calls.find(({ name }) => !tools.includes(name));
  return missing === undefined ? { kind: 'calls', calls } : say(words.toolMissing(missing.name));
}

function say(text: string): Reply {
  return { kind: 'text', text };
}
