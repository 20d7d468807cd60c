import type { ChatMessage, Reply, ToolOffer, WantedCall } from '../chat.ts';
import * as words from './answers.ts';
import { taskName } from './change.ts';
import { understand, type Change, type Intent } from './intent.ts';
import { listArguments, selects, type Listing } from './listing.ts';
import { matching, ordinal } from './match.ts';
import { declined, deletedOf, succeeded, tasksOf, totalOf, type Task } from './task.ts';

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
export function reply(messages: readonly ChatMessage[], tools: readonly ToolOffer[]): Reply {
  const today = currentDay(messages);
  if (today === undefined && needsToday(messages)) return say(words.noToday);
  const made = callsMade(messages);
  const { intent, choice } = currentIntent(messages, today ?? anyDay);
  const failed = made.find(({ result }) => !succeeded(result));
  if (failed !== undefined) return say(declined(failed.result) ? words.declined(intent) : words.failure(failed.result));
  switch (intent.kind) {
    case 'add':
      if (made.length > 0) return say(words.added(made.flatMap(({ result }) => tasksOf(result) ?? [])));
      return call(tools, ...intent.tasks.map((task) => ({ name: 'add_task', arguments: task })));
    case 'list':
      return list(intent.listing, made, tools);
    case 'change':
      return change(intent.change, choice, made, tools);
    case 'clear':
      return clear(intent.listing, made, tools);
    case 'question':
      return say(words.question(intent.about));
    default:
      return say(words.smallTalk(intent.kind));
  }
}

function list(listing: Listing, made: readonly Made[], tools: readonly ToolOffer[]): Reply {
  const found = lookedUp(made);
  if (found === undefined) return call(tools, { name: 'list_tasks', arguments: listArguments(listing) });
  const chosen = found.tasks.filter((task) => selects(listing, task));
  // The tool's own count is that of the selection only where the tool made the whole selection.
  return say(words.listed(listing, chosen, chosen.length === found.tasks.length ? found.total : chosen.length));
}

/** How many tasks one call deletes, and how many are read to find one by its name. */
const most = 100;

/** Looks the tasks up, deletes them with one call, then says so. */
function clear(listing: Listing, made: readonly Made[], tools: readonly ToolOffer[]): Reply {
  const found = lookedUp(made);
  if (found === undefined)
    return call(tools, { name: 'list_tasks', arguments: { ...listArguments(listing), limit: most } });
  const chosen = found.tasks.filter((task) => selects(listing, task));
  if (chosen.length === 0) return say(words.listed(listing, []));
  const ids = chosen.slice(0, most).map(({ id }) => id);
  const deleted = deletedOf(made.at(-1)?.result ?? '');
  if (deleted === undefined) return call(tools, { name: 'delete_tasks', arguments: { ids } });
  const gone = chosen.filter(({ id }) => deleted.includes(id));
  const all = chosen.length === found.tasks.length ? found.total : chosen.length;
  return say(words.cleared(listing, gone, all - ids.length));
}

/** Looks the task up, acts on the one that matches, then says so. */
function change(wanted: Change, choice: number | undefined, made: readonly Made[], tools: readonly ToolOffer[]): Reply {
  const found = lookedUp(made)?.tasks;
  const { q, ...rest } = scope(wanted);
  if (found === undefined) return call(tools, { name: 'list_tasks', arguments: { ...rest, ...(q && { q }) } });
  const matches = matching(found, wanted.target);
  // A name that is not there is answered with those that are.
  if (matches.length === 0 && q !== undefined && made.length === 1)
    return call(tools, { name: 'list_tasks', arguments: rest });
  const task = matches.length === 1 ? matches[0] : choice === undefined ? undefined : matches.at(choice);
  if (task === undefined) {
    return say(matches.length === 0 ? words.notFound(wanted, found) : words.whichOne(wanted, matches));
  }
  const last = made.at(-1);
  if (last === undefined || last.name === 'list_tasks')
    return call(tools, { name: `${verb(wanted)}_task`, arguments: { id: task.id, ...changes(wanted, task) } });
  return say(words.changed(wanted, task, tasksOf(last.result)?.[0] ?? task));
}

function verb({ action }: Change): string {
  return action === 'complete' || action === 'delete' ? action : 'update';
}

function changes(wanted: Change, { tags }: Task): object {
  switch (wanted.action) {
    case 'reopen':
      return { done: false };
    case 'update':
      return wanted.changes;
    case 'tag':
      return { tags: [...new Set([...tags, ...wanted.tags])] };
    case 'untag':
      return { tags: tags.filter((tag) => wanted.tags !== undefined && !wanted.tags.includes(tag)) };
    default:
      return {};
  }
}

/** Where to look: open tasks, done ones to reopen, all to delete; of a long list those that have the name's longest word. */
function scope({ action, target }: Change): { done?: boolean; q?: string; limit: number } {
  const done = action === 'delete' ? {} : { done: action === 'reopen' };
  const longest = target.match(/[a-z0-9]+/gi)?.reduce((one, other) => (other.length > one.length ? other : one), '');
  // Databases differ in what they take for the capital of other letters.
  const isPlain = /^[\x20-\x7e]+$/.test(target) && longest !== undefined && longest.length > 2;
  return { ...done, ...(isPlain ? { q: longest } : {}), limit: most };
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

/** What `list_tasks` gave last since the person's last message. */
function lookedUp(made: readonly Made[]): { tasks: readonly Task[]; total: number } | undefined {
  const result = made.findLast(({ name }) => name === 'list_tasks')?.result;
  const tasks = result === undefined ? undefined : tasksOf(result);
  return tasks === undefined ? undefined : { tasks, total: totalOf(result ?? '') ?? tasks.length };
}

/** Calls tools that are there. A filter that a tool does not have is left out: what comes back is checked anyway. */
function call(tools: readonly ToolOffer[], ...calls: readonly { name: string; arguments: object }[]): Reply {
  const offered = calls.map(({ name }) => tools.find((tool) => tool.name === name));
  const missing = calls.find((_, index) => offered[index] === undefined);
  if (missing !== undefined) return say(words.toolMissing(missing.name));
  return { kind: 'calls', calls: calls.map((wanted, index) => narrowed(wanted, offered[index])) };
}

function narrowed(wanted: { name: string; arguments: object }, offer: ToolOffer | undefined): WantedCall {
  const known = offer?.parameters;
  if (wanted.name !== 'list_tasks' || known === undefined) return wanted;
  const kept = Object.entries(wanted.arguments).filter(([argument]) => known.includes(argument));
  return { name: wanted.name, arguments: Object.fromEntries(kept) };
}

function say(text: string): Reply {
  return { kind: 'text', text };
}
