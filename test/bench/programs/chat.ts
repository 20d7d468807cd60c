import assert from 'node:assert/strict';

import { eventsOf } from '../../stack/events.ts';
import type { Stack } from '../../stack/harness.ts';
import { Person } from '../../stack/person.ts';
import type { Asked } from '../../stack/script.ts';
import { cpuOf } from './cpu.ts';
import { bound, median, milliseconds, quantile, type Figure } from './report.ts';

const rounds = 60;
// Until the programs have compiled what they run most.
const warmUp = 30;
const title = 'milk';

/** When things of one chat turn happened, in milliseconds since 1970. */
interface Turn {
  readonly asked: number;
  readonly firstToken: number;
  readonly ended: number;
  readonly model: readonly Asked[];
}

/** What a chat turn takes beside the model, through the frontend as a browser would and at the backend itself. */
export async function chatFigures(stack: Stack): Promise<readonly Figure[]> {
  const person = await Person.register(stack);
  await person.add(title);
  const session = await person.browserHeaders();
  const ways = {
    frontend: { url: `${stack.frontend.url}/api/backend/chat`, headers: session },
    backend: {
      url: `${stack.backends[0].url}/api/chat`,
      headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    },
  };
  const turns = { frontend: [] as Turn[], backend: [] as Turn[] };
  const byHand: number[] = [];
  const computed: number[][] = [];
  const programs = [stack.backends[0], stack.agent, stack.mcp];
  const computedSoFar = () => programs.map(({ pid }) => cpuOf(pid ?? Number.NaN));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of ['frontend', 'backend'] as const) {
      const message = name === 'frontend' ? `done with ${title}` : `reopen ${title}`;
      const before = computedSoFar();
      const turn = await take(stack, ways[name], message);
      assert.equal(turn.model.length, 3, 'two tool calls, one after the other, are three requests of the model');
      if (round < 0) continue;
      turns[name].push(turn);
      if (name === 'backend') computed.push(computedSoFar().map((after, index) => after - (before[index] ?? 0)));
    }
    const began = performance.now();
    const [task] = await person.tasks();
    await person.json('PATCH', `/api/tasks/${task?.id ?? ''}`, { body: { done: false } });
    if (round >= 0) byHand.push(performance.now() - began);
  }
  const hand = median(byHand);
  const figure = (name: 'frontend' | 'backend', goal: number): readonly Figure[] => {
    const beside = turns[name].map(besideModel);
    const first = turns[name].map(afterModel);
    return [
      {
        what: `chat turn with two tool calls, model aside, at the ${name}: p50`,
        ours: `${milliseconds(median(beside))} (p95 ${milliseconds(quantile(beside, 0.95))})`,
        beside: `the same by hand: ${milliseconds(hand)}`,
        ratio: (median(beside) / hand).toFixed(1),
        goal: bound(`<= ${goal} ms`, median(beside) <= goal),
      },
      {
        what: `first token at the ${name}, after the model's: p50`,
        ours: `${milliseconds(median(first))} (p95 ${milliseconds(quantile(first, 0.95))})`,
        beside: `the turn: ${milliseconds(median(beside))}`,
        ratio: (median(first) / median(beside)).toFixed(1),
        goal: bound('<= 80 ms', median(first) <= 80),
      },
    ];
  };
  const shares = programs.map((_, index) => median(computed.map((turn) => turn[index] ?? 0)));
  const all = computed.map((turn) => turn.reduce((sum, share) => sum + share, 0));
  const cpu = {
    what: 'CPU of a chat turn: backend, agent and mcp together, p50',
    ours: milliseconds(median(all)),
    beside: programs
      .map(({ name }, index) => `${name.replace(/-1$/, '')} ${milliseconds(shares[index] ?? 0)}`)
      .join(', '),
  };
  return [...figure('frontend', 60), ...figure('backend', 60), cpu];
}

interface Way {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function take(stack: Stack, { url, headers }: Way, message: string): Promise<Turn> {
  await stack.script.forget();
  const asked = now();
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ message }) });
  assert.equal(response.status, 200);
  let firstToken: number | undefined;
  let last = '';
  for await (const { name } of eventsOf(response)) {
    if (name === 'token') firstToken ??= now();
    last = name;
  }
  const ended = now();
  assert.equal(last, 'done', message);
  assert.ok(firstToken);
  return { asked, firstToken, ended, model: await stack.script.journal() };
}

const now = (): number => performance.timeOrigin + performance.now();

/** The turn without the time in which the model had a request. */
function besideModel({ asked, ended, model }: Turn): number {
  const its = model.map(({ began_ms, ended_ms }) => (ended_ms ?? Number.NaN) - began_ms);
  return ended - asked - its.reduce((sum, one) => sum + one, 0);
}

/** Only the last of the model's answers has text. */
function afterModel({ firstToken, model }: Turn): number {
  return firstToken - (model.at(-1)?.first_chunk_ms ?? Number.NaN);
}
