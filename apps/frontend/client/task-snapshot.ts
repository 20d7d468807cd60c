import { defaultFilter, type TaskFilter } from './task-query.ts';
import type { TagCount, Task } from './types.ts';

/** The list at one moment, for drawing. */
export interface TaskSnapshot {
  readonly tasks: readonly Task[];
  readonly filter: TaskFilter;
  readonly status: 'loading' | 'ready' | 'failed';
  /** Whether a newer list is on its way. */
  readonly busy: boolean;
  /** How many tasks the filter lets through, loaded or not. */
  readonly total: number;
  /** How many open tasks there are in all; undefined until known. */
  readonly openCount: number | undefined;
  readonly tags: readonly TagCount[];
  /** Whether there is more to load, and how that goes. */
  readonly rest: 'none' | 'ready' | 'busy' | 'failed';
  /** Why the last thing did not work. */
  readonly error: unknown;
}

export const emptySnapshot: TaskSnapshot = {
  tasks: [],
  filter: defaultFilter,
  status: 'loading',
  busy: false,
  total: 0,
  openCount: undefined,
  tags: [],
  rest: 'none',
  error: undefined,
};
