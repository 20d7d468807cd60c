import { useRef, useState } from 'react';
import { doneTasks, openTasks } from '../client/task-order.ts';
import { countText, fill } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Task } from '../client/types.ts';
import type { TaskList } from '../client/use-tasks.ts';
import { Icon } from './icons.tsx';
import { panelProps } from './panel-tabs.tsx';
import { TaskForm } from './task-form.tsx';
import { TaskRow } from './task-row.tsx';

interface Props {
  readonly list: TaskList;
  readonly openCount: number;
  readonly tabbed: boolean;
  readonly visible: boolean;
}

export function TaskPanel({ list, openCount, tabbed, visible }: Props) {
  const texts = useTexts();
  const [removed, setRemoved] = useState<Task>();
  const heading = useRef<HTMLHeadingElement>(null);

  const remove = async (task: Task) => {
    // The row that had the focus goes away; the heading is where the list begins.
    heading.current?.focus();
    setRemoved(undefined);
    if (await list.remove(task)) setRemoved(task);
  };
  const restore = async (task: Task) => {
    setRemoved(undefined);
    heading.current?.focus();
    await list.restore(task);
  };
  return (
    <section
      {...panelProps('tasks', tabbed, texts.tasks.name)}
      hidden={!visible}
      className="glass flex min-h-0 min-w-0 flex-col overflow-hidden rounded-3xl [&[hidden]]:hidden"
    >
      <div className="flex items-center justify-between px-5 pt-5 pb-3">
        <h2 ref={heading} tabIndex={-1} className="rounded text-lg font-extrabold tracking-tight outline-none">
          {texts.tasks.name}
        </h2>
        {list.status === 'ready' && (
          <span className="chip text-muted">{countText(texts, texts.tasks.open, openCount)}</span>
        )}
      </div>
      <TaskForm onAdd={list.add} />
      {list.error && list.status === 'ready' && (
        <Bar role="alert" tone="text-danger" text={list.error} onDismiss={list.dismissError} />
      )}
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-4">
        <Tasks list={list} onRemove={(task) => void remove(task)} />
      </div>
      {removed && (
        <Bar
          role="status"
          tone=""
          text={fill(texts.tasks.removed, { title: removed.title })}
          onDismiss={() => setRemoved(undefined)}
        >
          <button
            type="button"
            className="rounded px-1 font-bold text-accent underline"
            onClick={() => void restore(removed)}
          >
            {texts.tasks.undo}
          </button>
        </Bar>
      )}
    </section>
  );
}

function Tasks({ list, onRemove }: { readonly list: TaskList; readonly onRemove: (task: Task) => void }) {
  const texts = useTexts();
  if (list.status === 'loading') return <Loading />;
  if (list.status === 'failed') return <Failed error={list.error} onRetry={() => void list.reload()} />;
  const open = openTasks(list.tasks);
  const done = doneTasks(list.tasks);
  const row = (task: Task) => <TaskRow key={task.id} task={task} onChange={list.change} onRemove={onRemove} />;
  return (
    <>
      {open.length === 0 && <Empty done={done.length > 0} />}
      <ul className="space-y-1">{open.map(row)}</ul>
      {done.length > 0 && (
        <details className="group mt-3" open>
          <summary className="flex list-none items-center gap-2 rounded-xl px-2 py-2 text-sm font-bold text-muted">
            <Icon
              name="chevron"
              className="size-4.5 -rotate-90 transition-transform group-open:rotate-0 rtl:rotate-90"
            />
            {texts.tasks.done} ({done.length})
          </summary>
          <ul className="space-y-1">{done.map(row)}</ul>
        </details>
      )}
    </>
  );
}

function Empty({ done }: { readonly done: boolean }) {
  const texts = useTexts();
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-10 text-center">
      <span className="quiet grid size-14 place-items-center rounded-full text-accent">
        <Icon name="check" className="size-7" />
      </span>
      <p className="font-bold">{done ? texts.tasks.allDone : texts.tasks.empty}</p>
      {!done && <p className="max-w-64 text-sm text-pretty text-muted">{texts.tasks.emptyText}</p>}
    </div>
  );
}

function Loading() {
  const texts = useTexts();
  return (
    <div role="status" className="space-y-3 p-2">
      <span className="sr-only">{texts.tasks.loading}</span>
      <span className="shimmer block h-11" />
      <span className="shimmer block h-11" />
      <span className="shimmer block h-11" />
    </div>
  );
}

function Failed({ error, onRetry }: { readonly error: string | undefined; readonly onRetry: () => void }) {
  const texts = useTexts();
  return (
    <div role="alert" className="flex flex-col items-center gap-4 px-4 py-10 text-center">
      <Icon name="warning" className="size-8 text-danger" />
      <p>{error}</p>
      <button type="button" className="button quiet" onClick={onRetry}>
        <Icon name="retry" className="size-4.5" />
        {texts.tasks.retry}
      </button>
    </div>
  );
}

interface BarProps {
  readonly role: 'alert' | 'status';
  readonly tone: string;
  readonly text: string;
  readonly onDismiss: () => void;
  readonly children?: React.ReactNode;
}

function Bar({ role, tone, text, onDismiss, children }: BarProps) {
  const texts = useTexts();
  return (
    <div role={role} className="quiet mx-4 mb-3 flex items-center gap-2 rounded-2xl py-1.5 ps-4 pe-1.5 text-sm">
      <p className={`min-w-0 flex-1 font-semibold ${tone}`}>{text}</p>
      {children}
      <button type="button" className="icon-button size-9" aria-label={texts.dismiss} onClick={onDismiss}>
        <Icon name="cross" className="size-4" />
      </button>
    </div>
  );
}
