import type { Chat } from '../client/use-chat.ts';
import type { Opening } from '../client/use-opening.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Composer } from './composer.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { Icon } from './icons.tsx';
import { MessageLog } from './message-log.tsx';
import { panelProps } from './panel-tabs.tsx';

interface Props {
  readonly chat: Chat;
  readonly opening: Opening;
  readonly online: boolean;
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  readonly onReopen: () => void;
  readonly tabbed: boolean;
  readonly visible: boolean;
}

export function ChatPanel({ chat, opening, online, draft, onDraft, onReopen, tabbed, visible }: Props) {
  const texts = useTexts();
  const last = chat.state.messages.at(-1);
  const empty = opening === 'done' && !last;
  return (
    <section
      {...panelProps('chat', tabbed, texts.chat.name)}
      hidden={!visible}
      className="glass relative flex min-h-0 min-w-0 flex-col overflow-hidden rounded-3xl [&[hidden]]:hidden"
    >
      <p role="status" className="sr-only">
        {chat.streaming ? texts.chat.answering : last?.state === 'complete' ? texts.chat.answered : ''}
      </p>
      <MessageLog
        chat={chat}
        online={online}
        before={
          opening === 'done' ? undefined : opening === 'busy' ? (
            <Loading />
          ) : (
            <Failed gone={opening === 'gone'} onRetry={onReopen} />
          )
        }
        empty={empty ? <EmptyChat disabled={!online} onPick={(text) => chat.session.send(text)} /> : undefined}
      />
      <p role="status" className="chip mx-auto mb-2 px-4 text-warn empty:hidden">
        {chat.state.reconnecting && (
          <>
            <Icon name="cloudOff" className="size-4" /> {texts.chat.reconnecting}
          </>
        )}
      </p>
      <Composer
        draft={draft}
        onDraft={onDraft}
        streaming={chat.streaming}
        disabled={!online || opening !== 'done'}
        onSend={(text) => chat.session.send(text)}
        onStop={() => chat.session.stop()}
      />
    </section>
  );
}

function Loading() {
  const texts = useTexts();
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">{texts.chat.loading}</span>
      <span className="shimmer h-11 w-2/5 self-end" />
      <span className="shimmer h-20 w-3/5" />
      <span className="shimmer h-11 w-1/3 self-end" />
      <span className="shimmer h-14 w-1/2" />
    </div>
  );
}

function Failed({ gone, onRetry }: { readonly gone: boolean; readonly onRetry: () => void }) {
  const texts = useTexts();
  return (
    <div role="alert" className="m-auto flex flex-col items-center gap-4 text-center">
      <Icon name="warning" className="size-8 text-danger" />
      <p className="max-w-80">{gone ? texts.chat.gone : texts.errors.unavailable}</p>
      <button type="button" className="button quiet" onClick={onRetry}>
        <Icon name="retry" className="size-4.5" />
        {texts.chat.retry}
      </button>
    </div>
  );
}
