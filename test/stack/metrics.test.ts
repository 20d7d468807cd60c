import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { skip, startStack, type Stack } from './harness.ts';
import { Person } from './person.ts';

/** A metric of constructs/chatbot/monitoring/program-metrics.ts, which alerts, dashboards and docs/monitoring.md read. */
interface Listed {
  readonly type: string;
  readonly labels: readonly string[];
  readonly programs: readonly string[];
}
interface Exported {
  readonly type: string;
  readonly labels: readonly string[];
}

// By its address: the compiler of these tests takes what is outside of them for CommonJS.
const list = new URL('../../constructs/chatbot/monitoring/program-metrics.ts', import.meta.url).href;
const { PROGRAM_METRICS: listed } = (await import(list)) as { PROGRAM_METRICS: Readonly<Record<string, Listed>> };

/** What every process of its language exports, and the times at which Python's counters began. */
const usual = /^(process|nodejs|python)_|_created$/;
/** What one program has beyond the others. */
const more: Readonly<Record<string, readonly string[]>> = { 'frontend http_request_duration_seconds': ['status'] };

let stack: Stack;

/** The metrics of a program, by name, with the labels that its samples have. */
async function exportedBy(url: string): Promise<ReadonlyMap<string, Exported>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  const metrics = new Map<string, Exported>();
  for (const [, series = '', matchers = ''] of text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm)) {
    const histogram = series.replace(/_(?:bucket|sum|count)$/, '');
    const name = types.get(histogram) === 'histogram' ? histogram : series;
    const labels = [...matchers.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label = '']) => label);
    const known = metrics.get(name)?.labels ?? [];
    const all = [...new Set([...known, ...labels])].filter((label) => label !== 'le').sort();
    metrics.set(name, { type: types.get(name) ?? types.get(name.replace(/_total$/, '')) ?? 'none', labels: all });
  }
  return metrics;
}

/** Does what makes every metric have a sample: chats, tools, failures, a session that is renewed, a limit that is met. */
async function useEverything(): Promise<void> {
  const ada = await Person.register(stack);
  await ada.say('add buy milk');
  await stack.script.faults({ kind: 'status', status: 503, retry_after: 1 });
  await ada.say('hello');
  await stack.script.faults({ kind: 'status', status: 400 });
  assert.equal((await ada.say('hello')).last.name, 'error');
  const headers = await ada.browserHeaders();
  const cookie = (headers['cookie'] ?? '').replace(/todo_session=\d+/, 'todo_session=1');
  const tasks = await fetch(`${stack.frontend.url}/api/backend/tasks`, { headers: { ...headers, cookie } });
  assert.equal(tasks.status, 200, await tasks.text());
  const statuses = [];
  for (let attempt = 0; attempt < 12; attempt++) {
    const body = { email: 'nobody@example.org', password: 'a wrong password' };
    statuses.push((await ada.ask('POST', '/api/auth/login', { body })).status);
  }
  assert.ok(statuses.includes(429), statuses.join());
}

describe('the list of the metrics', { skip }, () => {
  before(async () => {
    stack = await startStack({ oneBackend: true, settings: { backend: { RATE_LIMITS: 'on' } } });
    await useEverything();
  });
  after(() => stack.stop());

  for (const program of ['frontend', 'backend', 'agent', 'mcp', 'model'] as const) {
    test(`is what ${program} exports: names, types and labels`, async () => {
      const urls = { ...stack, backend: stack.backends[0] };
      const exported = await exportedBy(program === 'frontend' ? stack.frontendMetrics : urls[program].url);
      const described = ([name, { type, labels }]: readonly [string, Exported]) =>
        `${name} ${type} ${[...labels].sort().join()}`;
      const wanted = Object.entries(listed)
        .filter(([, { programs }]) => programs.includes(program))
        .map(([name, { type, labels }]) =>
          described([name, { type, labels: [...labels, ...(more[`${program} ${name}`] ?? [])] }]),
        );
      const found = [...exported].filter(([name]) => name in listed || !usual.test(name)).map(described);
      assert.deepEqual(found.sort(), wanted.sort());
    });
  }
});
