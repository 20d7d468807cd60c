import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import type { Answer } from './events.ts';
import { skip, startStack, type Stack } from './harness.ts';
import { Person, passwordMarker } from './person.ts';
import { databasePassword } from './postgres.ts';

let stack: Stack;

const titleMarker = 'marker-of-a-title';
const promptMarker = 'marker-of-a-prompt';

/** How long a run may take at most; with the time that the programs need beside it, what bounds every test here. */
const runSeconds = 6;
const bounded = { timeout: (runSeconds + 16) * 1000 };

/** What a person is told when a chat fails: a sentence or two, and nothing of how the programs are made. */
function assertPlainWords(answer: Answer, code: string): void {
  assert.equal(answer.last.name, 'error', answer.names.join());
  const { message } = answer.last.data;
  assert.equal(answer.last.data['code'], code, String(message));
  assert.match(String(message), /^[A-Z][^{}<>]{15,300}\.$/);
  assert.doesNotMatch(String(message), /https?:|127\.0\.0\.1|localhost|Error\b|ECONN|undefined|null|\bat \w+ \(/);
}

describe('a model that fails', { skip }, () => {
  before(async () => {
    const agent = { RUN_TIMEOUT_SECONDS: String(runSeconds), MAX_TURNS: '4' };
    stack = await startStack({ settings: { agent, backend: { TURN_SECONDS: String(runSeconds + 6) } } });
  });
  after(() => stack.stop());
  afterEach(() => stack.restore());

  for (const fault of [
    { kind: 'status', status: 429, retry_after: 1 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'truncate', after_chunks: 0 },
  ]) {
    test(`${JSON.stringify(fault)} once: the answer comes all the same`, bounded, async () => {
      const ada = await Person.register(stack);
      await stack.script.faults(fault);
      const answer = await ada.say(`add ${titleMarker}`);
      assert.equal(answer.last.name, 'done', JSON.stringify(answer.last.data));
      assert.deepEqual(await ada.titles(), [titleMarker]);
    });
  }

  const lasting: readonly (readonly [fault: object, code: string])[] = [
    [{ kind: 'status', status: 429, retry_after: 1 }, 'model_unavailable'],
    [{ kind: 'status', status: 500 }, 'model_unavailable'],
    [{ kind: 'status', status: 401 }, 'model_unavailable'],
    [{ kind: 'status', status: 400 }, 'model_invalid'],
    [{ kind: 'hang', seconds: 300 }, 'timeout'],
    [{ kind: 'hang', seconds: 300, after_chunks: 4 }, 'timeout'],
    [{ kind: 'delay', milliseconds: 2_000 }, 'timeout'],
    [{ kind: 'truncate', after_chunks: 4 }, 'model_unavailable'],
    [{ kind: 'truncate', after_chunks: 4, clean: true }, 'model_unavailable'],
    [{ kind: 'malformed_arguments' }, 'too_many_turns'],
    [{ kind: 'unknown_tool' }, 'too_many_turns'],
    [{ kind: 'endless_tools' }, 'too_many_turns'],
  ];
  for (const [fault, code] of lasting) {
    test(`${JSON.stringify(fault)} without end: ${code}`, bounded, async () => {
      const ada = await Person.register(stack);
      await ada.add(titleMarker);
      await stack.script.faults({ ...fault, times: 1000 });
      const answer = await ada.say(`what about the ${promptMarker}?`);
      assertPlainWords(answer, code);
      // Kept, with what was said until then.
      const message = (await ada.messages(answer.conversationId)).at(-1);
      assert.deepEqual([message?.role, message?.status, message?.error?.code], ['assistant', 'failed', code]);
      assert.equal(message?.content.trim(), answer.text.trim());
      // And the next question of the conversation is answered.
      await stack.script.forget();
      const next = await ada.say('what is on my list?', { conversation_id: answer.conversationId }, 1);
      assert.equal(next.last.name, 'done');
      assert.match(next.text, new RegExp(titleMarker));
    });
  }

  test('a call that is no use once is told to the model, and the answer comes', bounded, async () => {
    const ada = await Person.register(stack);
    for (const kind of ['malformed_arguments', 'unknown_tool']) {
      await stack.script.faults({ kind });
      const answer = await ada.say('what is on my list?');
      assert.equal(answer.last.name, 'done');
      assert.equal(answer.all('tool')[0]?.data['ok'], false);
    }
  });

  test('no model at all: the person is told, tasks by hand work, and it is back by itself', bounded, async () => {
    const ada = await Person.register(stack);
    assert.equal(await stack.model.end('SIGTERM'), 0);
    try {
      assertPlainWords(await ada.say('hello'), 'model_unavailable');
      await ada.add(titleMarker);
      assert.deepEqual(await ada.titles(), [titleMarker]);
      assert.equal((await fetch(`${stack.backends[0].url}/readyz`)).status, 200);
    } finally {
      await stack.restore();
    }
    assert.equal((await ada.say('hello')).last.name, 'done');
  });

  // The last, so that it reads what all the others wrote.
  test('no log and no metric shows a key, a password, a token, a title, a prompt or a stack', async () => {
    const secrets = [...stack.secrets, passwordMarker, databasePassword, titleMarker, promptMarker, 'Bearer ', 'eyJ'];
    for (const program of stack.programs) {
      const metrics = program === stack.frontend ? stack.frontendMetrics : program.url;
      const scraped = await (await fetch(`${metrics}/metrics`)).text();
      const written = `${program.output}\n${scraped}`;
      assert.ok(program.output.length > 100, `${program.name} wrote nothing`);
      for (const secret of secrets) assert.ok(!written.includes(secret), `${program.name} shows ${secret}`);
      assert.doesNotMatch(written, /Traceback|^ {4}at |\\n {4}at /m, program.name);
      for (const line of program.output.trimEnd().split('\n')) {
        assert.doesNotThrow(() => JSON.parse(line) as unknown, `${program.name} writes what is no JSON: ${line}`);
      }
    }
  });
});
