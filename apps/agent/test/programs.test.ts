import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

import { startCollector } from '../../service/test/collector.ts';
import { startBackend } from '../../mcp/test/stand-in-backend.ts';
import { runToEnd, startProgram, type Program } from './program.ts';
import { agentKey, ask, last, parseEvents, postRun, runBody, startStack, textOf, withKeyFile } from './stack.ts';

/** Reads a stream; after its first bytes it ends the program and checks that readiness is off while the rest comes. */
async function readAcrossTheEnd(response: Response, program: Program): Promise<string> {
  assert.ok(response.body);
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    if (text === '') {
      program.process.kill('SIGTERM');
      while (!program.lines.some((line) => line.includes('"stopping"')))
        await new Promise((resolve) => setTimeout(resolve, 5));
      const ready = await fetch(`${program.url}/readyz`);
      assert.equal(ready.status, 503);
      assert.equal(((await ready.json()) as { status: string }).status, 'stopping');
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

test('model: SIGTERM in the middle of a stream', async () => {
  const model = await startProgram('model', { TOKEN_DELAY_MS: '20' });
  const response = await fetch(`${model.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'offline-rules', stream: true, messages: [{ role: 'user', content: 'help' }] }),
  });
  assert.match(await readAcrossTheEnd(response, model), /data: \[DONE\]\n\n$/);
  assert.equal(await model.exit, 0);
  await assert.rejects(fetch(`${model.url}/healthz`));
});

test('agent: SIGTERM in the middle of a run', async () => {
  const stack = await startStack();
  const model = await startProgram('model', { TOKEN_DELAY_MS: '20' });
  await withKeyFile(agentKey, async (path) => {
    const agent = await startProgram('agent', {
      AGENT_KEY_FILE: path,
      MCP_URL: `${stack.mcp.url}/mcp`,
      MODEL_URL: `${model.url}/v1`,
    });
    const response = await postRun(agent.url, runBody([{ role: 'user', content: 'help' }]));
    const events = parseEvents(await readAcrossTheEnd(response, agent));
    assert.equal(last(events)?.name, 'done');
    assert.equal(last(events)?.data['text'], textOf(events));
    assert.equal(await agent.exit, 0);
    assert.ok(agent.lines.every((line) => !line.includes(agentKey)));
  });
  model.process.kill('SIGTERM');
  assert.equal(await model.exit, 0);
  await stack.stop();
});

test('agent and mcp: SIGTERM in the middle of a run with tools, and every span is sent', async () => {
  const collector = await startCollector();
  const backend = await startBackend();
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const mcp = await startProgram('mcp', { BACKEND_URL: backend.url, ...traced });
  const model = await startProgram('model', { TOKEN_DELAY_MS: '5' });
  const urls = { MCP_URL: `${mcp.url}/mcp`, MODEL_URL: `${model.url}/v1` };
  await withKeyFile(agentKey, async (path) => {
    const agent = await startProgram('agent', { AGENT_KEY_FILE: path, ...urls, ...traced });
    const release = backend.hold();
    const response = postRun(agent.url, ask('add buy milk')).then((answer) => answer.text());
    while (backend.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    agent.process.kill('SIGTERM');
    mcp.process.kill('SIGTERM');
    for (const { lines } of [agent, mcp])
      while (!lines.some((line) => line.includes('"stopping"'))) await new Promise((resolve) => setTimeout(resolve, 5));
    release();
    const events = parseEvents(await response);
    assert.deepEqual([last(events)?.name, backend.tasks.get('person-ada')?.length], ['done', 1]);
    assert.deepEqual([await agent.exit, await mcp.exit], [0, 0]);
  });
  const names = collector.spans.map(({ service, name }) => `${service} ${name}`);
  for (const name of [
    'todo-agent POST /v1/runs',
    'todo-agent tool call',
    'todo-mcp POST /mcp',
    'todo-mcp backend POST',
  ])
    assert.ok(names.includes(name), name);
  model.process.kill('SIGTERM');
  await model.exit;
  await backend.stop();
  await collector.stop();
});

test('mcp: SIGTERM in the middle of a tool call', async () => {
  const backend = await startBackend();
  const mcp = await startProgram('mcp', { BACKEND_URL: backend.url });
  const client = new Client({ name: 'test', version: '1.0.0' });
  const headers = { authorization: 'Bearer person-ada' };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${mcp.url}/mcp`), { requestInit: { headers } }));
  const release = backend.hold();
  const call = client.callTool({ name: 'add_task', arguments: { title: 'buy milk' } });
  while (backend.requestIds.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  mcp.process.kill('SIGTERM');
  while (!mcp.lines.some((line) => line.includes('"stopping"'))) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal((await fetch(`${mcp.url}/readyz`)).status, 503);
  release();
  assert.equal((await call).isError ?? false, false);
  assert.equal(backend.tasks.get('person-ada')?.length, 1);
  assert.equal(await mcp.exit, 0);
  await backend.stop();
});

const badSettings: readonly (readonly [
  name: string,
  environment: Readonly<Record<string, string>>,
  sentence: string,
])[] = [
  ['agent', {}, 'agent: AGENT_KEY_FILE must name a file that holds the key.\n'],
  ['mcp', { BACKEND_URL: 'backend:8000' }, 'mcp: BACKEND_URL must be a URL that starts with http:// or https://.\n'],
  ['model', { TOKEN_DELAY_MS: '-1' }, 'model: TOKEN_DELAY_MS must be a whole number from 0 to 60000.\n'],
  ['model', { HOST: 'nowhere.invalid' }, 'model: HOST must be an address of this machine, like 0.0.0.0.\n'],
  ['model', { HOST: '192.0.2.1' }, 'model: HOST must be an address of this machine, like 0.0.0.0.\n'],
  ['model', { LOG_LEVEL: 'loud' }, 'model: LOG_LEVEL must be one of debug, info, warning, error.\n'],
];
for (const [name, environment, sentence] of badSettings) {
  test(`${name} does not start with ${JSON.stringify(environment)}`, async () => {
    assert.deepEqual(await runToEnd(name, environment), { code: 2, stderr: sentence });
  });
}

test('a port that is taken is told, without a stack', async () => {
  const first = await startProgram('model');
  const second = await runToEnd('model', { PORT: new URL(first.url).port });
  assert.deepEqual(second, { code: 1, stderr: 'model: could not start (EADDRINUSE).\n' });
  first.process.kill('SIGINT');
  assert.equal(await first.exit, 0);
});
