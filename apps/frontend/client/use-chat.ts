import { useCallback, useReducer, useRef } from 'react';
import { ApiError, api, chat } from './api.ts';
import { conversation, emptyConversation, type ConversationState } from './conversation.ts';
import { failureText } from './failure.ts';
import { entryOf } from './texts/index.ts';
import { useTexts } from './texts/use-texts.ts';

export interface ChatHandlers {
  /** A tool has run: the task list may have changed. */
  readonly onTool: () => void;
  /** A turn has begun in a conversation that the backend has just made or used. */
  readonly onTurn: () => void;
  /** The session has ended before this message could be answered. */
  readonly onExpired: (unsent: string) => void;
}

export interface Chat {
  readonly state: ConversationState;
  readonly streaming: boolean;
  send(text: string): void;
  stop(): void;
  retry(): void;
  /** Opens a stored conversation, or an empty one. Rejects with an ApiError. */
  open(id: string | undefined): Promise<void>;
}

/** One conversation with the assistant, at most one answer at a time. */
export function useChat(handlers: ChatHandlers): Chat {
  const texts = useTexts();
  const [state, dispatch] = useReducer(conversation, emptyConversation);
  const running = useRef<AbortController>(null);
  const last = state.messages.at(-1);
  const streaming = last?.state === 'streaming';

  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    dispatch({ type: 'stop' });
  }, []);

  const send = async (text: string, conversationId = state.id) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    dispatch({ type: 'ask', text });
    try {
      for await (const event of chat(text, conversationId, controller.signal)) {
        // After a stop or another conversation, what was still on its way belongs nowhere.
        if (running.current !== controller) return;
        if (event.type === 'error') {
          const known = entryOf<string>(texts.errors.codes, event.code);
          dispatch({ type: 'fail', error: known ?? (event.message || texts.errors.chat) });
        } else {
          dispatch({ type: 'event', event });
        }
        if (event.type === 'start') handlers.onTurn();
        if (event.type === 'tool') handlers.onTool();
      }
      // A stream that ends without a last word was cut off.
      dispatch({ type: 'fail', error: texts.errors.connectionLost });
    } catch (error) {
      if (running.current !== controller) return;
      if (error instanceof ApiError && error.kind === 'expired') handlers.onExpired(text);
      dispatch({ type: 'fail', error: error instanceof ApiError ? failureText(texts, error) : texts.errors.chat });
    } finally {
      if (running.current === controller) running.current = null;
    }
  };

  const retry = () => {
    const question = state.messages.findLast((message) => message.role === 'user');
    if (!question) return;
    dispatch({ type: 'withdraw' });
    void send(question.text);
  };

  const open = useCallback(async (id: string | undefined) => {
    running.current?.abort();
    running.current = null;
    dispatch({ type: 'open', id, messages: id ? await api.messages(id) : [] });
  }, []);

  return { state, streaming, send: (text) => void send(text), stop, retry, open };
}
