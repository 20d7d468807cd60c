import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import {
  bearerToken,
  eventStream,
  HttpProblem,
  readJson,
  startService,
  type ServerSentEvent,
  type Service,
  type ServiceOptions,
} from '../src/index.ts';

const settings = { host: '127.0.0.1', port: 0, logLevel: 'debug' } as const;
const lines: string[] = [];
const entries = () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
/** Streams that were ended by their caller. */
const ended: string[] = [];

async function* count(signal: AbortSignal): AsyncGenerator<ServerSentEvent, void> {
  try {
    for (let number = 0; number < 1000; number += 1) {
      yield { event: 'number', data: String(number) };
      await pause(5, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) {
        yield { event: 'error', data: 'stopped' };
        return;
      }
    }
  } finally {
    ended.push('count');
  }
}

const options: ServiceOptions = {
  name: 'test',
  settings,
  maxBodyBytes: 1000,
  probes: { good: () => Promise.resolve(true), bad: () => Promise.resolve(false) },
  writeLog: (line) => lines.push(line),
  routes: {
    'POST /echo': async (incoming) => Response.json(await readJson(incoming)),
    'GET /token': (incoming) => new Response(bearerToken(incoming)),
    'GET /defect': () => {
      throw new TypeError('secret internals');
    },
    'GET /problem': () => {
      throw new HttpProblem(409, 'It is taken.', { errors: [{ path: 'name', message: 'taken' }] });
    },
    'GET /nothing': () => new Response(null, { status: 204 }),
    'GET /count': (incoming) => eventStream(count(incoming.signal)),
    'GET /broken': () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('secret internals')) })),
  },
};

