import { useLayoutEffect, useRef, type FormEvent } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import type { TagCount, Task, TaskChange } from '../client/types.ts';
import { detailsOf, TaskDetails } from './task-details.tsx';

interface Props {
  readonly task: Task;
  readonly knownTags: readonly TagCount[];
  readonly onChange: (task: Task, change: TaskChange) => void;
  readonly onClose: () => void;
}

/** The row as a form; Enter saves, Escape leaves everything as it was. */
export function TaskEditor({ task, knownTags, onChange, onClose }: Props) {
  const texts = useTexts();
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => void row.current?.scrollIntoView({ block: 'nearest' }), []);
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title')).trim();
    if (!title) return;
    const change = changeOf(task, { title, ...detailsOf(event.currentTarget) });
    onClose();
    if (Object.keys(change).length > 0) onChange(task, change);
  };
  return (
    <li ref={row} className="quiet my-1 rounded-2xl p-3">
      <form
        onSubmit={save}
        className="flex flex-col gap-2.5"
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      >
        <input
          name="title"
          className="field"
          aria-label={texts.tasks.title}
          defaultValue={task.title}
          maxLength={200}
          required
          autoFocus
          autoComplete="off"
          dir="auto"
        />
        <TaskDetails task={task} knownTags={knownTags} />
        <div className="flex justify-end gap-2">
          <button type="button" className="button quiet min-h-10" onClick={onClose}>
            {texts.tasks.cancel}
          </button>
          <button type="submit" className="button neon-fill min-h-10">
            {texts.tasks.save}
          </button>
        </div>
      </form>
    </li>
  );
}

/** Only what is different: what another tab or the chat has changed meanwhile stays. */
function changeOf(task: Task, fields: TaskChange): TaskChange {
  const before: Readonly<Record<string, unknown>> = { ...task };
  const differs = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(before[name]);
  return Object.fromEntries(Object.entries(fields).filter(differs));
}
