import type { Usage } from './model.ts';
import type { RunState } from './run-state.ts';

/** What a run tells while it goes on. */
export type RunEvent =
  | { readonly kind: 'token'; readonly text: string }
  | {
      readonly kind: 'tool';
      readonly name: string;
      readonly arguments: object;
      readonly ok: boolean;
      readonly result: unknown;
    }
  /** The last event of a run that waits for the person: what it would do, and what it needs to go on. */
  | {
      readonly kind: 'confirm';
      readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: object }[];
      readonly state: RunState;
    }
  | { readonly kind: 'done'; readonly text: string; readonly turns: number; readonly usage: Usage };
