import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { SettingsReader, startService, type Service } from '@todo-chatbot/service';

import { modelService, readModelSettings } from '../src/app.ts';
import { ChatError } from '../src/chat.ts';
import { readOllamaRequest } from '../src/wire/ollama-request.ts';

let service: Service;
before(async () => {
  const environment = { PORT: '0', HOST: '127.0.0.1', TOKEN_DELAY_MS: '0', SCRIPTED: 'true' };
  const settings = readModelSettings(new SettingsReader(environment));
  service = await startService({ ...modelService(settings), writeLog: () => undefined });
});
after(async () => {
  await service.stop();
});

const system = { role: 'system', content: 'Today is 2026-11-21.' };
const hello = { role: 'user', content: 'hello' };
const tool = { type: 'function', function: { name: 'add_task', parameters: { type: 'object', properties: {} } } };
const callOf = (name: string, id?: string) => ({ ...(id && { id }), function: { name, arguments: { done: false } } });
const calling = (...calls: object[]) => ({ role: 'assistant', content: '', tool_calls: calls });
const answering = (fields: object = {}) => ({ role: 'tool', content: '{"items":[]}', ...fields });
const request = (fields: object = {}) => ({ model: 'offline-rules', messages: [hello], ...fields });

interface Line {
  readonly message: {
    readonly content: string;
    readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: unknown } }[];
  };
  readonly done: boolean;
  readonly done_reason?: string;
  readonly eval_count?: number;
}

function chat(fields: object = {}): Promise<Response> {
  return fetch(`${service.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request(fields)),
  });
}
async function lines(fields: object = {}): Promise<readonly Line[]> {
  const response = await chat(fields);
  assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
  const text = await response.text();
  assert.ok(text.endsWith('\n'));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('answers', () => {
  test('streams unless told otherwise, with the last line done', async () => {
    const whole = (await (await chat({ stream: false })).json()) as Line;
    assert.deepEqual([whole.done, whole.done_reason], [true, 'stop']);
    const streamed = await lines();
    assert.equal(streamed.map(({ message }) => message.content).join(''), whole.message.content);
    assert.deepEqual(
      streamed.map(({ done }) => done),
      [...streamed.slice(1).map(() => false), true],
    );
    assert.ok(streamed.length > 5);
    assert.equal(streamed.at(-1)?.eval_count, whole.eval_count);
  });

  test('calls have arguments as objects', async () => {
    const fields = { messages: [system, { role: 'user', content: 'add milk tomorrow; eggs' }], tools: [tool] };
    const streamed = await lines(fields);
    const whole = (await (await chat({ ...fields, stream: false })).json()) as Line;
    for (const calls of [
      streamed.find(({ message }) => message.tool_calls)?.message.tool_calls,
      whole.message.tool_calls,
    ]) {
      assert.deepEqual(
        calls?.map((call) => [call.function.name, call.function.arguments]),
        [
          ['add_task', { title: 'milk', due_date: '2026-11-22' }],
          ['add_task', { title: 'eggs' }],
        ],
      );
    }
  });

  test('keeps to the bound on tokens', async () => {
    const cut = (await (await chat({ stream: false, options: { num_predict: 2 } })).json()) as Line;
    assert.deepEqual([cut.message.content, cut.done_reason], ['Hello! I', 'length']);
    const unbound = (await (await chat({ stream: false, options: { num_predict: -1 } })).json()) as Line;
    assert.equal(unbound.done_reason, 'stop');
  });

  test('takes faults, too', async () => {
    const put = (faults: object[]) =>
      fetch(`${service.url}/scripted/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(faults),
      });
    await put([{ kind: 'status', status: 429, retry_after: 1 }, { kind: 'malformed_arguments' }]);
    const refused = await chat();
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1']);
    assert.deepEqual(Object.keys((await refused.json()) as object), ['error']);
    assert.equal(typeof (await lines())[0]?.message.tool_calls?.[0]?.function.arguments, 'string');
  });

  test('has a list of models and a version', async () => {
    const { models } = (await (await fetch(`${service.url}/api/tags`)).json()) as { models: { name: string }[] };
    assert.deepEqual(
      models.map(({ name }) => name),
      ['offline-rules:latest'],
    );
    assert.equal((await chat({ model: 'offline-rules:latest', stream: false })).status, 200);
    assert.equal((await chat({ model: 'llama' })).status, 404);
    const { version } = (await (await fetch(`${service.url}/api/version`)).json()) as { version: string };
    assert.match(version, /^\d+\.\d+\.\d+$/);
  });
});

describe('calls and the messages that answer them', () => {
  const idsOf = (messages: readonly object[]) =>
    readOllamaRequest(request({ messages })).messages.flatMap((message) =>
      message.role === 'tool' ? [message.tool_call_id] : [],
    );

  test('are paired by id, by name, or in order', () => {
    const two = calling(callOf('a', '1'), callOf('b', '2'));
    assert.deepEqual(idsOf([hello, two, answering({ tool_call_id: '2' }), answering({ tool_call_id: '1' })]), [
      '2',
      '1',
    ]);
    assert.deepEqual(idsOf([hello, two, answering({ tool_name: 'b' }), answering({ tool_name: 'a' })]), ['2', '1']);
    const plain = calling(callOf('a'), callOf('a'));
    assert.equal(new Set(idsOf([hello, plain, answering(), answering(), plain, answering(), answering()])).size, 4);
  });

  const refusals: Readonly<Record<string, readonly object[]>> = {
    'messages[1]': [hello, answering()],
    'messages[2]': [hello, calling(callOf('a')), answering({ tool_name: 'b' })],
    'messages[2].tool_call_id': [hello, calling(callOf('a', '1')), answering({ tool_call_id: '2' })],
    messages: [hello, calling(callOf('a'), callOf('a')), answering()],
    'messages[1].tool_calls[0].function.arguments': [
      hello,
      calling({ function: { name: 'a', arguments: '{}' } }),
      answering(),
    ],
    'messages[0].role': [{ role: 'wizard', content: 'x' }],
    'messages[0].content': [{ role: 'user' }],
    'messages[0].images': [{ role: 'user', content: 'x', images: ['aGk='] }],
  };
  for (const [param, messages] of Object.entries(refusals)) {
    test(`${param} is refused`, () => {
      assert.throws(
        () => readOllamaRequest(request({ messages })),
        (error) => error instanceof ChatError && error.param === param,
      );
    });
  }

  test('no messages are refused', async () => {
    assert.throws(() => readOllamaRequest(request({ messages: [] })), ChatError);
    assert.equal((await chat({ messages: [] })).status, 400);
  });
});