let service: Service;
before(async () => {
  service = await startService(options);
});
after(async () => {
  await service.stop();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${service.url}${path}`, { headers });
const post = (body: string, type = 'application/json') =>
  fetch(`${service.url}/echo`, { method: 'POST', headers: { 'content-type': type }, body });

describe('health', () => {
  test('is alive without asking anybody', async () => {
    assert.deepEqual(await (await get('/healthz')).json(), { status: 'ok' });
  });

  test('is ready only when everything is there, and says what is not', async () => {
    const response = await get('/readyz');
    assert.equal(response.status, 503);
    assert.deepEqual(await response.json(), { status: 'not ready', checks: { good: 'ok', bad: 'unreachable' } });
  });
});

describe('an answer', () => {
  test('that is no stream is sent at once, with its length', async () => {
    const response = await post('{"a":"ü"}');
    assert.equal(response.headers.get('content-length'), '10');
    assert.equal(response.headers.get('transfer-encoding'), null);
    assert.deepEqual(await response.json(), { a: 'ü' });
    assert.equal((await get('/nothing')).headers.get('content-length'), null);
  });
});

describe('a request id', () => {
  test('is taken over when it is well formed', async () => {
    const response = await get('/healthz', { 'x-request-id': 'abcdefgh-123' });
    assert.equal(response.headers.get('x-request-id'), 'abcdefgh-123');
  });

  for (const id of ['short', 'x'.repeat(65), 'with space', 'semi;colon1']) {
    test(`is made instead of ${JSON.stringify(id.slice(0, 12))}`, async () => {
      const made = (await get('/healthz', { 'x-request-id': id })).headers.get('x-request-id') ?? '';
      assert.match(made, /^[0-9a-f-]{36}$/);
    });
  }
});

describe('errors are problem details', () => {
  async function problem(response: Response): Promise<Readonly<Record<string, unknown>>> {
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const body = (await response.json()) as Readonly<Record<string, unknown>>;
    assert.equal(body['status'], response.status);
    assert.equal(body['request_id'], response.headers.get('x-request-id'));
    return body;
  }

  test('of a handler', async () => {
    const body = await problem(await get('/problem'));
    assert.deepEqual(
      [body['title'], body['detail'], body['errors']],
      ['Conflict', 'It is taken.', [{ path: 'name', message: 'taken' }]],
    );
  });

  test('of a defect, without what it says', async () => {
    const body = await problem(await get('/defect'));
    assert.deepEqual([body['status'], body['detail']], [500, 'Something went wrong here.']);
    assert.ok(entries().some((entry) => entry['level'] === 'error' && entry['error'] === 'TypeError'));
    assert.ok(lines.every((line) => !line.includes('secret internals')));
  });

  test('of an unknown path or method', async () => {
    assert.equal((await problem(await get('/elsewhere')))['status'], 404);
    assert.equal((await problem(await get('/constructor')))['status'], 404);
    const wrong = await get('/echo');
    assert.equal(wrong.headers.get('allow'), 'POST');
    assert.equal((await problem(wrong))['status'], 405);
  });

  test('of a body', async () => {
    assert.equal((await problem(await post('{}', 'text/plain')))['status'], 415);
    assert.equal((await problem(await post('{')))['status'], 400);
    assert.equal((await problem(await post(JSON.stringify('x'.repeat(2000)))))['status'], 413);
  });

  test('of a missing token', async () => {
    assert.equal((await problem(await get('/token')))['status'], 401);
    assert.equal(await (await get('/token', { authorization: 'bearer abc' })).text(), 'abc');
  });
});

test('a chunked body over the limit is refused while it comes', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request(
      `${service.url}/echo`,
      { method: 'POST', headers: { 'content-type': 'application/json' } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sending.on('error', reject);
    for (let part = 0; part < 4; part += 1) sending.write('x'.repeat(500));
  });
  assert.equal(status, 413);
});

test('a body within the limit, and none, come through', async () => {
  assert.deepEqual(await (await post('{"a":["é",1]}')).json(), { a: ['é', 1] });
  assert.equal((await get('/nothing')).status, 204);
});

test('an absolute or odd request target does no harm', async () => {
  for (const target of ['http://elsewhere/healthz', '*', '//', '/%zz']) {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk: Buffer) => void (text += chunk.toString()));
      socket.on('end', () => resolve(text)).on('error', reject);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    });
    assert.match(answer, /^HTTP\/1\.1 4\d\d /);
  }
});

test('a stream ends when its caller leaves', async () => {
  const leaving = new AbortController();
  const response = await fetch(`${service.url}/count`, { signal: leaving.signal });
  await response.body?.getReader().read();
  ended.length = 0;
  leaving.abort();
  while (ended.length === 0) await pause(5);
});

test('a response that breaks off is cut, not completed', async () => {
  await assert.rejects(async () => (await get('/broken')).text());
});

test('each request is one log line with its id', async () => {
  await get('/nothing?secret=1', { 'x-request-id': 'abcdefgh-456' });
  while (!entries().some((entry) => entry['request_id'] === 'abcdefgh-456')) await pause(5);
  const mine = entries().filter((entry) => entry['request_id'] === 'abcdefgh-456');
  assert.equal(mine.length, 1);
  const { time, duration_ms: duration, ...rest } = mine[0] ?? {};
  assert.ok(!Number.isNaN(Date.parse(String(time))) && Number.isInteger(duration));
  assert.deepEqual(rest, {
    level: 'info',
    message: 'request',
    service: 'test',
    request_id: 'abcdefgh-456',
    method: 'GET',
    path: '/nothing',
    status: 204,
  });
});

describe('the end', () => {
  test('waits for running streams, then closes', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const own = await startService({
      ...options,
      routes: { 'GET /slow': () => gate.then(() => new Response('whole')) },
    });
    const slow = fetch(`${own.url}/slow`);
    await fetch(`${own.url}/healthz`);
    const stopped = own.stop();
    const ready = await fetch(`${own.url}/readyz`);
    assert.deepEqual([ready.status, ((await ready.json()) as { status: string }).status], [503, 'stopping']);
    release();
    const response = await slow;
    assert.equal(response.headers.get('connection'), 'close');
    assert.equal(await response.text(), 'whole');
    await stopped;
    await assert.rejects(fetch(`${own.url}/healthz`));
  });

  test('tells what takes too long to stop', async () => {
    const own = await startService({ ...options, settings: { ...options.settings, drainTimeoutMs: 50 } });
    const response = await fetch(`${own.url}/count`);
    const text = response.text();
    await own.stop();
    assert.match(await text, /event: error\ndata: stopped\n\n$/);
  });
});
