import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startCollector, type Collector } from '../../service/test/collector.ts';
import { startScriptedModel, type Step } from './scripted-model.ts';
import {
  last,
  parseEvents,
  postRun,
  runBody,
  startAgent,
  startStack,
  withKeyFile,
  type Event,
  type Stack,
} from './stack.ts';

let stack: Stack;
let collector: Collector;
before(async () => {
  collector = await startCollector();
  stack = await startStack({}, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
});
after(async () => {
  await collector.stop();
});

const deletion = { name: 'delete_task', arguments: '{"id":"b3c5e3a0-6a5e-4d0f-9b0e-2f8d1c7a9e11"}' };
const marked = {
  title: 'marker-title',
  notes: 'marker-notes https://marker.example',
  tags: ['marker-tag'],
};
const steps: readonly Step[] = [
  { text: 'marker-answer', calls: [{ name: 'add_task', arguments: JSON.stringify(marked) }] },
  { calls: [{ name: 'marker_tool', arguments: '{"marker-argument":"marker-value"}' }] },
  { calls: [{ name: 'list_tasks', arguments: '{"q":"marker-search","user_id":"marker-user"}' }] },
  { calls: [deletion] },
  { text: 'marker-end' },
  { status: 500, body: '{"error":{"message":"marker-provider at /srv/marker.py:1"}}' },
];
const body = runBody(
  [
    { role: 'user', content: 'marker-first' },
    { role: 'assistant', content: 'marker-reply' },
    { role: 'user', content: 'marker-question' },
  ],
  'person-marker-token',
);

interface Told {
  readonly events: readonly Event[];
  readonly logs: string;
  readonly metrics: string;
}

/** A run that waits, goes on and ends, and one that fails; with markers wherever somebody can write something. */
async function tell(): Promise<Told> {
  return withKeyFile('marker-model-key', async (path) => {
    const model = await startScriptedModel(...steps);
    const lines: string[] = [];
    const settings = {
      MODEL_URL: model.url,
      MCP_URL: `${stack.mcp.url}/mcp`,
      MODEL_API_KEY_FILE: path,
      LOG_LEVEL: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    };
    const agent = await startAgent(settings, (line) => void lines.push(line));
    const asked = parseEvents(await (await postRun(agent.url, body)).text());
    const resume = { state: last(asked)?.data['state'], approved: true };
    const rest = parseEvents(await (await postRun(agent.url, { ...body, resume })).text());
    const failed = parseEvents(await (await postRun(agent.url, body)).text());
    const metrics = await Promise.all(
      [agent.url, stack.mcp.url].map(async (url) => (await fetch(`${url}/metrics`)).text()),
    );
    await agent.stop();
    await model.stop();
    return {
      events: [...asked, ...rest, ...failed],
      logs: [...lines, ...stack.lines].join(''),
      metrics: metrics.join(''),
    };
  });
}

test('what was said and done is counted and traced, and stands in no log, metric or span', async () => {
  const { events, logs, metrics } = await tell();
  await stack.stop();
  assert.deepEqual(
    events.filter(({ name }) => name !== 'token').map(({ name }) => name),
    ['tool', 'tool', 'tool', 'confirm', 'tool', 'done', 'error'],
  );
  const spans = collector.spans;
  for (const [what, text] of Object.entries({ logs, metrics, spans: collector.bodies.join('') })) {
    assert.ok(text.length > 500, what);
    assert.doesNotMatch(text, /marker|an-agent-key|Bearer|\bat .*\.ts:\d/, what);
  }
  // Answers carry what belongs to the conversation, but no secret and no word of the model's server.
  assert.doesNotMatch(JSON.stringify(events), /marker-(token|model-key|provider)|an-agent-key|Bearer|\bat .*\.ts:\d/);

  const value = (line: string) => Number(new RegExp(`^${line} (.+)$`, 'm').exec(metrics)?.[1]);
  assert.equal(value('todo_tool_calls_total{tool="add_task",ok="true"}'), 1);
  assert.equal(value('todo_tool_calls_total{tool="unknown",ok="false"}'), 1);
  assert.equal(value('todo_tool_calls_total{tool="list_tasks",ok="false"}'), 1);
  assert.equal(value('todo_tool_calls_total{tool="delete_task",ok="false"}'), 1);
  assert.equal(value('todo_model_tokens_total{direction="input"}'), 50);
  assert.equal(value('todo_model_tokens_total{direction="output"}'), 25);
  assert.equal(value('todo_model_turn_seconds_count'), 8);
  assert.equal(value('todo_model_first_token_seconds_count'), 5);
  assert.equal(value('todo_model_errors_total{code="model_unavailable"}'), 3);
  assert.equal(value('todo_model_retries_total'), 2);
  assert.equal(value('todo_agent_runs_running'), 0);
  assert.equal(value('todo_mcp_tool_calls_total{tool="add_task",ok="true"}'), 1);
  assert.equal(value('todo_mcp_tool_calls_total{tool="list_tasks",ok="false"}'), 1);

  const run = spans.find(({ name }) => name === 'POST /v1/runs');
  const trace = spans.filter(({ traceId }) => traceId === run?.traceId);
  const child = (name: string, parent: string | undefined) =>
    trace.find((span) => span.name === name && span.parentSpanId === parent)?.spanId;
  assert.ok(child('model turn', run?.spanId));
  const call = child('tool call', run?.spanId);
  const served = child('POST /mcp', call);
  assert.ok(call !== undefined && served !== undefined && child('backend POST', served) !== undefined);
  assert.deepEqual(new Set(trace.map(({ service }) => service)), new Set(['todo-agent', 'todo-mcp']));
});
