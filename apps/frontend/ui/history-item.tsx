import { useLayoutEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { fill, momentText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Conversation } from '../client/types.ts';
import { Icon } from './icons.tsx';

interface Props {
  readonly conversation: Conversation;
  readonly current: boolean;
  readonly onOpen: () => void;
  readonly onRename: (title: string) => void;
  readonly onRemove: () => void;
}

type Mode = 'show' | 'rename' | 'remove';

/** One conversation: open it, name it anew, or delete it after a question. */
export function HistoryItem({ conversation, current, onOpen, onRename, onRemove }: Props) {
  const texts = useTexts();
  const [mode, setMode] = useState<Mode>('show');
  const buttons = { rename: useRef<HTMLButtonElement>(null), remove: useRef<HTMLButtonElement>(null) };
  const before = useRef<Mode>('show');
  useLayoutEffect(() => {
    const was = before.current;
    before.current = mode;
    if (mode === 'show' && was !== 'show') buttons[was].current?.focus();
  });
  const { title, updated_at, match } = conversation;
  const show = () => setMode('show');
  if (mode === 'rename') {
    const rename = (wanted: string) => {
      show();
      if (wanted && wanted !== title) onRename(wanted);
    };
    return <Renaming title={title} onSave={rename} onClose={show} />;
  }
  if (mode === 'remove') return <Removing title={title} onRemove={onRemove} onClose={show} />;
  return (
    <li className="flex items-start rounded-xl hover:bg-raised">
      <button
        type="button"
        aria-current={current ? 'true' : undefined}
        className="group min-w-0 flex-1 rounded-xl px-3 py-2 text-start"
        onClick={onOpen}
      >
        <span className="block truncate font-semibold group-aria-[current]:text-accent" dir="auto">
          {title}
        </span>
        {match && (
          <span className="line-clamp-2 text-sm text-muted" dir="auto">
            {match}
          </span>
        )}
        <time dateTime={updated_at} className="block text-xs text-muted">
          {momentText(texts, updated_at)}
        </time>
      </button>
      <button
        ref={buttons.rename}
        type="button"
        className="icon-button mt-1"
        aria-label={fill(texts.chat.renameConversation, { title })}
        onClick={() => setMode('rename')}
      >
        <Icon name="pencil" className="size-4.5" />
      </button>
      <button
        ref={buttons.remove}
        type="button"
        className="icon-button mt-1 -ms-1"
        aria-label={fill(texts.chat.removeConversation, { title })}
        onClick={() => setMode('remove')}
      >
        <Icon name="trash" className="size-4.5" />
      </button>
    </li>
  );
}

interface RenamingProps {
  readonly title: string;
  readonly onSave: (title: string) => void;
  readonly onClose: () => void;
}

function Renaming({ title, onSave, onClose }: RenamingProps) {
  const texts = useTexts();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave(String(new FormData(event.currentTarget).get('title')).trim());
  };
  return (
    <li className="quiet rounded-2xl p-2 hover:bg-raised!">
      <form className="flex flex-wrap justify-end gap-2" onSubmit={save} onKeyDown={onEscape(onClose)}>
        <input
          name="title"
          className="field"
          aria-label={texts.chat.conversationTitle}
          defaultValue={title}
          maxLength={80}
          required
          autoFocus
          autoComplete="off"
          dir="auto"
        />
        <button type="button" className="button quiet min-h-10" onClick={onClose}>
          {texts.chat.cancel}
        </button>
        <button type="submit" className="button neon-fill min-h-10">
          {texts.chat.save}
        </button>
      </form>
    </li>
  );
}

interface RemovingProps {
  readonly title: string;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** The keyboard is on the choice that changes nothing. */
function Removing({ title, onRemove, onClose }: RemovingProps) {
  const texts = useTexts();
  const question = fill(texts.chat.removeQuestion, { title });
  return (
    <li className="quiet rounded-2xl p-3 hover:bg-raised!">
      <div role="group" aria-label={question} onKeyDown={onEscape(onClose)}>
        <p dir="auto">{question}</p>
        <div className="mt-2 flex justify-end gap-2">
          <button type="button" className="button quiet min-h-10" autoFocus onClick={onClose}>
            {texts.chat.keep}
          </button>
          <button type="button" className="button quiet min-h-10 text-danger" onClick={onRemove}>
            {texts.chat.remove}
          </button>
        </div>
      </div>
    </li>
  );
}

/** Escape leaves this one thing; without it, the whole dialog would close. */
function onEscape(leave: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    leave();
  };
}
