import { memo, useLayoutEffect, useRef, useState } from 'react';
import { describeDueDate } from '../client/due-date.ts';
import { isProvisional } from '../client/provisional-task.ts';
import { fill } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { TagCount, Task, TaskChange } from '../client/types.ts';
import { Icon } from './icons.tsx';
import { TaskEditor } from './task-editor.tsx';

interface Props {
  readonly task: Task;
  readonly knownTags: readonly TagCount[];
  readonly onChange: (task: Task, change: TaskChange) => void;
  readonly onRemove: (task: Task, row: Element | null) => void;
  readonly onTag: (tag: string) => void;
  readonly onEdit: () => void;
}

export const TaskRow = memo(function TaskRow({ task, knownTags, onChange, onRemove, onTag, onEdit }: Props) {
  const texts = useTexts();
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useLayoutEffect(() => {
    if (wasEditing.current && !editing) pencil.current?.focus();
    wasEditing.current = editing;
  }, [editing]);

  if (editing) {
    return <TaskEditor task={task} knownTags={knownTags} onChange={onChange} onClose={() => setEditing(false)} />;
  }
  const waiting = isProvisional(task);
  return (
    <li
      aria-busy={waiting}
      className={`grid animate-rise grid-cols-[auto_1fr_auto] items-start rounded-2xl py-1 ps-2.5 pe-1 hover:bg-raised ${waiting ? 'opacity-70' : ''}`}
    >
      <input
        type="checkbox"
        className="tick mt-2"
        checked={task.done}
        disabled={waiting}
        aria-label={fill(texts.tasks.tick, { title: task.title })}
        onChange={() => onChange(task, { done: !task.done })}
      />
      <div className="min-w-0 px-3 py-2">
        <p dir="auto" className={`leading-snug ${task.done ? 'text-muted line-through' : 'font-semibold'}`}>
          {task.title}
        </p>
        {task.notes && (
          <p dir="auto" className="mt-1 line-clamp-3 text-sm whitespace-pre-line text-muted">
            {task.notes}
          </p>
        )}
      </div>
      <div className="flex">
        <button
          ref={pencil}
          type="button"
          className="icon-button"
          disabled={waiting}
          aria-label={fill(texts.tasks.edit, { title: task.title })}
          onClick={() => {
            onEdit();
            setEditing(true);
          }}
        >
          <Icon name="pencil" className="size-4.5" />
        </button>
        <button
          type="button"
          className="icon-button -ms-1"
          disabled={waiting}
          aria-label={fill(texts.tasks.remove, { title: task.title })}
          onClick={(event) => onRemove(task, event.currentTarget.closest('li'))}
        >
          <Icon name="trash" className="size-4.5" />
        </button>
      </div>
      <Marks task={task} onTag={onTag} />
    </li>
  );
});

const urgencyTone = { overdue: 'text-danger', today: 'text-warn', later: 'text-muted' };

function Marks({ task, onTag }: Pick<Props, 'task' | 'onTag'>) {
  const texts = useTexts();
  const due = task.due_date ? describeDueDate(texts, task.due_date) : undefined;
  const tone = due && !task.done ? urgencyTone[due.urgency] : 'text-muted';
  if (!due && task.priority === 'normal' && task.tags.length === 0) return null;
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
      {task.tags.map((tag) => (
        <button
          key={tag}
          type="button"
          className="chip max-w-full text-accent hover:bg-(--raised-hover)"
          aria-label={fill(texts.tasks.onlyTag, { tag })}
          onClick={() => onTag(tag)}
        >
          <span aria-hidden="true">#</span>
          <bdi className="truncate">{tag}</bdi>
        </button>
      ))}
    </div>
  );
}
