import { useEffect, useRef, type ReactNode } from 'react';
import { failureText } from '../client/failure.ts';
import { fill, numberText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Task } from '../client/types.ts';
import type { TaskList } from '../client/use-tasks.ts';
import { AllDone, FailedTasks, LoadingTasks, NoTasks } from './task-states.tsx';

interface Props {
  readonly list: TaskList;
  readonly row: (task: Task) => ReactNode;
}

/** The tasks themselves, or what is to be said while there are none; more of them come as the reader scrolls. */
export function TaskRows({ list, row }: Props) {
  const texts = useTexts();
  if (list.status === 'loading') return <LoadingTasks />;
  if (list.status === 'failed') {
    return <FailedTasks error={failureText(texts, list.error)} onRetry={() => void list.reload()} />;
  }
  const { tasks, filter, openCount } = list;
  const allDone = filter.state === 'open' && openCount === 0 && tasks.length > 0 && tasks.every(({ done }) => done);
  return (
    <div aria-busy={list.busy}>
      {tasks.length === 0 && !list.busy && <NoTasks filter={filter} onClear={list.clearFilter} />}
      {allDone && <AllDone />}
      <ul className="space-y-1">{tasks.map(row)}</ul>
      {list.rest !== 'none' && tasks.length > 0 && <More list={list} />}
    </div>
  );
}

function More({ list }: { readonly list: TaskList }) {
  const texts = useTexts();
  const end = useRef<HTMLDivElement>(null);
  const { rest, loadMore } = list;
  useEffect(() => {
    // After a failure only the button asks again, or a lost connection would be asked without end.
    if (rest !== 'ready' || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void loadMore(), {
      rootMargin: '200px',
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [rest, loadMore]);
  const counts = { shown: numberText(texts, list.tasks.length), total: numberText(texts, list.total) };
  return (
    <div ref={end} className="flex items-center justify-between gap-3 px-3 pt-3 text-sm text-muted">
      <span>{fill(texts.tasks.shown, counts)}</span>
      <button
        type="button"
        className="button quiet min-h-10 px-3.5 text-ink"
        aria-disabled={rest === 'busy'}
        onClick={() => void loadMore()}
      >
        {rest === 'busy' ? texts.tasks.loadingMore : texts.tasks.more}
      </button>
    </div>
  );
}
