import { useRef, useState, type FormEvent } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Priority, TaskDraft } from '../client/types.ts';
import { Icon } from './icons.tsx';
import { TaskDetails } from './task-details.tsx';

/** Adds a task: a title, and on demand a due date and a priority. */
export function TaskForm({ onAdd }: { readonly onAdd: (draft: TaskDraft) => Promise<boolean> }) {
  const texts = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const [title, setTitle] = useState('');
  const [detailed, setDetailed] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!title.trim() || busy) return;
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    const added = await onAdd({
      title: title.trim(),
      due_date: String(fields.get('due_date') ?? '') || undefined,
      priority: (fields.get('priority') as Priority | null) ?? undefined,
    });
    setBusy(false);
    if (!added) return;
    setTitle('');
    form.current?.reset();
  };
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} className="flex flex-col gap-2.5 px-4 pb-4">
      <div className="flex gap-1.5">
        <input
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
          onClick={() => setDetailed(!detailed)}
        >
          <Icon name="sliders" />
        </button>
        <button type="submit" className="button neon-fill px-4" disabled={!title.trim() || busy}>
          {texts.tasks.add}
        </button>
      </div>
      {detailed && <TaskDetails />}
    </form>
  );
}
