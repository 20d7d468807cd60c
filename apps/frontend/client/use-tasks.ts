import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { tellOtherTabs } from './other-tabs.ts';
import { firstDayOf } from './task-query.ts';
import type { TaskSnapshot } from './task-snapshot.ts';
import { TaskStore } from './task-store.ts';
import { useTexts } from './texts/use-texts.ts';

/** The task list and everything that can be done with it. */
export type TaskList = TaskSnapshot & Omit<TaskStore, 'subscribe' | 'snapshot' | 'leave'>;

export function useTasks(onExpired: () => void): TaskList {
  const { locale } = useTexts();
  const expired = useRef(onExpired);
  const [store] = useState(() => {
    const onChange = () => tellOtherTabs({ of: 'tasks' });
    return new TaskStore({ onExpired: () => expired.current(), onChange, firstDay: firstDayOf(locale) });
  });
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot);
  useEffect(() => void (expired.current = onExpired), [onExpired]);
  useEffect(() => store.leave, [store]);
  const { reload, changed, setFilter, clearFilter, wantTags, dismissError, loadMore, add, change, remove, restore } =
    store;
  return {
    ...snapshot,
    ...{ reload, changed, setFilter, clearFilter, wantTags, dismissError, loadMore, add, change, remove, restore },
  };
}
