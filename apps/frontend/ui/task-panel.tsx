import { useCallback, useEffect, useRef, useState } from 'react';
import { failureText } from '../client/failure.ts';
import { ApiError } from '../client/request.ts';
import { countText, fill } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Task, TaskChange, TaskDraft } from '../client/types.ts';
import { useOnline } from '../client/use-browser.ts';
import type { TaskList } from '../client/use-tasks.ts';
import { panelProps } from './panel-tabs.tsx';
import { TaskBar } from './task-bar.tsx';
import { TaskFilterBar } from './task-filter.tsx';
import { TaskForm } from './task-form.tsx';
import { TaskRow } from './task-row.tsx';
import { TaskRows } from './task-rows.tsx';

interface Props {
  readonly list: TaskList;
  readonly openCount: number;
  readonly tabbed: boolean;
  readonly visible: boolean;
}

export function TaskPanel({ list, openCount, tabbed, visible }: Props) {
  const texts = useTexts();
  const words = texts.tasks;
  const online = useOnline();
  const heading = useRef<HTMLHeadingElement>(null);
  const [removed, setRemoved] = useState<Task>();
  const { said, say } = useAnnouncements(list);
  const { add, change, remove, restore, setFilter, wantTags } = list;

  const addTask = async (draft: TaskDraft, key: string) => {
    const added = await add(draft, key);
    if (added) say(fill(words.added, { title: draft.title }));
    return added;
  };
  const changeTask = useCallback(
    async (task: Task, fields: TaskChange) => {
      const done = await change(task, fields);
      const text = fields.done === undefined ? words.saved : fields.done ? words.ticked : words.unticked;
      if (done) say(fill(text, { title: fields.title ?? task.title }));
    },
    [change, say, words],
  );
  const removeTask = useCallback(
    async (task: Task, row: Element | null) => {
      // The row that had the focus goes away; the next one takes it over, or the heading where the list begins.
      const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
      (neighbour?.querySelector<HTMLElement>('input[type=checkbox]') ?? heading.current)?.focus();
      setRemoved(undefined);
      if (await remove(task)) setRemoved(task);
    },
    [remove],
  );
  const bringBack = async (task: Task) => {
    setRemoved(undefined);
    heading.current?.focus();
    if (await restore(task)) say(fill(words.restored, { title: task.title }));
  };
  const onTag = useCallback(
    (tag: string) => {
      wantTags();
      setFilter({ tag });
    },
    [setFilter, wantTags],
  );
  return (
    <section
      {...panelProps('tasks', tabbed, words.name)}
      hidden={!visible}
      className="glass flex min-h-0 min-w-0 flex-col overflow-hidden rounded-3xl [&[hidden]]:hidden"
    >
      <p role="status" className="sr-only">
        {said}
      </p>
      <div className="flex items-center justify-between px-5 pt-5 pb-1.5">
        <h2 ref={heading} tabIndex={-1} className="rounded text-lg font-extrabold tracking-tight outline-none">
          {words.name}
        </h2>
        {list.status === 'ready' && <span className="chip text-muted">{countText(texts, words.open, openCount)}</span>}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pt-1.5 pb-4">
        <TaskForm online={online} knownTags={list.tags} onDetails={wantTags} onAdd={addTask} />
        <TaskFilterBar list={list} />
        {list.error !== undefined && list.status === 'ready' && (
          <TaskBar role="alert" text={taskFailure(texts, list.error)} onDismiss={list.dismissError} />
        )}
        <div className="px-3">
          <TaskRows
            list={list}
            row={(task) => (
              <TaskRow
                key={task.id}
                task={task}
                knownTags={list.tags}
                onChange={changeTask}
                onRemove={removeTask}
                onTag={onTag}
                onEdit={wantTags}
              />
            )}
          />
        </div>
      </div>
      {removed && (
        <TaskBar
          role="status"
          text={fill(words.removed, { title: removed.title })}
          onDismiss={() => setRemoved(undefined)}
        >
          <button
            type="button"
            className="rounded px-1 py-2 font-bold text-accent underline"
            onClick={() => void bringBack(removed)}
          >
            {words.undo}
          </button>
        </TaskBar>
      )}
    </section>
  );
}

function taskFailure(texts: ReturnType<typeof useTexts>, error: unknown): string {
  if (error instanceof ApiError && error.status === 404) return texts.tasks.gone;
  return failureText(texts, error);
}

/** What a screen reader is told: what was done, and how many tasks a new filter lets through. */
function useAnnouncements({ filter, busy, status, total }: TaskList) {
  const texts = useTexts();
  const [said, say] = useState('');
  const announced = useRef(filter);
  useEffect(() => {
    if (busy || status !== 'ready' || announced.current === filter) return;
    announced.current = filter;
    say(total === 0 ? texts.tasks.noMatch : countText(texts, texts.tasks.found, total));
  }, [filter, busy, status, total, texts]);
  return { said, say };
}
