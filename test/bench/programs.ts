import { spawnSync } from 'node:child_process';
import { SHARES } from '../../constructs/chatbot/shares';
import type { Row } from './main';

// The programs' own Node, newer than this one.
const NODE = 'apps/node_modules/node/bin/node';

/** What of them can be measured by itself; `programs/main.ts` does it. */
export const PARTS = ['memory', 'list', 'chat', 'page'];

/**
 * What the Todo Chatbot's programs take, as processes within the limits of their pods. They have to be built: `scripts/test
 * stack` does it. `parts` are some of {@link PARTS}; none means all.
 */
export function programRows(parts: readonly string[]): Row[] {
  const limits = Object.fromEntries(
    Object.entries(SHARES).map(([name, { cpu, memory }]) => [name, { cpu: cpu[1], memory: memory[1] }]),
  );
  const result = spawnSync(NODE, ['test/bench/programs/main.ts', JSON.stringify(limits), ...parts], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (result.status !== 0)
    throw new Error(`the programs could not be measured: ${result.error?.message ?? 'see above'}`);
  const figures = JSON.parse(result.stdout) as (Pick<Row, 'what' | 'ours'> & { beside?: string } & Partial<Row>)[];
  return figures.map(({ what, ours, beside = '', ratio = '', goal = '' }) => ({
    what,
    ours,
    stock: beside,
    ratio,
    goal,
  }));
}
