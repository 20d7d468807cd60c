import { memo, useEffect, useRef, useState, type FormEvent } from 'react';
import { describeDueDate } from '../client/due-date.ts';
import { fill } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Priority, Task, TaskChange } from '../client/types.ts';
import { Icon } from './icons.tsx';
import { TaskDetails } from './task-details.tsx';

interface Props {
  readonly task: Task;
  readonly onChange: (task: Task, change: TaskChange) => Promise<boolean>;
  readonly onRemove: (task: Task) => void;
}

export const TaskRow = memo(function TaskRow({ task, onChange, onRemove }: Props) {
  const texts = useTexts();
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) pencil.current?.focus();
    wasEditing.current = editing;
  }, [editing]);

  if (editing) return <Editor task={task} onChange={onChange} onClose={() => setEditing(false)} />;
  return (
    <li className="grid animate-rise grid-cols-[auto_1fr_auto] items-start rounded-2xl py-1 ps-2.5 pe-1 hover:bg-raised">
      <input
        type="checkbox"
        className="tick mt-2"
        checked={task.done}
        aria-label={fill(texts.tasks.tick, { title: task.title })}
        onChange={() => void onChange(task, { done: !task.done })}
      />
      <p
        dir="auto"
        className={`min-w-0 px-3 py-2 leading-snug ${task.done ? 'text-muted line-through' : 'font-semibold'}`}
      >
        {task.title}
      </p>
      <div className="flex">
        <button
          ref={pencil}
          type="button"
          className="icon-button"
          aria-label={fill(texts.tasks.edit, { title: task.title })}
          onClick={() => setEditing(true)}
        >
          <Icon name="pencil" className="size-4.5" />
        </button>
        <button
          type="button"
          className="icon-button -ms-1"
          aria-label={fill(texts.tasks.remove, { title: task.title })}
          onClick={() => onRemove(task)}
        >
          <Icon name="trash" className="size-4.5" />
        </button>
      </div>
      <Marks task={task} />
    </li>
  );
});

const urgencyTone = { overdue: 'text-danger', today: 'text-warn', later: 'text-muted' };

function Marks({ task }: { readonly task: Task }) {
  const texts = useTexts();
  const due = task.due_date ? describeDueDate(texts, task.due_date) : undefined;
  const tone = due && !task.done ? urgencyTone[due.urgency] : 'text-muted';
  if (!due && task.priority === 'normal') return null;
  return (
    <div className="col-span-2 col-start-2 flex flex-wrap gap-1.5 ps-3 pb-2">
      {due && (
        <span className={`chip ${tone}`} title={texts.tasks.due}>
          <Icon name="calendar" className="size-3.5" />
          {!task.done && due.urgency === 'overdue' && <span className="sr-only">{texts.tasks.overdue}</span>}
          <time dateTime={task.due_date ?? undefined}>{due.text}</time>
        </span>
      )}
      {task.priority !== 'normal' && (
        <span
          className={`chip ${task.priority === 'high' && !task.done ? 'text-danger' : 'text-muted'}`}
          title={texts.tasks.priority}
        >
          <Icon name={task.priority === 'high' ? 'flag' : 'down'} className="size-3.5" />
          <span className="sr-only">{texts.tasks.priority}</span> {texts.tasks.priorities[task.priority]}
        </span>
      )}
    </div>
  );
}

interface EditorProps extends Pick<Props, 'task' | 'onChange'> {
  readonly onClose: () => void;
}

/** The row as a form; Enter saves, Escape leaves everything as it was. */
function Editor({ task, onChange, onClose }: EditorProps) {
  const texts = useTexts();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const title = String(fields.get('title')).trim();
    if (!title) return;
    const due_date = String(fields.get('due_date')) || null;
    const priority = fields.get('priority') as Priority;
    onClose();
    if (title === task.title && due_date === task.due_date && priority === task.priority) return;
    void onChange(task, { title, due_date, priority });
  };
  return (
    <li className="quiet rounded-2xl p-3">
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
        <TaskDetails task={task} />
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
