import { useLayoutEffect, useRef, type FormEvent, type KeyboardEvent } from 'react';
import { fill, numberText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { useEarlyText } from '../client/use-browser.ts';
import { Icon } from './icons.tsx';

interface Props {
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  readonly streaming: boolean;
  readonly disabled: boolean;
  readonly onSend: (text: string) => void;
  readonly onStop: () => void;
}

/** The backend takes messages of this many characters. */
const maxCharacters = 4000;

/** The message field: Enter sends, Shift+Enter breaks the line, Escape stops the answer. */
export function Composer({ draft, onDraft, streaming, disabled, onSend, onStop }: Props) {
  const texts = useTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  useEarlyText(field, onDraft);
  const text = draft.trim();
  const tooLong = text.length > maxCharacters;
  const sendable = text !== '' && !tooLong && !streaming && !disabled;

  // `field-sizing: content` does this by itself where the browser has it.
  useLayoutEffect(() => {
    const box = field.current;
    if (!box || CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [draft]);

  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!sendable) return;
    onSend(text);
    onDraft('');
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && streaming) onStop();
    // While an input method composes, Enter chooses a character.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form onSubmit={send} className="px-3 pb-3 phone:px-6 phone:pb-5">
      <div className="mx-auto flex max-w-3xl items-end gap-2 rounded-3xl border border-(--field-line) bg-raised p-1.5 focus-within:border-accent focus-within:outline-2 focus-within:outline-accent">
        <textarea
          ref={field}
          id="message"
          rows={1}
          value={draft}
          aria-label={texts.chat.field}
          aria-describedby="message-hint"
          aria-invalid={tooLong}
          placeholder={texts.chat.placeholder}
          dir="auto"
          className="field-sizing-content max-h-40 min-h-11 min-w-0 flex-1 resize-none bg-transparent px-3.5 py-2.5 outline-none placeholder:text-muted"
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onKey}
        />
        {streaming ? (
          <button type="button" className="button quiet rounded-full px-4" onClick={onStop}>
            <Icon name="stop" className="size-4.5 text-danger" />
            {texts.chat.stop}
          </button>
        ) : (
          <button
            type="submit"
            className="button neon-fill w-11 rounded-full px-0"
            aria-label={texts.chat.send}
            title={texts.chat.send}
            disabled={!sendable}
          >
            <Icon name="send" />
          </button>
        )}
      </div>
      <p
        id="message-hint"
        className={`px-4 pt-2 text-center text-xs ${tooLong ? 'text-danger' : 'text-muted max-phone:sr-only'}`}
      >
        {tooLong ? fill(texts.chat.tooLong, { max: numberText(texts, maxCharacters) }) : texts.chat.keys}
      </p>
    </form>
  );
}
