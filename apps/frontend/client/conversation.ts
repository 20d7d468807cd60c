import type { ChatEvent } from './api.ts';
import type { StoredMessage } from './types.ts';

export interface ToolUse {
  readonly name: string;
  readonly ok: boolean;
}

export type MessageState = 'complete' | 'streaming' | 'stopped' | 'failed';

export interface Message {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly tools: readonly ToolUse[];
  readonly state: MessageState;
  /** Why it failed, for the person. */
  readonly error?: string;
}

export interface ConversationState {
  /** Undefined until the backend has named it. */
  readonly id: string | undefined;
  readonly messages: readonly Message[];
}

export type ConversationAction =
  | { readonly type: 'open'; readonly id: string | undefined; readonly messages: readonly StoredMessage[] }
  | { readonly type: 'ask'; readonly text: string }
  | { readonly type: 'event'; readonly event: ChatEvent }
  | { readonly type: 'stop' }
  | { readonly type: 'fail'; readonly error: string }
  | { readonly type: 'withdraw' };

export const emptyConversation: ConversationState = { id: undefined, messages: [] };

/** The conversation after something happened in it; a pure function. */
export function conversation(state: ConversationState, action: ConversationAction): ConversationState {
  switch (action.type) {
    case 'open':
      return { id: action.id, messages: action.messages.map(fromStored) };
    case 'ask':
      return { ...state, messages: [...state.messages, ...question(state.messages.length, action.text)] };
    case 'event':
      return withEvent(state, action.event);
    case 'stop':
      return changeAnswer(state, (answer) => ({ ...answer, state: 'stopped' }));
    case 'fail':
      return changeAnswer(state, (answer) => ({ ...answer, state: 'failed', error: action.error }));
    case 'withdraw':
      return withoutLastTurn(state);
  }
}

function fromStored({ id, role, content }: StoredMessage): Message {
  return { id, role, text: content, tools: [], state: 'complete' };
}

function question(count: number, text: string): [Message, Message] {
  return [
    { id: `local-${count}`, role: 'user', text, tools: [], state: 'complete' },
    { id: `local-${count + 1}`, role: 'assistant', text: '', tools: [], state: 'streaming' },
  ];
}

function withEvent(state: ConversationState, event: ChatEvent): ConversationState {
  switch (event.type) {
    case 'start':
      return { ...state, id: event.conversationId };
    case 'token':
      return changeAnswer(state, (answer) => ({ ...answer, text: answer.text + event.text }));
    case 'tool':
      return changeAnswer(state, (answer) => ({
        ...answer,
        tools: [...answer.tools, { name: event.name, ok: event.ok }],
      }));
    case 'done':
      return changeAnswer(state, (answer) => ({ ...answer, text: event.text || answer.text, state: 'complete' }));
    case 'error':
      return changeAnswer(state, (answer) => ({ ...answer, state: 'failed', error: event.message }));
  }
}

/** Only an answer that still streams can change: what comes after its end is late and void. */
function changeAnswer(state: ConversationState, change: (answer: Message) => Message): ConversationState {
  const last = state.messages.at(-1);
  if (last?.state !== 'streaming') return state;
  return { ...state, messages: [...state.messages.slice(0, -1), change(last)] };
}

function withoutLastTurn(state: ConversationState): ConversationState {
  const at = state.messages.findLastIndex((message) => message.role === 'user');
  return at < 0 ? state : { ...state, messages: state.messages.slice(0, at) };
}
