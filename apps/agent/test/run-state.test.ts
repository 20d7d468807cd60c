import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { Service } from '@todo-chatbot/service';

import { canonicalJson } from '../src/canonical-json.ts';
import { CallKeys } from '../src/call-keys.ts';
import { RunError } from '../src/run-error.ts';
import { maxStateBytes, openState, sealState, type Progress } from '../src/run-state.ts';
import { agentToken, ask, postRun, startAgent } from './stack.ts';

const seal = { key: 'k'.repeat(32), subject: 'person-ada', scope: 'scope-1' };
const waiting = (text = 'x'): Progress => ({
  text: 'So far.',
  usage: { input_tokens: 10, output_tokens: 5 },
  turns: [
    { text: '', calls: [{ id: 'a', name: 'list_tasks', arguments: { done: true }, result: { ok: true, text } }] },
    { text: 'Now.', calls: [{ id: 'b', name: 'delete_task', arguments: { id: '1', deep: [{ n: 1 }] } }] },
  ],
});

/** What a database's JSON may do to it: other order, other spaces. */
const stored = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toReversed());
  });

describe('a state', () => {
  test('comes back as it went', () => {
    const { version, ...progress } = openState(stored(sealState(waiting(), seal)), seal) as Progress & { version: 1 };
    assert.equal(version, 1);
    assert.deepEqual(progress, waiting());
  });

  test('holds no text that a database does not take', () => {
    const odd = waiting('nul \0, half \ud800, whole 👩‍👩‍👧');
    const state = sealState(odd, seal);
    assert.equal(state.turns[0]?.calls[0]?.result?.text, 'nul \ufffd, half \ufffd, whole 👩‍👩‍👧');
    assert.ok(openState(stored(state), seal));
  });

  test('is bounded: long results are cut, and what is still too long ends the run', () => {
    const state = sealState(waiting('é'.repeat(maxStateBytes)), seal);
    assert.ok(Buffer.byteLength(JSON.stringify(state)) <= maxStateBytes);
    assert.ok(openState(state, seal));
    const endless = { ...waiting(), text: 'x'.repeat(maxStateBytes) };
    assert.throws(
      () => sealState(endless, seal),
      (error) => error instanceof RunError && error.code === 'too_expensive',
    );
  });

  test('of another person, scope or key is none', () => {
    const state = sealState(waiting(), seal);
    for (const other of [{ subject: 'person-eve' }, { scope: 'scope-2' }, { key: 'j'.repeat(32) }]) {
      assert.equal(openState(state, { ...seal, ...other }), undefined);
    }
  });

  test('in which nothing waits, or something waits too early, is none', () => {
    const { turns, ...rest } = waiting();
    for (const wrong of [turns.slice(0, 1), [], turns.toReversed()]) {
      assert.equal(openState(sealState({ ...rest, turns: wrong }, seal), seal), undefined);
    }
  });
});

/** Each way to change one value, add a field or leave one out. */
function* changes(value: unknown): Generator {
  if (Array.isArray(value)) {
    yield [...(value as unknown[]), value[0]];
    for (const [index, part] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const changed of changes(part)) yield value.with(index, changed);
    }
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, extra: 1 };
    for (const [key, part] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      for (const changed of changes(part)) yield { ...value, [key]: changed };
    }
  } else if (typeof value === 'number') yield value + 1;
  else if (typeof value === 'boolean') yield !value;
  else yield `${String(value)}x`;
  yield null;
}

describe('over HTTP', () => {
  let agent: Service;
  before(async () => {
    agent = await startAgent({ MODEL_URL: 'http://127.0.0.1:9/v1', MCP_URL: 'http://127.0.0.1:9/mcp' });
  });
  after(async () => {
    await agent.stop();
  });
  const body = ask('delete it');
  const sent = async (resume: unknown) => postRun(agent.url, { ...body, resume });
  const good = () => {
    const key = 'an-agent-key-of-at-least-32-bytes!';
    return sealState(waiting(), { key, subject: 'person-ada', scope: body.scope });
  };

  test('a state of ours is taken', async () => {
    const response = await sent({ state: good(), approved: true });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /tools_unavailable/);
  });

  test('one that was changed in any place is 422', async () => {
    let count = 0;
    for (const state of changes(good())) {
      const response = await sent({ state, approved: true });
      assert.equal(response.status, 422, JSON.stringify(state));
      const { errors } = (await response.json()) as { errors: { path: string }[] };
      assert.equal(errors[0]?.path, 'resume.state');
      count += 1;
    }
    assert.ok(count > 50);
  });

  test('of another person is 422', async () => {
    const token = await agentToken({ sub: 'person-eve' });
    const response = await postRun(agent.url, { ...body, resume: { state: good(), approved: true } }, { token });
    assert.equal(response.status, 422);
  });

  test('too large, too deep or no state at all is 422', async () => {
    for (const state of ['x', 7, [], {}, 'x'.repeat(maxStateBytes + 1), undefined]) {
      assert.equal((await sent({ state, approved: true })).status, 422);
    }
    const [head = '', tail = ''] = JSON.stringify({ ...body, resume: { state: '#', approved: true } }).split('"#"');
    const response = await fetch(`${agent.url}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await agentToken()}` },
      body: `${head}${'['.repeat(20_000)}${']'.repeat(20_000)}${tail}`,
    });
    assert.equal(response.status, 422);
  });

  test('what the person said has to be said', async () => {
    for (const resume of [
      { state: good() },
      { state: good(), approved: 'yes' },
      { state: good(), approved: true, x: 1 },
    ]) {
      assert.equal((await sent(resume)).status, 422);
    }
  });
});

describe('idempotency keys', () => {
  const call = (args: Record<string, unknown>, name = 'add_task') => ({ id: 'any', name, arguments: args });

  test('are those of the scope, the tool, the arguments in any order, and the ordinal', () => {
    const keys = new CallKeys('scope');
    const made = [
      keys.next(call({ title: 'a', tags: ['x'] })),
      keys.next(call({ tags: ['x'], title: 'a' })),
      keys.next(call({ title: 'a', tags: ['y'] })),
      keys.next(call({ title: 'a', tags: ['x'] }, 'update_task')),
      new CallKeys('other').next(call({ title: 'a', tags: ['x'] })),
    ];
    assert.equal(new Set(made).size, made.length);
    assert.ok(made.every((key) => /^[0-9a-f]{64}$/.test(key)));
    const again = new CallKeys('scope');
    assert.deepEqual(
      [again.next(call({ tags: ['x'], title: 'a' })), again.next(call({ title: 'a', tags: ['x'] }))],
      made.slice(0, 2),
    );
  });

  test('come from a canonical form', () => {
    assert.equal(canonicalJson({ b: [{ d: 1, c: null }], a: 'é' }), '{"a":"é","b":[{"c":null,"d":1}]}');
  });
});
