import type { ChatEvent, NamedTask, RunEvent } from './chat-events.ts';
import type { ApiError } from './request.ts';
import type { StoredConversation, StoredMessage } from './types.ts';

export interface ToolUse {
  readonly name: string;
  readonly ok: boolean;
}

/** `waiting`: for the person's decision about something that cannot be undone. */
export type MessageState = 'complete' | 'streaming' | 'waiting' | 'stopped' | 'failed';

/** Why an answer failed: what the backend said of it, or what became of the request. */
export type Failure = ApiError | { readonly code: string; readonly message: string };

export interface Message {
  /** The same as long as the message is on the page, also before the backend has named it. */
  readonly key: string;
  /** The backend's name for it; undefined until it has one. */
  readonly id: string | undefined;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly tools: readonly ToolUse[];
  readonly state: MessageState;
  readonly failure?: Failure;
  /** What the assistant asks to delete. */
  readonly tasks?: readonly NamedTask[];
}

export interface ConversationState {
  /** Undefined until the backend has named it. */
  readonly id: string | undefined;
  readonly messages: readonly Message[];
  /** Where the messages before these are; null when these are all. */
  readonly older: string | null;
  /** The newest run, and the number of its last event that is in the messages. */
  readonly run: { readonly id: string; readonly seq: number } | undefined;
  /** The connection was lost in the middle of an answer, and is being made again. */
  readonly reconnecting: boolean;
}

export type ConversationAction =
  | { readonly type: 'open'; readonly stored: StoredConversation | undefined }
  | { readonly type: 'refresh'; readonly stored: StoredConversation }
  | { readonly type: 'older'; readonly messages: readonly StoredMessage[]; readonly older: string | null }
  | { readonly type: 'ask'; readonly text: string; readonly replaces?: string }
  | { readonly type: 'again' }
  | { readonly type: 'resume' }
  | { readonly type: 'decided' }
  | { readonly type: 'undecided'; readonly failure: Failure }
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'reconnecting'; readonly reconnecting: boolean }
  | { readonly type: 'stop' }
  | { readonly type: 'fail'; readonly failure: Failure };

export const emptyConversation: ConversationState = {
  id: undefined,
  messages: [],
  older: null,
  run: undefined,
  reconnecting: false,
};

/** The conversation after something happened in it; a pure function. */
export function conversation(state: ConversationState, action: ConversationAction): ConversationState {
  switch (action.type) {
    case 'open':
      return action.stored ? opened(action.stored) : emptyConversation;
    case 'refresh':
      return refreshed(state, action.stored);
    case 'older':
      return { ...state, older: action.older, messages: [...action.messages.map(fromStored), ...state.messages] };
    case 'ask':
      return asked(state, action.text, action.replaces);
    case 'again':
      return again(state);
    case 'resume':
      return changeLast(state, 'failed', (answer) => ({ ...answer, state: 'streaming', failure: undefined }));
    case 'decided':
      return changeLast(state, 'waiting', (answer) => ({ ...answer, state: 'streaming', failure: undefined }));
    case 'undecided':
      return changeLast(state, 'streaming', (answer) => ({ ...answer, state: 'waiting', failure: action.failure }));
    case 'event':
      return withRunEvent(state, action.event);
    case 'reconnecting':
      return state.reconnecting === action.reconnecting ? state : { ...state, reconnecting: action.reconnecting };
    case 'stop':
      return changeLast(state, 'streaming', (answer) => ({ ...answer, state: 'stopped' }));
    case 'fail':
      return changeLast(state, 'streaming', (answer) => ({ ...answer, state: 'failed', failure: action.failure }));
  }
}

function opened({ id, messages, older_cursor, run }: StoredConversation): ConversationState {
  const stored = messages.filter((message) => message.id !== run?.message_id).map(fromStored);
  const base = { ...emptyConversation, id, older: older_cursor };
  if (!run) return { ...base, messages: stored };
  // Its events come again from the first one on.
  const answer = { ...newAnswer(run.message_id), id: run.message_id };
  return { ...base, messages: [...stored, answer], run: { id: run.id, seq: 0 } };
}

