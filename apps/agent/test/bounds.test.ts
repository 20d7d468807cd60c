import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Budget, estimateTokens } from '../src/budget.ts';
import { retryAfterMs } from '../src/retry.ts';
import { RunError } from '../src/run-error.ts';
import { endsWith, player } from './playing.ts';
import { startScriptedModel } from './scripted-model.ts';
import { ask, last, parseEvents, postRun, say, startAgent, startStack, textOf, type Stack } from './stack.ts';

let stack: Stack;
before(async () => {
  stack = await startStack();
});
after(async () => {
  await stack.stop();
});
const play = player(() => stack);
const list = { name: 'list_tasks', arguments: '{}' };
const add = { name: 'add_task', arguments: '{"title":"milk"}' };
const added = () =>
  stack.backend.requests.filter(({ method, path }) => method === 'POST' && path === '/api/tasks').length;

describe('retries', () => {
  test('wait as long as the model asks for', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    assert.equal(retryAfterMs('7', now), 7000);
    assert.equal(retryAfterMs('0.25', now), 250);
    assert.equal(retryAfterMs('Sat, 21 Nov 2026 10:00:05 GMT', now), 5000);
    assert.equal(retryAfterMs('Sat, 21 Nov 2026 09:00:00 GMT', now), 0);
    for (const bad of [undefined, '', 'soon', '-1', '1e9', 'Sat, 99 Foo 2026 10:00:05 GMT', '2026-11-21']) {
      assert.equal(retryAfterMs(bad, now), undefined, bad);
    }
  });

  test('that wait until the time of the run is over: the person hears why it waited', async () => {
    const model = await startScriptedModel({ status: 503 });
    const settings = { MODEL_URL: model.url, MCP_URL: `${stack.mcp.url}/mcp`, RUN_TIMEOUT_SECONDS: '1' };
    const agent = await startAgent(settings, undefined, { retries: 3, firstDelayMs: 60_000, maxDelayMs: 60_000 });
    try {
      endsWith(await say(agent.url, 'hello'), 'model_unavailable');
      assert.equal(model.requests.length, 1);
    } finally {
      await agent.stop();
      await model.stop();
    }
  });

  test('429 with a date, then an answer', async () => {
    const header = { 'retry-after': new Date(Date.now() - 60_000).toUTCString() };
    const { events, requests, metrics } = await play([{ status: 429, headers: header }, { text: 'Hi.' }]);
    assert.equal(last(events)?.data['text'], 'Hi.');
    assert.equal(requests.length, 2);
    assert.match(metrics, /^todo_model_retries_total 1$/m);
    assert.match(metrics, /^todo_model_errors_total\{code="model_unavailable"\} 1$/m);
  });

  test('429 for ever, with hours to wait: given up soon, in plain words', async () => {
    const { events, requests } = await play([{ status: 429, headers: { 'retry-after': '7200' } }]);
    endsWith(events, 'model_unavailable');
    assert.equal(requests.length, 3);
  });

  test('make no tool call a second time', async () => {
    const before = added();
    const { events, requests } = await play([
      { status: 500 },
      { calls: [add] },
      { status: 503 },
      { status: 429 },
      { text: 'Added.' },
    ]);
    assert.equal(last(events)?.data['text'], 'Added.');
    assert.deepEqual([requests.length, added() - before], [5, 1]);
  });

  test('a stream that breaks off in a tool call: the call is not made twice, and what comes is an end', async () => {
    const before = added();
    const { events } = await play([{ calls: [add], cut: true }, { calls: [add] }, { text: 'Added.' }]);
    assert.ok(['done', 'error'].includes(last(events)?.name ?? ''));
    if (last(events)?.name === 'error') endsWith(events, 'model_unavailable');
    assert.ok(added() - before <= 1);
  });
});

