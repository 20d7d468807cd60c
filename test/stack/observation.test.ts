import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';

import { Collector } from './collector.ts';
import { Answer } from './events.ts';
import { skip, startStack, type Stack } from './harness.ts';
import { Person, passwordMarker } from './person.ts';
import { until } from './program.ts';

const titleMarker = 'marker-of-a-title';
const collector = new Collector();
let stack: Stack;

/** A sample of Prometheus' text format. */
interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

async function scrape(url: string): Promise<readonly Sample[]> {
  const response = await fetch(`${url}/metrics`);
  assert.equal(response.status, 200, url);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain|^application\/openmetrics-text/);
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    if (line.startsWith('#')) {
      assert.match(line, /^# (?:HELP|TYPE|UNIT|EOF)\b/);
      return [];
    }
    const [, name = '', labels = '', value = ''] =
      /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (\S+)(?: \d+)?$/.exec(line) ?? [];
    assert.notEqual(name, '', `no sample: ${line}`);
    assert.ok(/^(?:[+-]Inf|nan)$/i.test(value) || !Number.isNaN(Number(value)), line);
    return [{ name, labels, value: Number(value) }];
  });
}

const sumOf = (samples: readonly Sample[], name: string, labels = ''): number =>
  samples.filter((one) => one.name === name && one.labels.includes(labels)).reduce((sum, { value }) => sum + value, 0);

describe('what operators see', { skip }, () => {
  before(async () => {
    const endpoint = await collector.start();
    stack = await startStack({ common: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '200' } });
  });
  after(async () => {
    await stack.stop();
    collector.stop();
  });
  afterEach(() => stack.restore());

  test('one trace goes through the four programs, and carries nothing that a person wrote', async () => {
    const ada = await Person.register(stack);
    const answer = await Answer.of(await ada.chatInBrowser(`add ${titleMarker}`));
    assert.equal(answer.last.name, 'done');
    const wanted = ['todo-agent', 'todo-backend', 'todo-frontend', 'todo-mcp'];
    const together = () => {
      const services = new Map<string, Set<string>>();
      for (const { traceId, service } of collector.spans) {
        services.set(traceId, (services.get(traceId) ?? new Set()).add(service));
      }
      return [...services.values()].map((names) => [...names].sort());
    };
    await until('a trace has spans of all four', 20, () =>
      together().some((names) => wanted.every((name) => names.includes(name))),
    ).catch(() => assert.deepEqual(together(), [wanted]));
    for (const { traceId } of collector.spans) assert.match(traceId, /^[0-9a-f]{32}$/);
    for (const marker of [titleMarker, passwordMarker, ada.email, 'eyJ', ...stack.secrets]) {
      assert.ok(!collector.received.includes(marker), `a span carries ${marker}`);
    }
  });

  test('a request id goes through all programs', async () => {
    const ada = await Person.register(stack);
    const id = `request-${randomUUID()}`;
    const body = { message: 'add buy milk' };
    const response = await ada.ask('POST', '/api/chat', { body, headers: { 'x-request-id': id } });
    assert.equal(response.headers.get('x-request-id'), id);
    await Answer.of(response);
    for (const program of [stack.backends[0], stack.backends[1], stack.agent, stack.mcp, stack.model]) {
      await until(`${program.name} logs the id`, 5, () => program.output.includes(id));
    }
  });

  const named: Readonly<Record<string, readonly string[]>> = {
    frontend: [],
    'backend-1': ['todo_chat_turns_total', 'todo_runs_running', 'todo_database_slots_waiting'],
    agent: [
      'todo_model_first_token_seconds_count',
      'todo_model_turn_seconds_count',
      'todo_model_tokens_total',
      'todo_agent_runs_running',
      'todo_tool_calls_total',
    ],
    mcp: ['todo_mcp_tool_calls_total'],
    model: [],
  };

  test('all five have metrics that can be read', async () => {
    const ada = await Person.register(stack);
    assert.equal((await Answer.of(await ada.chatInBrowser('add buy milk'))).last.name, 'done');
    for (const program of stack.programs) {
      const samples = await scrape(program === stack.frontend ? stack.frontendMetrics : program.url);
      const names = new Set(samples.map(({ name }) => name));
      const common = ['http_requests_total', 'http_request_duration_seconds_count', 'process_cpu_seconds_total'];
      for (const name of [...common, ...(named[program.name] ?? [])]) {
        assert.ok(names.has(name), `${program.name} has no ${name}`);
      }
      assert.ok(sumOf(samples, 'http_requests_total') > 0, program.name);
    }
  });

  test('they count what happened', async () => {
    const ada = await Person.register(stack);
    const [backend, agent, mcp] = [stack.backends[0].url, stack.agent.url, stack.mcp.url];
    const count = async () => ({
      turns: sumOf(await scrape(backend), 'todo_chat_turns_total'),
      tools: sumOf(await scrape(agent), 'todo_tool_calls_total', 'tool="add_task"'),
      calls: sumOf(await scrape(mcp), 'todo_mcp_tool_calls_total', 'tool="add_task"'),
      tokens: sumOf(await scrape(agent), 'todo_model_tokens_total'),
    });
    const before = await count();
    await ada.say('add buy milk');
    const after = await count();
    assert.deepEqual([after.turns - before.turns, after.tools - before.tools, after.calls - before.calls], [1, 1, 1]);
    assert.ok(after.tokens > before.tokens);
    await stack.script.faults({ kind: 'status', status: 400 });
    assert.equal((await ada.say('hello')).last.name, 'error');
    const samples = await scrape(agent);
    assert.ok(sumOf(samples, 'todo_model_errors_total', 'code="model_invalid"') > 0);
    assert.equal(sumOf(samples, 'todo_agent_runs_running'), 0);
  });

  test('labels are bounded: nothing that a caller chose becomes one', async () => {
    const ada = await Person.register(stack);
    const chosen = randomUUID();
    for (const program of stack.programs) {
      await (await fetch(`${program.url}/${chosen}`)).arrayBuffer();
      await (await fetch(`${program.url}/healthz`, { method: 'PROPFIND' })).arrayBuffer();
    }
    await ada.ask('GET', `/api/tasks/${chosen}`);
    await ada.ask('GET', `/api/conversations/${chosen}`);
    await stack.script.faults({ kind: 'tool_call', name: `tool-${chosen}`, arguments: {} });
    await ada.say('hello');
    for (const program of stack.programs) {
      const samples = await scrape(program === stack.frontend ? stack.frontendMetrics : program.url);
      const labels = samples.map((sample) => sample.labels).join('\n');
      assert.ok(!labels.includes(chosen), program.name);
      assert.ok(!labels.includes('PROPFIND'), program.name);
    }
  });

  test('the frontend shows no metrics where people come in', async () => {
    assert.equal((await fetch(`${stack.frontend.url}/metrics`)).status, 404);
  });
});
