import { useEffect, useRef, useState } from 'react';
import type { ConversationList, ConversationListState } from '../client/conversation-list.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { HistoryItem } from './history-item.tsx';
import { Icon } from './icons.tsx';

interface Props {
  readonly list: ConversationList;
  readonly state: ConversationListState;
  readonly current: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
  readonly onRemoved: (id: string) => void;
  readonly onClose: () => void;
}

const pauseBeforeSearchMs = 250;

/** The conversations in a dialog at the side: Escape closes it, and the focus goes back to where it was. */
export function HistoryPanel({ list, state, current, onOpen, onRemoved, onClose }: Props) {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    void list.reload().catch(() => undefined);
    return () => void list.search('');
  }, [list]);
  useEffect(() => {
    const timer = setTimeout(() => void list.search(query.trim()), pauseBeforeSearchMs);
    return () => clearTimeout(timer);
  }, [list, query]);

  const open = (id: string | undefined) => {
    dialog.current?.close();
    onOpen(id);
  };
  const attempt = (work: Promise<void>) => {
    setFailed(false);
    work.catch(() => setFailed(true));
  };
  const remove = (id: string) => {
    attempt(list.remove(id).then(() => onRemoved(id)));
    dialog.current?.querySelector<HTMLElement>('input[type=search]')?.focus();
  };
  return (
    <dialog
      ref={dialog}
      aria-label={texts.chat.history}
      className="floating m-0 me-auto flex h-dvh max-h-none w-[26rem] max-w-[calc(100vw-2rem)] flex-col gap-3 rounded-e-3xl p-4 text-ink backdrop:bg-black/45 not-open:hidden"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="flex items-center justify-between">
        <h2 className="text-lg font-extrabold tracking-tight">{texts.chat.history}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={texts.chat.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="cross" />
        </button>
      </div>
      <button type="button" className="button neon-fill" onClick={() => open(undefined)}>
        <Icon name="plus" className="size-4.5" />
        {texts.chat.newChat}
      </button>
      <input
        type="search"
        className="field"
        aria-label={texts.chat.search}
        placeholder={texts.chat.search}
        value={query}
        maxLength={200}
        dir="auto"
        onChange={(event) => setQuery(event.target.value)}
      />
      <p role="alert" className="text-sm font-semibold text-danger empty:hidden">
        {failed && texts.errors.unavailable}
      </p>
      <div className="-mx-2 min-h-0 flex-1 overflow-y-auto overscroll-contain px-2">
        <ul className="space-y-1">
          {state.items.map((item) => (
            <HistoryItem
              key={item.id}
              conversation={item}
              current={item.id === current}
              onOpen={() => open(item.id)}
              onRename={(title) => attempt(list.rename(item.id, title))}
              onRemove={() => remove(item.id)}
            />
          ))}
        </ul>
        <Foot list={list} state={state} />
      </div>
    </dialog>
  );
}

/** The end of the list: the next page comes when it is scrolled to, or says why there is nothing. */
function Foot({ list, state }: Pick<Props, 'list' | 'state'>) {
  const texts = useTexts();
  const end = useRef<HTMLButtonElement>(null);
  const { status, items, next, query, fetchingMore } = state;
  useEffect(() => {
    if (!end.current || fetchingMore || status === 'failed') return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && void list.more());
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [list, next, fetchingMore, status]);
  const empty = query ? texts.chat.noMatch : texts.chat.noHistory;
  return (
    <>
      <p role="status" className="p-3 text-muted empty:hidden">
        {status === 'failed' && texts.chat.historyFailed}
        {status === 'ready' && items.length === 0 && empty}
      </p>
      {status === 'failed' && (
        <button
          type="button"
          className="button quiet mx-3"
          onClick={() => void (next ? list.more() : list.reload().catch(() => undefined))}
        >
          <Icon name="retry" className="size-4.5" />
          {texts.chat.retry}
        </button>
      )}
      {next !== null && status !== 'failed' && (
        <button
          ref={end}
          type="button"
          className="button quiet my-2 w-full"
          disabled={fetchingMore}
          onClick={() => void list.more()}
        >
          {texts.chat.more}
        </button>
      )}
    </>
  );
}
