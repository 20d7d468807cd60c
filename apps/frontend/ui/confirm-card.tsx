import { useId, useLayoutEffect, useRef } from 'react';
import { failureOf } from '../client/answer-failure.ts';
import type { Message } from '../client/conversation.ts';
import { countText, type Texts } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';

interface Props {
  readonly message: Message;
  readonly disabled: boolean;
  readonly onDecide: (approve: boolean) => void;
}

/** Asks before something is deleted: names each task, and the keyboard is on the choice that changes nothing. */
export function ConfirmCard({ message, disabled, onDecide }: Props) {
  const texts = useTexts();
  const id = useId();
  const safe = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => safe.current?.focus(), []);
  const tasks = message.tasks ?? [];
  const words = wordsFor(texts, tasks.length);
  const decide = (approve: boolean) => {
    onDecide(approve);
    // The buttons go away, and what is written next goes here.
    document.getElementById('message')?.focus();
  };
  return (
    <section
      role="group"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-tasks`}
      className="quiet flex w-full max-w-lg flex-col gap-3 rounded-3xl p-4 hover:bg-raised!"
    >
      <h3 id={`${id}-title`} className="flex items-center gap-2.5 font-bold">
        <Icon name="warning" className="size-5 text-warn" />
        {words.title}
      </h3>
      <ul id={`${id}-tasks`} tabIndex={0} className="max-h-60 list-disc space-y-1 overflow-y-auto rounded ps-6">
        {tasks.map((task) => (
          <li key={task.id} dir="auto">
            {task.title}
          </li>
        ))}
      </ul>
      <p className="text-sm text-muted">{texts.chat.confirmText}</p>
      {message.failure && (
        <p role="alert" className="text-sm font-semibold text-danger">
          {failureOf(texts, message.failure)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <button ref={safe} type="button" className="button quiet" disabled={disabled} onClick={() => decide(false)}>
          {words.no}
        </button>
        <button type="button" className="button quiet text-danger" disabled={disabled} onClick={() => decide(true)}>
          <Icon name="trash" className="size-4.5" />
          {words.yes}
        </button>
      </div>
    </section>
  );
}

// None of the tasks that a model names may be there.
function wordsFor(texts: Texts, count: number): { readonly title: string; readonly yes: string; readonly no: string } {
  const { confirm, confirmYes, confirmNo, confirmUnknown } = texts.chat;
  if (count === 0) return confirmUnknown;
  const [title, yes, no] = [confirm, confirmYes, confirmNo].map((text) => countText(texts, text, count));
  return { title: title!, yes: yes!, no: no! };
}
