import type { Stack } from '../../stack/harness.ts';
import { Person } from '../../stack/person.ts';
import { put, type Latencies } from './load.ts';
import { bound, milliseconds, type Figure } from './report.ts';

const tasks = 50;
const connections = 8;
const rate = 50;

/** What a person's list of tasks takes at the first backend, beside its `/healthz` in the same run. */
export async function listFigures(stack: Stack, where: string, seconds: number): Promise<readonly Figure[]> {
  const person = await Person.register(stack);
  for (let index = 0; index < tasks; index += 1) {
    const fields = { notes: 'As on the list at the door.', due_date: '2026-12-01', tags: ['home', 'bench'] };
    await person.add(`Task number ${index}`, fields);
  }
  const headers = { authorization: `Bearer ${person.token}` };
  const { url } = stack.backends[0];
  const ask = (path: string, wanted: number, time: number) =>
    put({ url: `${url}${path}`, headers, rate: wanted, seconds: time, connections });
  await ask('/api/tasks', rate, 3);
  const bare = await ask('/healthz', rate, 5);
  const list = await ask('/api/tasks', rate, seconds);
  const doubled = await doubling(list, (wanted) => ask('/api/tasks', wanted, 4));
  const what = `list of ${tasks} tasks, ${rate} a second, backend ${where}`;
  return [
    {
      what: `${what}: p50`,
      ours: milliseconds(list.p50),
      beside: `/healthz: ${milliseconds(bare.p50)}`,
      ratio: (list.p50 / bare.p50).toFixed(1),
      goal: bound('<= 6 ms', list.p50 <= 6),
    },
    {
      what: `${what}: p99`,
      ours: milliseconds(list.p99),
      beside: `/healthz: ${milliseconds(bare.p99)}`,
      ratio: (list.p99 / bare.p99).toFixed(1),
      goal: bound('<= 50 ms', list.p99 <= 50),
    },
    { what: `list of ${tasks} tasks: the rate at which p50 doubles`, ours: doubled },
  ];
}

/** Steps the rate up until the median is twice as long. */
async function doubling(base: Latencies, ask: (rate: number) => Promise<Latencies>): Promise<string> {
  let held = rate;
  for (let wanted = rate + 10; wanted <= 600; wanted += wanted < 120 ? 10 : 30) {
    const { p50 } = await ask(wanted);
    console.error(`bench: ${wanted} a second: p50 ${milliseconds(p50)}`);
    if (p50 > 2 * base.p50) return `${wanted}/s (at ${held}/s not yet)`;
    held = wanted;
  }
  return `above ${held}/s`;
}
