import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Message } from '../client/conversation.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';
import { MessageItem } from './message-item.tsx';

interface Props {
  readonly messages: readonly Message[];
  /** Shown instead of messages while there are none to show yet. */
  readonly before: ReactNode;
  readonly empty: ReactNode;
  readonly onRetry: (() => void) | undefined;
}

const nearPixels = 96;

/** The messages; follows the answer as it grows unless the reader has scrolled away. */
export function MessageLog({ messages, before, empty, onRetry }: Props) {
  const texts = useTexts();
  const log = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const toEnd = () => log.current?.scrollTo({ top: log.current.scrollHeight });
  const asked = messages.filter((message) => message.role === 'user').length;

  // A new question is always worth seeing.
  useEffect(() => setFollowing(true), [asked]);
  useLayoutEffect(() => {
    if (following) toEnd();
  }, [messages, following]);

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
          {before ??
            empty ??
            messages.map((message) => <MessageItem key={message.id} message={message} onRetry={onRetry} />)}
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
