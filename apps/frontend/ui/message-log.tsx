import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Chat } from '../client/use-chat.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';
import { MessageItem } from './message-item.tsx';

interface Props {
  readonly chat: Chat;
  readonly online: boolean;
  /** Shown instead of messages while there are none to show yet. */
  readonly before: ReactNode;
  readonly empty: ReactNode;
}

const nearPixels = 96;

/** The messages; follows the answer as it grows unless the reader has scrolled away. */
export function MessageLog({ chat, online, before, empty }: Props) {
  const texts = useTexts();
  const { messages, older } = chat.state;
  const log = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const toEnd = () => log.current?.scrollTo({ top: log.current.scrollHeight });
  const loading = before !== undefined;
  const asked = messages.findLast((message) => message.role === 'user')?.key;
  const earlier = useEarlier(chat, log);

  // A new question is always worth seeing.
  useEffect(() => setFollowing(true), [asked]);
  useLayoutEffect(() => {
    if (following) toEnd();
  }, [messages, following, loading]);
  // Its height changes by itself, too: Markdown is drawn later, a keyboard comes up, the other tab is left.
  useEffect(() => {
    const box = log.current;
    if (!box?.firstElementChild || !following) return;
    const sizes = new ResizeObserver(toEnd);
    sizes.observe(box);
    sizes.observe(box.firstElementChild);
    return () => sizes.disconnect();
  }, [following]);

  const watch = () => {
    const box = log.current;
    if (box) setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < nearPixels);
  };
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={log}
        role="log"
        aria-live="polite"
        aria-label={texts.chat.log}
        tabIndex={0}
        className="absolute inset-0 flex flex-col overflow-y-auto overscroll-contain rounded-t-3xl px-3 py-5 -outline-offset-4 phone:px-6"
        onScroll={watch}
      >
        <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-6">
          {!before && older !== null && (
            <button
              type="button"
              className="button quiet min-h-10 self-center text-sm"
              disabled={!online || earlier.busy}
              onClick={earlier.fetch}
            >
              {texts.chat.older}
            </button>
          )}
          {before ??
            empty ??
            messages.map((message, index) => (
              <MessageItem
                key={message.key}
                message={message}
                last={index === messages.length - 1}
                idle={online && !chat.streaming}
                session={chat.session}
              />
            ))}
        </div>
      </div>
      {!following && messages.length > 0 && (
        <button
          type="button"
          className="floating icon-button absolute inset-x-0 bottom-3 mx-auto rounded-full"
          aria-label={texts.chat.latest}
          title={texts.chat.latest}
          onClick={() => setFollowing(true)}
        >
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

/** Fetches the messages before the first one; what is being read stays where it is. */
function useEarlier({ session, state }: Chat, log: RefObject<HTMLDivElement | null>) {
  const [busy, setBusy] = useState(false);
  const fromEnd = useRef<number>(undefined);
  const first = state.messages[0]?.key;
  useLayoutEffect(() => {
    const box = log.current;
    if (box && fromEnd.current !== undefined) box.scrollTop = box.scrollHeight - fromEnd.current;
    fromEnd.current = undefined;
  }, [first, log]);
  const fetch = () => {
    const box = log.current;
    setBusy(true);
    void session
      .older(() => (fromEnd.current = box ? box.scrollHeight - box.scrollTop : undefined))
      .catch(() => undefined)
      .finally(() => setBusy(false));
  };
  return { busy, fetch };
}
