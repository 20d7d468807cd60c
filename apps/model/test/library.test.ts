import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { SettingsReader, startService, type Service } from '@todo-chatbot/service';

import { modelService, readModelSettings } from '../src/app.ts';

const folder = mkdtempSync(join(tmpdir(), 'library-'));
let service: Service;

async function restart(): Promise<void> {
  await (service as Service | undefined)?.stop();
  const environment = { PORT: '0', HOST: '127.0.0.1', OLLAMA_MODELS: folder, PULL_DELAY_MS: '0', TOKEN_DELAY_MS: '0' };
  const settings = readModelSettings(new SettingsReader(environment));
  service = await startService({ ...modelService(settings), writeLog: () => undefined });
}
before(restart);
after(async () => {
  await service.stop();
  rmSync(folder, { recursive: true });
});

const post = (path: string, body: object): Promise<Response> =>
  fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function names(path: '/api/ps' | '/api/tags'): Promise<readonly string[]> {
  const { models } = (await (await fetch(`${service.url}${path}`)).json()) as { models: { name: string }[] };
  return models.map(({ name }) => name);
}

async function pull(model: string): Promise<readonly Record<string, unknown>[]> {
  const text = await (await post('/api/pull', { model })).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const said = { messages: [{ role: 'user', content: 'hello' }] };

describe('a stand-in for Ollama as a whole', () => {
  test('has nothing at first, and says so', async () => {
    assert.deepEqual(await names('/api/tags'), []);
    for (const [path, body] of [
      ['/api/show', {}],
      ['/api/generate', {}],
      ['/api/chat', said],
      ['/v1/chat/completions', said],
    ] as const) {
      assert.equal((await post(path, { model: 'rules:1b', ...body })).status, 404, path);
    }
  });

  test('tells how far a pull is, and has the model then', async () => {
    const lines = await pull('rules:1b');
    assert.deepEqual(lines[0], { status: 'pulling manifest' });
    const shares = lines.flatMap(({ completed, total }) => (total ? [Number(completed) / Number(total)] : []));
    assert.deepEqual([shares[0], shares.length, shares.at(-1)], [0, 21, 1]);
    assert.deepEqual(lines.at(-1), { status: 'success' });
    assert.deepEqual(await names('/api/tags'), ['rules:1b']);
    assert.equal((await post('/api/show', { model: 'rules:1b' })).status, 200);
  });

  test('has a model in memory when it was loaded, and in the folder after a restart', async () => {
    assert.deepEqual(await names('/api/ps'), []);
    assert.equal((await post('/api/generate', { model: 'rules:1b', stream: false })).status, 200);
    assert.deepEqual(await names('/api/ps'), ['rules:1b']);
    await restart();
    assert.deepEqual([await names('/api/ps'), await names('/api/tags')], [[], ['rules:1b']]);
  });

  test('speaks as what was pulled, by both forms of the wire', async () => {
    for (const path of ['/api/chat', '/v1/chat/completions']) {
      const response = await post(path, { model: 'rules:1b', stream: false, ...said });
      assert.match(await response.text(), /"model":"rules:1b".*Hello/i);
    }
  });

  test('takes a name without a tag for the latest', async () => {
    await pull('rules');
    assert.deepEqual(await names('/api/tags'), ['rules:1b', 'rules:latest']);
    assert.equal((await post('/api/show', { model: 'rules:latest' })).status, 200);
  });

  test('finds no model whose name says that it is missing', async () => {
    assert.deepEqual((await pull('missing:1b')).at(-1), { error: 'pull model manifest: file does not exist' });
    assert.equal((await post('/api/show', { model: 'missing:1b' })).status, 404);
  });

  test('refuses a request without a name', async () => {
    assert.equal((await post('/api/pull', {})).status, 400);
  });
});
