import { setTimeout as pause } from 'node:timers/promises';

import type { Stack } from '../../stack/harness.ts';
import { memoryOf } from './limits.ts';
import { bound, type Figure } from './report.ts';

/** The memory of all six once nobody has asked them anything for a while. */
export async function memoryFigures(stack: Stack): Promise<readonly Figure[]> {
  await pause(5_000);
  const all = [
    ...stack.programs.map(({ name, pid }) => ({ name, pid })),
    { name: 'database', pid: stack.postgres.pid },
  ];
  const amounts = all.map(({ name, pid }) => ({ name, mebibytes: memoryOf(pid ?? 0) }));
  const sum = amounts.reduce((total, { mebibytes }) => total + mebibytes, 0);
  const each = amounts.map(({ name, mebibytes }) => `${name.replace(/-1$/, '')} ${mebibytes.toFixed(0)}`).join(', ');
  return [
    {
      what: `memory at rest of all ${amounts.length} (PSS)`,
      ours: `${sum.toFixed(0)} MiB (${each})`,
      goal: bound('<= 500 MiB', sum <= 500),
    },
  ];
}
