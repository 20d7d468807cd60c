import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

import { skip, startStack } from '../../stack/harness.ts';
import { chatFigures } from './chat.ts';
import { Limits, type Limit } from './limits.ts';
import { listFigures } from './list.ts';
import { memoryFigures } from './memory.ts';
import { pageFigures } from './page.ts';
import type { Figure } from './report.ts';

// Usage: main.ts LIMITS [PART...]: measures the programs and prints the figures as JSON. LIMITS is an object in JSON with
// each program's limit; PART is one of the four below (default: all).

// As in the programs' Dockerfiles.
const node = (old: number, semi = 4) => ({
  NODE_OPTIONS: `--max-old-space-size=${old} --max-semi-space-size=${semi}`,
  MALLOC_ARENA_MAX: '1',
});
const settings = {
  model: { ...node(64, 1), TOKEN_DELAY_MS: '0' },
  mcp: node(64),
  agent: node(96),
  frontend: { NODE_OPTIONS: '--max-semi-space-size=4' },
};

const [given = '{}', ...wanted] = process.argv.slice(2);
const limits = JSON.parse(given) as Readonly<Record<string, Limit>>;
if (skip !== false) throw new Error(skip);
const held = new Limits();
const stack = await startStack({ settings, oneBackend: true });
try {
  for (const { name, pid } of stack.programs) {
    const program = name.replace(/-1$/, '');
    const limit = limits[program];
    if (limit !== undefined && pid !== undefined) held.hold(program, pid, limit);
  }
  const { cpu = '', memory = '' } = limits['backend'] ?? {};
  const where = held.missing === undefined ? `with ${cpu}, ${memory}` : 'without a limit';
  if (held.missing !== undefined) console.error(`bench: no limits: ${held.missing}`);
  const parts: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
    memory: () => memoryFigures(stack),
    list: () => listFigures(stack, where, 20),
    chat: () => chatFigures(stack),
    page: () => pageFigures(stack),
  };
  const figures: Figure[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.error(`bench: ${name}, load ${loadavg()[0]?.toFixed(1) ?? ''}`);
    figures.push(...(await part()));
  }
  console.log(JSON.stringify(figures));
} finally {
  await stack.stop();
  // A control group can be removed once the kernel has forgotten its processes.
  await pause(200);
  held.remove();
}
