import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventStreamParser, readEvents, SilenceError, type ServerSentEvent } from '../../client/sse.ts';

function parse(...pieces: string[]): ServerSentEvent[] {
  const parser = new EventStreamParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

test('an event has its name and data', () => {
  assert.deepEqual(parse('event: token\ndata: {"text":"hi"}\n\n'), [{ id: '', event: 'token', data: '{"text":"hi"}' }]);
});

test('an event without a name is a message, several data lines are one text, one leading space goes', () => {
  assert.deepEqual(parse('data:a\ndata:  b\n\n'), [{ id: '', event: 'message', data: 'a\n b' }]);
});

test('comments, unknown fields, byte order mark and events without data give nothing', () => {
  assert.deepEqual(parse('\uFEFF: ping\n\nevent: token\n\nid: 7\nretry: 5\ndata: x\n\n'), [
    { id: '7', event: 'message', data: 'x' },
  ]);
});

test('an event that has not ended is not given', () => {
  assert.deepEqual(parse('data: half'), []);
  assert.deepEqual(parse('data: half\n'), []);
});

for (const [name, end] of Object.entries({ LF: '\n', CR: '\r', CRLF: '\r\n' })) {
  test(`lines that end with ${name}, cut at every place, give the same events`, () => {
    const text = ['event: a', 'data: 1', 'data: 2', '', 'data: é', '', ''].join(end) + ':';
    const expected = [
      { id: '', event: 'a', data: '1\n2' },
      { id: '', event: 'message', data: 'é' },
    ];
    for (let cut = 0; cut <= text.length; cut += 1) {
      assert.deepEqual(parse(text.slice(0, cut), text.slice(cut)), expected, `cut at ${cut}`);
    }
  });
}

test('a character whose bytes arrive apart is whole', async () => {
  const bytes = new TextEncoder().encode('data: 🥛\n\n');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  assert.deepEqual(await Array.fromAsync(readEvents(body)), [{ id: '', event: 'message', data: '🥛' }]);
});

test('who stops reading cancels the body', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
    cancel: () => void (cancelled = true),
  });
  for await (const event of readEvents(body)) {
    assert.equal(event.data, 'x');
    break;
  }
  assert.equal(cancelled, true);
});

test('an event has its own id only', () => {
  const ids = parse('id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\nid: 3\0\ndata: d\n\nid\ndata: e\n\n').map(
    ({ id }) => id,
  );
  assert.deepEqual(ids, ['1', '', '2', '', '']);
});

test('a stream that is silent for too long is dead, and let go; comments keep it alive', async () => {
  let cancelled = false;
  let source: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (source = controller),
    cancel: () => void (cancelled = true),
  });
  const beat = setInterval(() => source?.enqueue(new TextEncoder().encode(': keep-alive\n\n')), 50);
  setTimeout(() => {
    clearInterval(beat);
    source?.enqueue(new TextEncoder().encode('data: late\n\n'));
  }, 400);
  const events = readEvents(body, 200);
  assert.equal((await events.next()).value?.data, 'late');
  await assert.rejects(events.next(), SilenceError);
  assert.equal(cancelled, true);
});