/** What is stored now, with the older messages that were fetched. What has not changed stays as it is on the page. */
function refreshed(state: ConversationState, stored: StoredConversation): ConversationState {
  const now = opened(stored);
  const known = new Map(state.messages.map((message) => [message.id, message]));
  const first = state.messages.findIndex(({ id }) => id !== undefined && id === now.messages[0]?.id);
  const newest = now.messages.map((message) => {
    const before = known.get(message.id);
    if (!before) return message;
    const same = before.text === message.text && before.state === message.state;
    return same ? before : { ...message, key: before.key };
  });
  if (first <= 0) return { ...now, messages: newest };
  return { ...now, messages: [...state.messages.slice(0, first), ...newest], older: state.older };
}

function fromStored({ id, role, content, status, error, tools }: StoredMessage): Message {
  return { key: id, id, role, text: content, tools, state: status, failure: error ?? undefined };
}

let made = 0;

function newAnswer(key = `local-${++made}`): Message {
  return { key, id: undefined, role: 'assistant', text: '', tools: [], state: 'streaming' };
}

function asked(state: ConversationState, text: string, replaces: string | undefined): ConversationState {
  const at = replaces === undefined ? -1 : state.messages.findIndex(({ id }) => id === replaces);
  const kept = at < 0 ? state.messages : state.messages.slice(0, at);
  const question: Message = { ...newAnswer(), role: 'user', text, state: 'complete' };
  const messages = [...kept.map(decline), question, newAnswer()];
  return { ...state, messages, run: undefined, reconnecting: false };
}

/** A new message is a no to what waited for a decision. */
function decline(message: Message): Message {
  return message.state === 'waiting' ? { ...message, state: 'stopped' } : message;
}

/** The last question is answered once more, in place of what came to it. */
function again(state: ConversationState): ConversationState {
  const at = state.messages.findLastIndex(({ role }) => role === 'user');
  if (at < 0) return state;
  const messages = [...state.messages.slice(0, at + 1), newAnswer()];
  return { ...state, messages, run: undefined, reconnecting: false };
}

function withRunEvent(state: ConversationState, { seq, event }: RunEvent): ConversationState {
  // What a continued stream repeats has been taken in already.
  if (state.run && seq > 0 && seq <= state.run.seq) return state;
  const next = withEvent(state, event);
  return next.run && seq > 0 ? { ...next, run: { ...next.run, seq } } : next;
}

function withEvent(state: ConversationState, event: ChatEvent): ConversationState {
  switch (event.type) {
    case 'start':
      return started(state, event);
    case 'token':
      return changeLast(state, 'streaming', (answer) => ({ ...answer, text: answer.text + event.text }));
    case 'tool':
      return changeLast(state, 'streaming', (answer) => ({
        ...answer,
        tools: [...answer.tools, { name: event.name, ok: event.ok }],
      }));
    case 'confirm':
      return changeLast(state, 'streaming', (answer) => ({ ...answer, state: 'waiting', tasks: event.tasks }));
    case 'done':
      return changeLast(state, 'streaming', (answer) => ({
        ...answer,
        text: event.text || answer.text,
        state: 'complete',
      }));
    case 'stopped':
      return changeLast(state, 'streaming', (answer) => ({ ...answer, state: 'stopped' }));
    case 'error':
      return changeLast(state, 'streaming', (answer) => ({ ...answer, state: 'failed', failure: event }));
  }
}

/** From now on the backend's names hold, for the conversation, the question and the answer. */
function started(state: ConversationState, event: ChatEvent & { type: 'start' }): ConversationState {
  const [question, answer] = state.messages.slice(-2);
  if (!question || answer?.state !== 'streaming') return state;
  const named = [
    { ...question, id: event.questionId || question.id },
    { ...answer, id: event.messageId || answer.id },
  ];
  const messages = [...state.messages.slice(0, -2), ...named];
  return { ...state, id: event.conversationId, messages, run: { id: event.runId, seq: 0 } };
}

/** Only an answer in the right state can change: what comes after its end is late and void. */
function changeLast(
  state: ConversationState,
  from: MessageState,
  change: (answer: Message) => Message,
): ConversationState {
  const last = state.messages.at(-1);
  if (last?.role !== 'assistant' || last.state !== from) return state;
  return { ...state, reconnecting: false, messages: [...state.messages.slice(0, -1), change(last)] };
}
