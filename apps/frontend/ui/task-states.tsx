import type { ReactNode } from 'react';
import { narrowings, type TaskFilter } from '../client/task-query.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';

/** What stands where tasks would be, when there are none to see. */
export function NoTasks({ filter, onClear }: { readonly filter: TaskFilter; readonly onClear: () => void }) {
  const { tasks: words } = useTexts();
  if (narrowings(filter) > 0) {
    return (
      <State icon="search" title={words.noMatch} text={words.noMatchText}>
        <button type="button" className="button quiet" onClick={onClear}>
          {words.clearFilter}
        </button>
      </State>
    );
  }
  if (filter.state === 'done') return <State icon="check" title={words.noneDone} />;
  return <State icon="check" title={words.empty} text={words.emptyText} />;
}

/** The reward for ticking off the last task, which is still in sight below. */
export function AllDone() {
  return <State icon="check" title={useTexts().tasks.allDone} />;
}

interface StateProps {
  readonly icon: 'check' | 'search';
  readonly title: string;
  readonly text?: string;
  readonly children?: ReactNode;
}

function State({ icon, title, text, children }: StateProps) {
  return (
    <div className="flex animate-rise flex-col items-center gap-3 px-4 py-10 text-center">
      <span className="quiet grid size-14 place-items-center rounded-full text-accent">
        <Icon name={icon} className="size-7" />
      </span>
      <p className="font-bold">{title}</p>
      {text && <p className="max-w-64 text-sm text-pretty text-muted">{text}</p>}
      {children}
    </div>
  );
}

export function LoadingTasks() {
  return (
    <div role="status" className="space-y-3 p-2">
      <span className="sr-only">{useTexts().tasks.loading}</span>
      <span className="shimmer block h-11" />
      <span className="shimmer block h-11" />
      <span className="shimmer block h-11" />
    </div>
  );
}

export function FailedTasks({ error, onRetry }: { readonly error: string; readonly onRetry: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center gap-4 px-4 py-10 text-center">
      <Icon name="warning" className="size-8 text-danger" />
      <p>{error}</p>
      <button type="button" className="button quiet" onClick={onRetry}>
        <Icon name="retry" className="size-4.5" />
        {useTexts().tasks.retry}
      </button>
    </div>
  );
}
