import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { createMetrics, HttpProblem, SettingsReader, startService, type ServiceOptions } from '../src/index.ts';
import { readListenSettings } from '../src/settings.ts';
import { readTraceContext } from '../src/trace.ts';
import { startCollector, type Collector } from './collector.ts';

const settings = { host: '127.0.0.1', port: 0, logLevel: 'debug' } as const;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const options = (changes: Partial<ServiceOptions> = {}): ServiceOptions => ({
  name: 'test',
  settings,
  writeLog: () => undefined,
  routes: {
    'GET /headers': (_, { span }) => Response.json(span.headers),
    'GET /child': (_, { span }) => {
      const child = span.child('part of it', { 'test.kind': 'part' });
      child.end({ failed: true, fields: { 'test.count': 2 } });
      return Response.json(child.headers);
    },
    'GET /conflict': () => {
      throw new HttpProblem(409, 'No.');
    },
    'GET /defect': () => {
      throw new TypeError('secret internals');
    },
  },
  ...changes,
});

async function withService<T>(changes: Partial<ServiceOptions>, use: (url: string) => Promise<T>): Promise<T> {
  const service = await startService(options(changes));
  try {
    return await use(service.url);
  } finally {
    await service.stop();
  }
}

const scrape = async (url: string) => (await fetch(`${url}/metrics`)).text();
const headersOf = async (url: string, headers: Record<string, string>) =>
  (await (await fetch(url, { headers })).json()) as Readonly<Record<string, string>>;

describe('metrics', () => {
  test('count requests by method, route and status, with what programs add', async () => {
    const metrics = createMetrics();
    const made = metrics.counter('made_total', { help: 'Made.', labels: ['what'] });
    const waiting = metrics.gauge('waiting', { help: 'Waiting.' });
    const seconds = metrics.histogram('work_seconds', { help: 'Work.', buckets: [1, 2] });
    made({ what: 'tea' });
    made({ what: 'tea' }, 2);
    waiting(2);
    waiting(-1);
    seconds(1.5);
    await withService({ metrics }, async (url) => {
      for (const path of ['/headers', '/headers', '/conflict', '/defect']) await (await fetch(url + path)).text();
      const text = await scrape(url);
      assert.match(text, /^http_requests_total\{method="GET",route="\/headers",status="200"\} 2$/m);
      assert.match(text, /^http_requests_total\{method="GET",route="\/conflict",status="409"\} 1$/m);
      assert.match(text, /^http_requests_total\{method="GET",route="\/defect",status="500"\} 1$/m);
      assert.match(text, /^http_request_duration_seconds_count\{method="GET",route="\/headers"\} 2$/m);
      assert.match(text, /^made_total\{what="tea"\} 3$/m);
      assert.match(text, /^waiting 1$/m);
      assert.match(text, /^work_seconds_bucket\{le="2"\} 1$/m);
      assert.match(text, /^process_resident_memory_bytes \d+$/m);
    });
  });

  test('have few label values, whatever is asked', async () => {
    await withService({}, async (url) => {
      for (let number = 0; number < 20; number += 1) await (await fetch(`${url}/secret-${String(number)}?a=b`)).text();
      await new Promise((resolve, reject) => {
        request(`${url}/headers`, { method: 'PROPFIND' }, (response) => response.resume().on('end', resolve))
          .on('error', reject)
          .end();
      });
      const text = await scrape(url);
      assert.match(text, /^http_requests_total\{method="GET",route="none",status="404"\} 20$/m);
      assert.match(text, /^http_requests_total\{method="other",route="\/headers",status="405"\} 1$/m);
      assert.doesNotMatch(text, /secret|PROPFIND/);
    });
  });

  test('of one service are not those of another', async () => {
    await withService({}, async (first) => {
      await withService({}, async (second) => {
        await (await fetch(`${first}/headers`)).text();
        assert.doesNotMatch(await scrape(second), /route="\/headers"/);
      });
    });
  });
});

