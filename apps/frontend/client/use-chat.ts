import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { chatApi } from './chat-api.ts';
import { ChatSession, type ChatHandlers } from './chat-session.ts';
import { ConversationList, type ConversationListState } from './conversation-list.ts';
import { emptyConversation, type ConversationState } from './conversation.ts';
import { browserNetwork } from './network.ts';

export interface Chat {
  readonly state: ConversationState;
  readonly streaming: boolean;
  readonly session: ChatSession;
}

/** A chat that lives as long as the component. */
export function useChat(handlers: ChatHandlers): Chat {
  const latest = useRef(handlers);
  useEffect(() => void (latest.current = handlers));
  const [session] = useState(() => new ChatSession(chatApi, browserNetwork, () => latest.current));
  useEffect(() => () => session.leave(), [session]);
  const { store } = session;
  const state = useSyncExternalStore(store.watch, store.get, () => emptyConversation);
  return { state, streaming: state.messages.at(-1)?.state === 'streaming', session };
}

/** The list of conversations and what is in it now. */
export function useConversations(onExpired: () => void): { list: ConversationList; state: ConversationListState } {
  const latest = useRef(onExpired);
  useEffect(() => void (latest.current = onExpired));
  const [list] = useState(() => new ConversationList(chatApi, () => latest.current()));
  const state = useSyncExternalStore(list.store.watch, list.store.get, list.store.get);
  return { list, state };
}
