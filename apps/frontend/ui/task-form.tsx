import { useRef, useState, type FormEvent } from 'react';
import { newIdempotencyKey } from '../client/request.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { TagCount, TaskDraft } from '../client/types.ts';
import { useEarlyText } from '../client/use-browser.ts';
import { Icon } from './icons.tsx';
import { detailsOf, TaskDetails } from './task-details.tsx';

interface Props {
  readonly online: boolean;
  readonly knownTags: readonly TagCount[];
  readonly onDetails: () => void;
  readonly onAdd: (draft: TaskDraft, key: string) => Promise<boolean>;
}

/** Adds a task: a title, and on demand everything else that a task can have. */
export function TaskForm({ online, knownTags, onDetails, onAdd }: Props) {
  const texts = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState('');
  useEarlyText(field, setTitle);
  const [detailed, setDetailed] = useState(false);
  const [round, setRound] = useState(0);
  // The same draft sent again is the same request: should the first one have arrived after all, it is not done twice.
  const attempt = useRef({ draft: '', key: '' });

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!title.trim() || !online) return;
    const draft = { title: title.trim(), ...detailsOf(event.currentTarget) };
    const text = JSON.stringify(draft);
    if (attempt.current.draft !== text) attempt.current = { draft: text, key: newIdempotencyKey() };
    const { key } = attempt.current;
    // The field is free at once for the next title; one that could not be added comes back, unless there is another.
    setTitle('');
    if (!(await onAdd(draft, key))) {
      setTitle((now) => now || draft.title);
      return;
    }
    if (attempt.current.key === key) attempt.current = { draft: '', key: '' };
    setRound((count) => count + 1);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-2.5 px-4 pb-3">
      <div className="flex gap-1.5">
        <input
          ref={field}
          className="field min-w-0 flex-1"
          aria-label={texts.tasks.field}
          placeholder={texts.tasks.placeholder}
          value={title}
          maxLength={200}
          autoComplete="off"
          dir="auto"
          onChange={(event) => setTitle(event.target.value)}
        />
        <button
          type="button"
          className={`icon-button size-11 ${detailed ? 'text-accent' : ''}`}
          aria-label={texts.tasks.details}
          title={texts.tasks.details}
          aria-expanded={detailed}
          onClick={() => {
            onDetails();
            setDetailed(!detailed);
          }}
        >
          <Icon name="note" />
        </button>
        <button type="submit" className="button neon-fill px-4" disabled={!title.trim() || !online}>
          {texts.tasks.add}
        </button>
      </div>
      {detailed && <TaskDetails key={round} knownTags={knownTags} />}
    </form>
  );
}
