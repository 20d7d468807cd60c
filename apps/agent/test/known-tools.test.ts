import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { mcpService, readMcpSettings } from '../../mcp/src/app.ts';
import { KnownTools } from '../src/known-tools.ts';
import { last, say, startStack } from './stack.ts';
import { SettingsReader, startService } from '@todo-chatbot/service';

const discover = (hints: object) =>
  ({
    supportedVersions: ['2026-07-28'],
    capabilities: {},
    serverInfo: { name: 'todo', version: '1' },
    ...hints,
  }) as never;
const forAll = { cacheScope: 'public', ttlMs: 60_000 };

describe('what a server says of itself', () => {
  test('is kept as long as both answers say', () => {
    const known = new KnownTools();
    known.keep(discover(forAll), { ...forAll, ttlMs: 1_000 }, [], 0);
    assert.deepEqual(known.get(999)?.tools, []);
    assert.equal(known.get(1_000), undefined);
  });

  test('is kept for five minutes at most', () => {
    const known = new KnownTools();
    known.keep(discover({ ...forAll, ttlMs: 1e12 }), { ...forAll, ttlMs: 1e12 }, [], 0);
    assert.ok(known.get(299_999));
    assert.equal(known.get(300_000), undefined);
  });

  for (const hints of [{}, { ttlMs: 60_000 }, { cacheScope: 'private', ttlMs: 60_000 }, { ...forAll, ttlMs: 0 }]) {
    test(`is not kept with ${JSON.stringify(hints)}`, () => {
      const known = new KnownTools();
      known.keep(discover(hints), forAll, [], 0);
      assert.equal(known.get(0), undefined);
      known.keep(discover(forAll), hints, [], 0);
      assert.equal(known.get(0), undefined);
    });
  }

  test('is not kept of a server of the older protocol, and is forgotten', () => {
    const known = new KnownTools();
    known.keep(undefined, forAll, [], 0);
    assert.equal(known.get(0), undefined);
    known.keep(discover(forAll), forAll, [], 0);
    known.forget();
    assert.equal(known.get(0), undefined);
  });
});

describe('with a real MCP server', () => {
  /** How many requests it has answered. */
  const asked = (lines: readonly string[]) =>
    lines.filter((line) => line.includes('"service":"mcp"') && line.includes('"request"')).length;

  test('the first run asks what there is, and later ones, also of others, only call', async () => {
    const stack = await startStack();
    try {
      await say(stack.agent.url, 'add buy milk');
      assert.equal(asked(stack.lines), 3, 'what it is, what it offers, the call');
      await say(stack.agent.url, 'add buy bread', 'person-eve');
      assert.equal(asked(stack.lines), 4);
      const titles = (person: string) => stack.backend.tasks.get(person)?.map(({ title }) => title);
      assert.deepEqual([titles('person-ada'), titles('person-eve')], [['buy milk'], ['buy bread']]);
    } finally {
      await stack.stop();
    }
  });

  test('that went away and came back is asked anew', async () => {
    const stack = await startStack();
    const port = new URL(stack.mcp.url).port;
    await say(stack.agent.url, 'add buy milk');
    await stack.mcp.stop();
    const failed = last(await say(stack.agent.url, 'add buy bread'));
    assert.equal(failed?.data['code'], 'tools_unavailable');
    const settings = readMcpSettings(
      new SettingsReader({ PORT: port, HOST: '127.0.0.1', BACKEND_URL: stack.backend.url }),
    );
    const again = await startService({ ...mcpService(settings), writeLog: () => undefined });
    assert.equal(last(await say(stack.agent.url, 'add buy bread'))?.name, 'done');
    await again.stop();
    for (const part of [stack.agent, stack.model, stack.backend]) await part.stop();
  });
});
