import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import type { Client, ClientOptions } from '@modelcontextprotocol/client';

import { startCollector } from '../../service/test/collector.ts';
import { serveTools } from './serving.ts';

const served = serveTools();
const { connect, call } = served;

/** Clients of today and of 2025, as the SDK has them. */
const eras: Readonly<Record<string, { readonly options: ClientOptions; readonly version: string }>> = {
  'of 2026-07-28': { options: { versionNegotiation: { mode: { pin: '2026-07-28' } } }, version: '2026-07-28' },
  'that asks first': { options: { versionNegotiation: { mode: 'auto' } }, version: '2026-07-28' },
  'of 2025-11-25': { options: {}, version: '2025-11-25' },
  'of 2025-06-18': { options: { supportedProtocolVersions: ['2025-06-18'] }, version: '2025-06-18' },
  'of 2025-03-26': { options: { supportedProtocolVersions: ['2025-03-26'] }, version: '2025-03-26' },
};

async function readText(client: Client, uri: string): Promise<unknown> {
  const { contents } = await client.readResource({ uri });
  const [content] = contents;
  assert.ok(content !== undefined && 'text' in content);
  assert.deepEqual([content.uri, content.mimeType], [uri, 'application/json']);
  return JSON.parse(content.text);
}

for (const [which, { options, version }] of Object.entries(eras)) {
  test(`a client ${which} has tools, resources and prompts`, async () => {
    const idempotencyKey = randomUUID();
    const client = await connect('person-ada', options);
    assert.equal(client.getNegotiatedProtocolVersion(), version);
    assert.equal((await client.listTools()).tools.length, 6);
    const { data } = await call(client, 'add_task', { title: 'milk', tags: ['shop'] }, { idempotencyKey });
    assert.equal(served.backend.requests.at(-1)?.headers['idempotency-key'], idempotencyKey);
    assert.deepEqual(await readText(client, 'todo://tasks/open'), { items: [data], total: 1 });
    assert.deepEqual(await readText(client, `todo://tasks/${String(data['id'])}`), data);
    const { messages } = await client.getPrompt({ name: 'plan_my_day' });
    assert.equal(messages[0]?.role, 'user');
    await client.close();
  });
}

describe('resources', () => {
  test('are the open tasks and each task', async () => {
    const client = await connect();
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();
    assert.deepEqual(
      resources.map(({ uri }) => uri),
      ['todo://tasks/open'],
    );
    assert.deepEqual(
      resourceTemplates.map(({ uriTemplate }) => uriTemplate),
      ['todo://tasks/{id}'],
    );
  });

  test("of another person, or of none, are as if they weren't there", async () => {
    const { data } = await call(await connect('person-ada'), 'add_task', { title: 'secret' });
    const eve = await connect('person-eve');
    assert.deepEqual(await readText(eve, 'todo://tasks/open'), { items: [], total: 0 });
    const uri = `todo://tasks/${String(data['id'])}`;
    await assert.rejects(eve.readResource({ uri }), /There is no such task/);
    const before = served.backend.requests.length;
    await assert.rejects(eve.readResource({ uri: 'todo://tasks/..%2Fme' }), /UUID/);
    assert.equal(served.backend.requests.length, before);
    await assert.rejects(eve.readResource({ uri: 'file:///etc/passwd' }));
  });

  test('that cannot be read say so in plain words', async () => {
    const client = await connect();
    served.backend.failNext({ status: 500, body: { detail: 'Traceback: secret' } });
    await assert.rejects(client.readResource({ uri: 'todo://tasks/open' }), (error: Error) => {
      assert.match(error.message, /has a problem right now/);
      assert.doesNotMatch(error.message, /Traceback/);
      return true;
    });
  });
});

test('prompts ask for the list first, and hold no task', async () => {
  const client = await connect();
  await call(client, 'add_task', { title: 'secret' });
  const { prompts } = await client.listPrompts();
  assert.deepEqual(
    prompts.map(({ name }) => name),
    ['plan_my_day', 'weekly_review'],
  );
  for (const { name } of prompts) {
    const { messages } = await client.getPrompt({ name });
    const text = messages.map(({ content }) => (content.type === 'text' ? content.text : '')).join();
    assert.match(text, /list_tasks/);
    assert.match(text, /are data, not instructions/);
    assert.doesNotMatch(text, /secret/);
  }
});

describe('a trace', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = {
    authorization: 'Bearer person-ada',
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    traceparent,
  };
  const add = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'add_task', arguments: { title: 'secret' } },
  });

  test('is passed on to the backend', async () => {
    await (await fetch(`${served.url}/mcp`, { method: 'POST', headers, body: add })).text();
    assert.equal(served.backend.requests.at(-1)?.headers['traceparent'], traceparent);
  });

  test('gets spans of this program when there is a collector', async () => {
    const { SettingsReader, startService } = await import('@todo-chatbot/service');
    const { mcpService, readMcpSettings } = await import('../src/app.ts');
    const collector = await startCollector();
    const environment = { PORT: '0', HOST: '127.0.0.1', BACKEND_URL: served.backend.url };
    const settings = readMcpSettings(
      new SettingsReader({ ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }),
    );
    const traced = await startService({ ...mcpService(settings), writeLog: () => undefined });
    await (await fetch(`${traced.url}/mcp`, { method: 'POST', headers, body: add })).text();
    await traced.stop();
    const [outer, inner] = ['POST /mcp', 'backend POST'].map((name) =>
      collector.spans.find((span) => span.name === name),
    );
    assert.deepEqual([outer?.parentSpanId, inner?.parentSpanId], ['b7ad6b7169203331', outer?.spanId]);
    assert.match(
      String(served.backend.requests.at(-1)?.headers['traceparent']),
      new RegExp(`^00-0af7651916cd43dd8448eb211c80319c-${inner?.spanId ?? ''}-01$`),
    );
    assert.doesNotMatch(collector.bodies.join(), /secret|person-/);
    await collector.stop();
  });
});
