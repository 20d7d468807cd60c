import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { SettingsReader, startService, type Service } from '@todo-chatbot/service';

import { modelService, readModelSettings } from '../src/app.ts';
import type { JournalEntry } from '../src/scripted/script.ts';

let service: Service;
const start = (scripted: string) => {
  const environment = { PORT: '0', HOST: '127.0.0.1', TOKEN_DELAY_MS: '0', SCRIPTED: scripted };
  return startService({
    ...modelService(readModelSettings(new SettingsReader(environment))),
    writeLog: () => undefined,
  });
};

before(async () => {
  service = await start('true');
});
beforeEach(async () => {
  assert.equal((await fetch(`${service.url}/scripted`, { method: 'DELETE' })).status, 204);
});
after(async () => {
  await service.stop();
});

function send(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${service.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}
async function script(...faults: object[]): Promise<void> {
  assert.equal((await send('PUT', '/scripted/faults', faults)).status, 200);
}
const ask = (fields: object = {}, signal?: AbortSignal) =>
  send(
    'POST',
    '/v1/chat/completions',
    { model: 'offline-rules', messages: [{ role: 'user', content: 'hello' }], ...fields },
    signal,
  );
async function journal(): Promise<readonly JournalEntry[]> {
  const body = (await (await fetch(`${service.url}/scripted/journal`)).json()) as { requests: JournalEntry[] };
  return body.requests;
}
async function said(response: Response): Promise<{ content: string | null; calls: readonly (readonly string[])[] }> {
  const { choices } = (await response.json()) as {
    choices: {
      message: { content: string | null; tool_calls?: { function: { name: string; arguments: string } }[] };
    }[];
  };
  const { content, tool_calls: calls = [] } = choices[0]?.message ?? { content: null };
  return { content, calls: calls.map(({ function: { name, arguments: args } }) => [name, args]) };
}

test('without SCRIPTED its routes are not there', async () => {
  const plain = await start('false');
  try {
    for (const [method, path] of [
      ['PUT', '/scripted/faults'],
      ['GET', '/scripted/journal'],
      ['DELETE', '/scripted'],
    ] as const) {
      assert.equal((await fetch(`${plain.url}${path}`, { method })).status, 404);
    }
  } finally {
    await plain.stop();
  }
});

describe('faults', () => {
  test('a status, as often as it says, then the rules again', async () => {
    await script({ kind: 'status', status: 429, retry_after: 2, times: 2 });
    for (const answer of [await ask(), await ask({ stream: true })]) {
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '2']);
      assert.match(await answer.text(), /rate_limit_error/);
    }
    assert.equal((await ask()).status, 200);
    await script({ kind: 'status', status: 500 });
    assert.match(await (await ask()).text(), /server_error/);
  });

  test('a text and a call instead of the rules', async () => {
    await script({ kind: 'text', text: 'No.' }, { kind: 'tool_call', name: 'delete_task', arguments: { id: 'x' } });
    assert.equal((await said(await ask())).content, 'No.');
    assert.deepEqual((await said(await ask())).calls, [['delete_task', '{"id":"x"}']]);
    assert.match((await said(await ask())).content ?? '', /^Hello!/);
  });

  test('arguments that are no JSON, and a tool that nobody has', async () => {
    await script({ kind: 'malformed_arguments' }, { kind: 'unknown_tool' });
    const [malformed] = (await said(await ask())).calls;
    assert.equal(malformed?.[0], 'list_tasks');
    assert.throws(() => JSON.parse(malformed[1] ?? '') as unknown, SyntaxError);
    assert.deepEqual((await said(await ask())).calls, [['no_such_tool', '{}']]);
  });

  test('tool calls without end, until the script is forgotten', async () => {
    await script({ kind: 'endless_tools' });
    for (let turn = 0; turn < 5; turn += 1) assert.equal((await said(await ask())).calls.length, 1);
    await fetch(`${service.url}/scripted`, { method: 'DELETE' });
    assert.deepEqual((await said(await ask())).calls, []);
  });

  test('a stream that breaks off, and one that ends unfinished', async () => {
    await script({ kind: 'truncate', after_chunks: 3 }, { kind: 'truncate', after_chunks: 3, clean: true });
    await assert.rejects(async () => (await ask({ stream: true })).text());
    const text = await (await ask({ stream: true })).text();
    assert.equal(text.match(/^data: /gm)?.length, 3);
    assert.doesNotMatch(text, /DONE|"finish_reason":"/);
    assert.deepEqual(
      (await journal()).map(({ chunks_sent, state }) => [chunks_sent, state]),
      [
        [3, 'broken'],
        [3, 'broken'],
      ],
    );
  });

  test('an answer in one piece is cut to half of its JSON', async () => {
    await script({ kind: 'truncate', after_chunks: 0 });
    await assert.rejects((await ask()).json(), SyntaxError);
  });

  test('a hang after some chunks, which a caller need not wait for', async () => {
    await script({ kind: 'hang', seconds: 3600, after_chunks: 2 });
    const leaving = new AbortController();
    const body = (await ask({ stream: true }, leaving.signal)).body as ReadableStream<Uint8Array>;
    const reader = body.getReader();
    let text = '';
    while (!text.includes('Hello!')) text += new TextDecoder().decode((await reader.read()).value);
    assert.deepEqual(
      (await journal()).map(({ chunks_sent, state }) => [chunks_sent, state]),
      [[2, 'running']],
    );
    const [hanging] = await journal();
    assert.ok(hanging!.began_ms <= hanging!.first_chunk_ms! && hanging!.ended_ms === null);
    leaving.abort();
    while ((await journal())[0]?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await journal())[0]?.state, 'broken');
  });

  test('a hang and a delay end in the same answer', async () => {
    const plain = await (await ask()).text();
    await script({ kind: 'hang', seconds: 0.01 }, { kind: 'delay', milliseconds: 1 });
    const withoutTime = (text: string) => text.replace(/"created":\d+/, '');
    assert.equal(withoutTime(await (await ask()).text()), withoutTime(plain));
    assert.match(await (await ask({ stream: true })).text(), /\[DONE\]/);
  });

  test('one for a certain message waits for it', async () => {
    await script({ kind: 'text', text: 'Gotcha.', match: 'secret' });
    assert.match((await said(await ask())).content ?? '', /^Hello!/);
    const messages = [{ role: 'user', content: 'the secret word' }];
    assert.equal((await said(await ask({ messages }))).content, 'Gotcha.');
    assert.match((await said(await ask({ messages }))).content ?? '', /^Sorry/);
  });

  test('what is no fault is refused, with the part that is wrong', async () => {
    const cases: readonly (readonly [body: unknown, part: RegExp])[] = [
      [{}, /must be a list/],
      [['hang'], /faults\[0\] must be an object/],
      [[{ kind: 'explode' }], /faults\[0\]\.kind must be one of status, hang/],
      [[{ kind: 'text', text: 'a' }, { kind: 'status' }], /faults\[1\]\.status is missing/],
      [[{ kind: 'status', status: 200 }], /faults\[0\]\.status is not valid/],
      [[{ kind: 'unknown_tool', name: 'x' }], /faults\[0\]\.name is not known/],
      [[{ kind: 'unknown_tool', times: 0 }], /faults\[0\]\.times is not valid/],
      [[{ kind: 'tool_call', name: 'x', arguments: [] }], /faults\[0\]\.arguments is not valid/],
    ];
    for (const [body, part] of cases) {
      const refused = await send('PUT', '/scripted/faults', body);
      assert.equal(refused.status, 400);
      assert.match(((await refused.json()) as { detail: string }).detail, part);
    }
  });
});

test('the journal has each request, with what it took and how far its answer is', async () => {
  await script({ kind: 'status', status: 503 });
  const tools = [{ type: 'function', function: { name: 'list_tasks' } }];
  await (await ask({ tools })).text();
  await (await ask({ stream: true })).text();
  const entries = await journal();
  assert.deepEqual(
    entries.map(({ path, fault, state, stream, tools: offered }) => ({ path, fault, state, stream, offered })),
    [
      { path: '/v1/chat/completions', fault: 'status', state: 'broken', stream: false, offered: ['list_tasks'] },
      { path: '/v1/chat/completions', fault: null, state: 'done', stream: true, offered: [] },
    ],
  );
  assert.deepEqual(entries[1]?.messages, [{ role: 'user', content: 'hello' }]);
  assert.ok(entries.at(-1)!.chunks_sent > 5);
});
