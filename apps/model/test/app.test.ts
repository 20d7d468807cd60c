import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { SettingsReader, startService, type Service } from '@todo-chatbot/service';

import { modelService, readModelSettings } from '../src/app.ts';

let service: Service;
const lines: string[] = [];

before(async () => {
  const settings = readModelSettings(new SettingsReader({ PORT: '0', HOST: '127.0.0.1', TOKEN_DELAY_MS: '1' }));
  service = await startService({ ...modelService(settings), writeLog: (line) => lines.push(line) });
});
after(async () => {
  await service.stop();
});

const tool = { type: 'function', function: { name: 'add_task', parameters: { type: 'object' } } };
const system = { role: 'system', content: 'Today is 2026-11-21.' };
const chat = (fields: object) => ({
  model: 'offline-rules',
  messages: [{ role: 'user', content: 'hello' }],
  ...fields,
});

function post(body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

interface Chunk {
  readonly id: string;
  readonly choices: readonly {
    readonly delta: {
      readonly content?: string | null;
      readonly tool_calls?: readonly {
        readonly index: number;
        readonly id?: string;
        readonly function: { readonly arguments: string };
      }[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: { readonly total_tokens: number } | null;
}

async function chunks(body: unknown): Promise<readonly Chunk[]> {
  const response = await post(body);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const events = (await response.text()).split('\n\n').filter((event) => event !== '');
  assert.equal(events.pop(), 'data: [DONE]');
  return events.map((event) => JSON.parse(event.replace(/^data: /, '')) as Chunk);
}

test('answers as one object, the same each time', async () => {
  const first = (await (await post(chat({}))).json()) as Record<string, unknown>;
  const second = (await (await post(chat({}))).json()) as Record<string, unknown>;
  assert.deepEqual({ ...first, created: 0 }, { ...second, created: 0 });
  assert.match(String(first['id']), /^chatcmpl-[0-9a-f]{24}$/);
  const [choice] = first['choices'] as { message: { role: string; content: string }; finish_reason: string }[];
  assert.match(choice?.message.content ?? '', /^Hello!/);
  assert.equal(choice?.finish_reason, 'stop');
  const usage = first['usage'] as Record<string, number>;
  assert.equal(usage['total_tokens'], (usage['prompt_tokens'] ?? 0) + (usage['completion_tokens'] ?? 0));
});

test('streams the same text in small chunks, then usage', async () => {
  const whole = (await (await post(chat({}))).json()) as { choices: { message: { content: string } }[] };
  const streamed = await chunks(chat({ stream: true, stream_options: { include_usage: true } }));
  const texts = streamed.map((chunk) => chunk.choices[0]?.delta.content ?? '');
  assert.equal(texts.join(''), whole.choices[0]?.message.content);
  assert.ok(texts.filter((text) => text !== '').length > 5);
  assert.equal(streamed.at(-2)?.choices[0]?.finish_reason, 'stop');
  assert.ok((streamed.at(-1)?.usage?.total_tokens ?? 0) > 0);
});

test('streams a tool call in pieces', async () => {
  const messages = [system, { role: 'user', content: 'add buy milk tomorrow' }];
  const streamed = await chunks(chat({ messages, tools: [tool], stream: true }));
  const pieces = streamed.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
  assert.match(pieces[0]?.id ?? '', /^call_[0-9a-f]{24}$/);
  assert.deepEqual(JSON.parse(pieces.map((piece) => piece.function.arguments).join('')), {
    title: 'buy milk',
    due_date: '2026-11-22',
  });
  assert.equal(streamed.at(-1)?.choices[0]?.finish_reason, 'tool_calls');
});

test('calls tools in one object, too', async () => {
  const messages = [system, { role: 'user', content: 'add milk; eggs' }];
  const body = (await (await post(chat({ messages, tools: [tool] }))).json()) as {
    choices: { message: { content: null; tool_calls: { id: string }[] } }[];
  };
  const [choice] = body.choices;
  assert.ok(choice);
  assert.equal(choice.message.content, null);
  assert.equal(new Set(choice.message.tool_calls.map((call) => call.id)).size, 2);
});

test('keeps to the bound on tokens', async () => {
  const body = (await (await post(chat({ max_tokens: 2 }))).json()) as {
    choices: { message: { content: string }; finish_reason: string }[];
  };
  const [choice] = body.choices;
  assert.deepEqual([choice?.message.content, choice?.finish_reason], ['Hello! I', 'length']);
});

test("errors have OpenAI's form", async () => {
  const refused = await post(chat({ messages: [{ role: 'tool', content: 'x', tool_call_id: 'a' }] }));
  assert.equal(refused.status, 400);
  const { error } = (await refused.json()) as { error: Record<string, unknown> };
  assert.equal(error['type'], 'invalid_request_error');
  assert.equal(error['param'], 'messages[0].tool_call_id');
  const unknown = await post(chat({ model: 'gpt' }));
  assert.equal(unknown.status, 404);
  assert.match(await unknown.text(), /model_not_found/);
});

test('a body that is not JSON, or deeper than anyone needs, does no harm', async () => {
  assert.equal((await post('{')).status, 400);
  assert.equal((await post(`{"messages":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)).status, 400);
});

test('names its model', async () => {
  const body = (await (await fetch(`${service.url}/v1/models`)).json()) as { data: { id: string }[] };
  assert.deepEqual(
    body.data.map((model) => model.id),
    ['offline-rules'],
  );
});

test('a caller that leaves ends its stream', async () => {
  const leaving = new AbortController();
  const response = await post(chat({ stream: true }), leaving.signal);
  await response.body?.getReader().read();
  leaving.abort();
  const health = await fetch(`${service.url}/healthz`);
  assert.equal(health.status, 200);
});

test('logs hold no text of the conversation', async () => {
  await (await post(chat({ messages: [{ role: 'user', content: 'add secret-plan' }] }))).text();
  assert.ok(lines.some((line) => line.includes('/v1/chat/completions')));
  assert.ok(lines.every((line) => !line.includes('secret-plan')));
});
