import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

interface ExportedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string }[];
  readonly status: { readonly code?: number };
}

test('a request is a span of the trace that it came with, told without what it held', async (t) => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    void request.toArray().then((chunks: Buffer[]) => {
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  t.after(() => {
    collector.close();
    collector.closeAllConnections();
  });
  await once(collector, 'listening');
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
  const { Tracing } = await import('../../server/tracing.ts');
  const tracing = new Tracing();

  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers: IncomingMessage['headers'] = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, cookie: 'secret' };
  const request = { headers, url: '/api/backend/tasks/7?q=secret' } as IncomingMessage;
  const end = { method: 'GET', route: '/api/backend/tasks/{id}', complete: true, seconds: 1 };
  const span = tracing.requestStarted(request, 'GET', '/api/backend/tasks/{id}');
  tracing.requestEnded(span, { ...end, status: 200 });
  const alone = { headers: {} } as IncomingMessage;
  tracing.requestEnded(tracing.requestStarted(alone, 'POST', 'other'), { ...end, status: 502 });
  await tracing.stop();

  const told = bodies.join('');
  const sent = bodies.map(
    (body) => JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: ExportedSpan[] }[] }[] },
  );
  const spans = sent.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
  const [first, second] = spans;
  assert.equal(spans.length, 2);
  assert.equal(first?.name, 'GET /api/backend/tasks/{id}');
  assert.equal(first.traceId, traceId);
  assert.equal(first.parentSpanId, '00f067aa0ba902b7');
  assert.equal(headers['traceparent'], `00-${traceId}-${first.spanId}-01`, 'the backend continues this span');
  assert.equal(second?.status.code, 2);
  assert.match(String(alone.headers['traceparent']), new RegExp(`^00-${second.traceId}-`));
  assert.match(told, /"todo-frontend"/);
  assert.doesNotMatch(told, /secret|\/tasks\/7/);
});
