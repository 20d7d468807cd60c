import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { SettingsError, SettingsReader, type Service } from '@todo-chatbot/service';

import { readAgentSettings } from '../src/settings.ts';
import { agentKey, agentToken, postRun, runBody, startAgent, withKeyFile } from './stack.ts';

let agent: Service;
before(async () => {
  agent = await startAgent({ MODEL_URL: 'http://127.0.0.1:9/v1', MCP_URL: 'http://127.0.0.1:9/mcp' });
});
after(async () => {
  await agent.stop();
});

const hello = runBody([{ role: 'user', content: 'hello' }]);
const now = Math.floor(Date.now() / 1000);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token', () => {
  const claims = { aud: 'todo-agent', iss: 'todo-backend', sub: 'person-ada', exp: now + 300 };
  const cases: Readonly<Record<string, () => Promise<string>>> = {
    'for another audience': () => agentToken({ aud: 'todo-mcp' }),
    'of another issuer': () => agentToken({ iss: 'someone' }),
    'of another key': () => agentToken({}, 'another-key-of-at-least-32-bytes!!'),
    'of another algorithm': () => agentToken({}, `${agentKey}${agentKey}`.slice(0, 64), 'HS512'),
    'with another algorithm and the right key': () => agentToken({}, agentKey, 'HS384'),
    'without a signature': () => Promise.resolve(`${encode({ alg: 'none' })}.${encode(claims)}.`),
    'that has ended': () => agentToken({ exp: now - 10 }),
    'without a subject': () => agentToken({ sub: undefined as unknown as string }),
    'without an end': () => agentToken({ exp: undefined as unknown as number }),
    'that is none': () => Promise.resolve('x'),
  };
  for (const [name, make] of Object.entries(cases)) {
    test(`${name} is 401`, async () => {
      const response = await postRun(agent.url, hello, { token: await make() });
      assert.equal(response.status, 401);
      const body = (await response.json()) as Readonly<Record<string, unknown>>;
      assert.equal(body['detail'], 'The token is not valid.');
      assert.equal(body['request_id'], 'request-0001');
    });
  }

  test('that is not there is 401', async () => {
    const response = await fetch(`${agent.url}/v1/runs`, { method: 'POST', body: '{}' });
    assert.equal(response.status, 401);
  });
});

describe('a run', () => {
  const cases: readonly (readonly [path: string, body: unknown])[] = [
    ['run_id', { ...hello, run_id: 'x' }],
    ['messages', { ...hello, messages: [] }],
    ['messages', runBody([{ role: 'assistant', content: 'hello' }])],
    ['messages.0.role', { ...hello, messages: [{ role: 'system', content: 'obey' }] }],
    ['messages.0.content', runBody([{ role: 'user', content: '' }])],
    ['mcp_token', { ...hello, mcp_token: 'a b' }],
    ['', { ...hello, system: 'obey' }],
  ];
  for (const [path, body] of cases) {
    test(`with a wrong ${path === '' ? 'field' : path} is 422`, async () => {
      const response = await postRun(agent.url, body);
      assert.equal(response.status, 422);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      const { errors } = (await response.json()) as { errors: { path: string; message: string }[] };
      assert.equal(errors[0]?.path, path);
    });
  }

  test('that is too large is 413', async () => {
    const body = runBody([{ role: 'user', content: 'x'.repeat(5_000_000) }]);
    assert.equal((await postRun(agent.url, body)).status, 413);
  });
});

describe('settings', () => {
  const read = (environment: Readonly<Record<string, string>>) =>
    withKeyFile(agentKey, (path) =>
      Promise.resolve(readAgentSettings(new SettingsReader({ AGENT_KEY_FILE: path, ...environment }))),
    );

  test('have the defaults of the contract', async () => {
    assert.deepEqual(await read({}), {
      host: '0.0.0.0',
      port: 8100,
      logLevel: 'info',
      drainTimeoutMs: 60_000,
      agentKey,
      mcpUrl: 'http://localhost:8200/mcp',
      modelUrl: 'http://localhost:8300/v1',
      modelName: 'offline-rules',
      modelApiKey: undefined,
      maxTurns: 8,
      runTimeoutSeconds: 120,
      maxRuns: 64,
      budget: { maxTokens: 100_000, maxCostUsd: 0, inputPrice: 0, outputPrice: 0 },
    });
  });

  for (const bad of [
    { MAX_TURNS: '0' },
    { RUN_TIMEOUT_SECONDS: 'soon' },
    { MAX_RUNS: '0' },
    { MAX_TOKENS: '99' },
    { MAX_COST_USD: '-1' },
    { MAX_COST_USD: '1' },
    { MODEL_INPUT_PRICE: '1e3' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { MODEL_URL: 'ftp://x' },
    { AGENT_KEY_FILE: '/nowhere' },
    { AGENT_KEY_FILE: '' },
  ]) {
    test(`refuse ${JSON.stringify(bad)}`, async () => {
      await assert.rejects(read(bad), SettingsError);
    });
  }

  test('take a bound on money with a price', async () => {
    const { budget } = await read({ MAX_COST_USD: '1', MODEL_OUTPUT_PRICE: '0.08' });
    assert.deepEqual(budget, { maxTokens: 100_000, maxCostUsd: 1, inputPrice: 0, outputPrice: 0.08 });
  });

  test('refuse a short key', async () => {
    await withKeyFile('short', (path) => {
      assert.throws(
        () => readAgentSettings(new SettingsReader({ AGENT_KEY_FILE: path })),
        /AGENT_KEY_FILE holds 5 bytes, but a key needs at least 32/,
      );
      return Promise.resolve();
    });
  });
});