describe('a model that', () => {
  test('is slow with its first word is waited for', async () => {
    const { events, metrics } = await play([{ text: 'At last.', delayMs: 300 }]);
    assert.equal(last(events)?.data['text'], 'At last.');
    assert.match(metrics, /^todo_model_first_token_seconds_bucket\{le="0.25"\} 0$/m);
    assert.match(metrics, /^todo_model_first_token_seconds_count 1$/m);
  });

  test('is too slow is not waited for', async () => {
    const { events, metrics } = await play([{ text: 'Never.', delayMs: 60_000 }], { RUN_TIMEOUT_SECONDS: '1' });
    endsWith(events, 'timeout');
    assert.match(metrics, /^todo_model_errors_total\{code="timeout"\} 1$/m);
  });

  for (const endless of ['text', 'arguments', 'line'] as const) {
    test(`sends ${endless} without end is cut off`, async () => {
      const { events } = await play([{ endless }]);
      endsWith(events, 'model_invalid');
      assert.ok(textOf(events).length <= 16 * 1024 + 10);
    });
  }

  test('calls a tool with arguments nested without measure is no use, and does no harm', async () => {
    const deep = `{"title":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const { events } = await play([{ calls: [{ name: 'add_task', arguments: deep }] }, { text: 'Sorry.' }]);
    endsWith(events, 'model_invalid');
  });

  test('does not count its tokens is counted by its words', async () => {
    const { events } = await play([
      { calls: [list], usage: false },
      { text: 'x'.repeat(400), usage: false },
    ]);
    const { input_tokens: input, output_tokens: output } = last(events)?.data['usage'] as Record<string, number>;
    assert.ok((input ?? 0) > 500 && (output ?? 0) >= 100 && (output ?? 0) < 200);
  });

  test('calls tools in its last turn has them not made: nobody would see what came of it', async () => {
    const before = added();
    const { events } = await play([{ calls: [list] }, { calls: [add] }], { MAX_TURNS: '2' });
    endsWith(events, 'too_many_turns');
    assert.equal(added(), before);
  });
});

describe('a budget', () => {
  const limits = { maxTokens: 1000, maxCostUsd: 0, inputPrice: 0, outputPrice: 0 };
  const refused = (work: () => unknown) =>
    assert.throws(work, (error) => error instanceof RunError && error.code === 'too_expensive');

  test('of tokens', () => {
    const budget = new Budget(limits);
    assert.equal(budget.allow(500, 100), 100);
    assert.equal(budget.allow(950, 100), 50);
    refused(() => budget.allow(990, 100));
    budget.add({ input_tokens: 500, output_tokens: 100 });
    assert.equal(budget.allow(300, 1000), 100);
    refused(() => budget.allow(400, 1000));
  });

  test('of money', () => {
    const dear = { ...limits, maxTokens: 1_000_000, maxCostUsd: 0.01, inputPrice: 5, outputPrice: 10 };
    assert.equal(new Budget(dear).allow(1000, 1000), 500);
    refused(() => new Budget(dear).allow(2000, 1000));
    refused(() => new Budget(dear, { input_tokens: 0, output_tokens: 1000 }).allow(1, 1000));
    assert.equal(new Budget({ ...dear, outputPrice: 0 }).allow(1000, 700), 700);
    refused(() => new Budget({ ...dear, outputPrice: 0 }).allow(2001, 700));
  });

  test('estimates one token for four characters', () => {
    assert.equal(estimateTokens('abcd', 'efghi'), 3);
  });

  test('of tokens ends a run before the model is asked for more', async () => {
    const { events, requests } = await play([{ text: 'Hi.' }], { MAX_TOKENS: '100' });
    endsWith(events, 'too_expensive');
    assert.equal(requests.length, 0);
  });

  test('of money ends a run between its turns', async () => {
    const prices = { MAX_COST_USD: '0.018', MODEL_OUTPUT_PRICE: '1000' };
    const { events, requests } = await play([{ calls: [list] }, { calls: [list] }], prices);
    endsWith(events, 'too_expensive');
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.['max_tokens'], 18);
  });
});

test('more runs at once than allowed are sent away, and let in when one has ended', async () => {
  const model = await startScriptedModel('hang', { text: 'Hi.' });
  const agent = await startAgent({ MODEL_URL: model.url, MCP_URL: `${stack.mcp.url}/mcp`, MAX_RUNS: '1' });
  const running = async () =>
    /^todo_agent_runs_running (\d+)$/m.exec(await (await fetch(`${agent.url}/metrics`)).text())?.[1];
  const leaving = new AbortController();
  const first = await postRun(agent.url, ask('hello'), { signal: leaving.signal });
  assert.equal(await running(), '1');
  const second = await postRun(agent.url, ask('hello'));
  assert.deepEqual([second.status, second.headers.get('retry-after')], [503, '2']);
  assert.match(((await second.json()) as { detail: string }).detail, /^Too many people are chatting/);
  while (model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  leaving.abort();
  await first.text().catch(() => undefined);
  while ((await running()) !== '0') await new Promise((resolve) => setTimeout(resolve, 5));
  const third = await postRun(agent.url, ask('hello'));
  assert.equal(last(parseEvents(await third.text()))?.data['text'], 'Hi.');
  assert.equal(await running(), '0');
  await agent.stop();
  await model.stop();
});
