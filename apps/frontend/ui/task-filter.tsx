import { useId, useState, type ReactNode } from 'react';
import { narrowings, type DueFilter, type TaskSort, type TaskState } from '../client/task-query.ts';
import { countText, numberText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Priority } from '../client/types.ts';
import type { TaskList } from '../client/use-tasks.ts';
import { Icon } from './icons.tsx';

/** Which tasks to show: a search, open or done, and on demand everything else. */
export function TaskFilterBar({ list }: { readonly list: TaskList }) {
  const texts = useTexts();
  const [detailed, setDetailed] = useState(false);
  const wishes = narrowings({ ...list.filter, search: '' });
  return (
    <div className="flex flex-col gap-2.5 px-4 pb-3" role="search" aria-label={texts.tasks.search}>
      <div className="flex gap-1.5">
        <span className="relative min-w-0 flex-1">
          <Icon
            name="search"
            className="pointer-events-none absolute start-3 top-1/2 size-4.5 -translate-y-1/2 text-muted"
          />
          <input
            type="search"
            className="field ps-10"
            aria-label={texts.tasks.search}
            placeholder={texts.tasks.searchPlaceholder}
            value={list.filter.search}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => list.setFilter({ search: event.target.value })}
          />
        </span>
        <button
          type="button"
          className={`icon-button relative size-11 ${detailed || wishes > 0 ? 'text-accent' : ''}`}
          aria-label={texts.tasks.filter}
          title={texts.tasks.filter}
          aria-expanded={detailed}
          onClick={() => {
            list.wantTags();
            setDetailed(!detailed);
          }}
        >
          <Icon name="sliders" />
          {wishes > 0 && (
            <span className="neon-fill absolute end-1 top-1 grid size-4 place-items-center rounded-full text-[0.625rem] font-bold">
              <span className="sr-only">{countText(texts, texts.tasks.filtered, wishes)}</span>
              <span aria-hidden="true">{numberText(texts, wishes)}</span>
            </span>
          )}
        </button>
      </div>
      <States list={list} />
      {detailed && <Wishes list={list} />}
    </div>
  );
}

function States({ list }: { readonly list: TaskList }) {
  const texts = useTexts();
  const name = useId();
  const states: readonly TaskState[] = ['open', 'done', 'all'];
  return (
    <fieldset className="segments">
      <legend className="sr-only">{texts.tasks.show}</legend>
      {states.map((state) => (
        <label key={state}>
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={list.filter.state === state}
            onChange={() => list.setFilter({ state })}
          />
          {texts.tasks.states[state]}
        </label>
      ))}
    </fieldset>
  );
}

const sorts: readonly TaskSort[] = ['due', 'priority', 'newest', 'oldest', 'title'];
const dues: readonly DueFilter[] = ['today', 'week', 'overdue'];
const priorities: readonly Priority[] = ['high', 'normal', 'low'];

function Wishes({ list }: { readonly list: TaskList }) {
  const texts = useTexts();
  const words = texts.tasks;
  const { filter, setFilter, tags } = list;
  // A tag whose last task is gone would otherwise leave the choice without saying so.
  const choices = filter.tag && !tags.some(({ tag }) => tag === filter.tag) ? [{ tag: filter.tag, count: 0 }] : [];
  return (
    <div className="grid animate-rise grid-cols-2 gap-2.5 text-sm font-semibold">
      <Choice label={words.due} value={filter.due} onValue={(due) => setFilter({ due: due as DueFilter | undefined })}>
        <option value="">{words.any}</option>
        {dues.map((due) => (
          <option key={due} value={due}>
            {words.dueFilters[due]}
          </option>
        ))}
      </Choice>
      <Choice
        label={words.priority}
        value={filter.priority}
        onValue={(priority) => setFilter({ priority: priority as Priority | undefined })}
      >
        <option value="">{words.any}</option>
        {priorities.map((priority) => (
          <option key={priority} value={priority}>
            {words.priorities[priority]}
          </option>
        ))}
      </Choice>
      <Choice label={words.tag} value={filter.tag} onValue={(tag) => setFilter({ tag })}>
        <option value="">{words.any}</option>
        {[...choices, ...tags].map(({ tag, count }) => (
          <option key={tag} value={tag}>
            {tag} ({numberText(texts, count)})
          </option>
        ))}
      </Choice>
      <Choice label={words.sort} value={filter.sort} onValue={(sort) => setFilter({ sort: sort as TaskSort })}>
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {words.sorts[sort]}
          </option>
        ))}
      </Choice>
      {narrowings(filter) > 0 && (
        <button type="button" className="button quiet col-span-2 min-h-10" onClick={list.clearFilter}>
          <Icon name="cross" className="size-4" />
          {words.clearFilter}
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onValue: (value: string | undefined) => void;
  readonly children: ReactNode;
}

function Choice({ label, value, onValue, children }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="field font-normal"
        value={value ?? ''}
        onChange={(event) => onValue(event.target.value || undefined)}
      >
        {children}
      </select>
    </div>
  );
}
