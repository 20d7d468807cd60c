import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';

interface Props {
  readonly text: string;
  readonly onSend: (text: string) => void;
  readonly onClose: () => void;
}

const maxCharacters = 4000;

/** One's own message in place, to be changed and sent again: Enter sends, Escape leaves it as it was. */
export function QuestionEditor({ text, onSend, onClose }: Props) {
  const texts = useTexts();
  const [draft, setDraft] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  const wanted = draft.trim();
  const sendable = wanted !== '' && wanted.length <= maxCharacters;
  const send = () => sendable && onSend(wanted);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="quiet ms-auto flex w-full max-w-[85%] flex-col gap-2 rounded-3xl p-3 hover:bg-raised!"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        className="field field-sizing-content max-h-60"
        dir="auto"
        rows={2}
        aria-label={texts.chat.editMessage}
        value={draft}
        maxLength={maxCharacters}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKey}
      />
      <div className="flex justify-end gap-2">
        <button type="button" className="button quiet min-h-10" onClick={onClose}>
          {texts.chat.cancel}
        </button>
        <button type="submit" className="button neon-fill min-h-10" disabled={!sendable}>
          {texts.chat.resend}
        </button>
      </div>
    </form>
  );
}