describe('the context of a trace', () => {
  test('is read', () => {
    assert.deepEqual(readTraceContext({ traceparent, tracestate: 'a=1' }), {
      traceparent,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      flags: 1,
      tracestate: 'a=1',
    });
    // A later version may say more; what is known of it is used.
    assert.equal(
      readTraceContext({ traceparent: `${traceparent.replace('00-', '01-')}-more` })?.traceparent,
      traceparent,
    );
  });

  for (const bad of [
    undefined,
    '',
    `${traceparent}-more`,
    traceparent.replace('00-', 'ff-'),
    traceparent.toUpperCase(),
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  ]) {
    test(`${JSON.stringify(bad)} is none`, () => {
      assert.equal(readTraceContext({ traceparent: bad }), undefined);
    });
  }

  test('that is odd loses its state only', () => {
    assert.equal(readTraceContext({ traceparent, tracestate: 'é' })?.tracestate, undefined);
    assert.equal(readTraceContext({ traceparent, tracestate: 'x'.repeat(513) })?.traceparent, traceparent);
  });

  test('is handed on as it is when no traces are made', async () => {
    await withService({}, async (url) => {
      const sent = { traceparent, tracestate: 'a=1' };
      assert.deepEqual(await headersOf(`${url}/headers`, sent), sent);
      assert.deepEqual(await headersOf(`${url}/child`, { traceparent }), { traceparent });
      assert.deepEqual(await headersOf(`${url}/headers`, { tracestate: 'a=1' }), {});
    });
  });
});

describe('with a collector', () => {
  let collector: Collector;
  before(async () => {
    collector = await startCollector();
  });
  after(async () => {
    await collector.stop();
  });

  const traced = () =>
    readListenSettings(
      new SettingsReader({ HOST: '127.0.0.1', PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` }),
      0,
    );

  test("spans continue the caller's trace, and are sent before the end", async () => {
    const [server, child] = await withService({ settings: traced() }, async (url) => [
      await headersOf(`${url}/headers`, { traceparent, tracestate: 'a=1' }),
      await headersOf(`${url}/child`, { traceparent }),
    ]);
    const spans = collector.spans.filter(({ traceId }) => traceId === '0af7651916cd43dd8448eb211c80319c');
    const names = spans.map(({ name }) => name);
    assert.deepEqual(names.toSorted(), ['GET /child', 'GET /headers', 'part of it']);
    const [headers, outer, part] = ['GET /headers', 'GET /child', 'part of it'].map(
      (name) => spans[names.indexOf(name)],
    );
    assert.deepEqual([headers?.parentSpanId, outer?.parentSpanId], ['b7ad6b7169203331', 'b7ad6b7169203331']);
    assert.equal(part?.parentSpanId, outer?.spanId);
    assert.deepEqual(server, {
      traceparent: `00-${headers?.traceId ?? ''}-${headers?.spanId ?? ''}-01`,
      tracestate: 'a=1',
    });
    assert.equal(child['traceparent'], `00-${part?.traceId ?? ''}-${part?.spanId ?? ''}-01`);
    assert.deepEqual([part?.failed, part?.fields], [true, { 'test.kind': 'part', 'test.count': 2 }]);
    assert.deepEqual(headers?.fields, {
      'http.request.method': 'GET',
      'http.route': '/headers',
      'http.response.status_code': 200,
    });
    assert.ok(spans.every(({ service }) => service === 'todo-test'));
  });

  test('a failure is marked, without what it says, and no path of a caller is told', async () => {
    collector.spans.length = 0;
    await withService({ settings: traced() }, async (url) => {
      await (await fetch(`${url}/defect`)).text();
      await (await fetch(`${url}/secret-path`)).text();
      await (await fetch(`${url}/healthz`)).text();
    });
    assert.deepEqual(
      collector.spans.map(({ name, failed }) => [name, failed]),
      [
        ['GET /defect', true],
        ['GET none', false],
      ],
    );
    assert.doesNotMatch(collector.bodies.join(), /secret/);
  });

  test("what the caller does not sample isn't sent", async () => {
    collector.spans.length = 0;
    await withService({ settings: traced() }, async (url) => {
      const { traceparent: inner } = await headersOf(`${url}/child`, { traceparent: traceparent.replace(/01$/, '00') });
      assert.match(inner ?? '', /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    });
    assert.equal(collector.spans.length, 0);
  });
});

test('a collector that is away does not hold up the end', async () => {
  const away = { ...settings, traceEndpoint: 'http://127.0.0.1:9' };
  await withService({ settings: away }, async (url) => {
    assert.equal((await fetch(`${url}/headers`)).status, 200);
  });
});
