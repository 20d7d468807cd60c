import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import {
  checkReadiness,
  createLogger,
  encodeEvent,
  eventStream,
  errorFields,
  httpProbe,
  SettingsError,
  SettingsReader,
} from '../src/index.ts';
import { readListenSettings } from '../src/settings.ts';

describe('settings', () => {
  const reader = (value: string) => new SettingsReader({ NAME: value });

  test('fall back when they are not set or empty', () => {
    for (const empty of [reader(''), reader('  '), new SettingsReader({})]) {
      assert.equal(empty.text('NAME', 'x'), 'x');
      assert.equal(empty.integer('NAME', { fallback: 1, min: 0, max: 2 }), 1);
      assert.equal(empty.choice('NAME', { fallback: 'a', of: ['a', 'b'] }), 'a');
      assert.equal(empty.url('NAME', 'http://x'), 'http://x');
      assert.equal(empty.optionalSecret('NAME'), undefined);
      assert.throws(() => empty.key('NAME'), /NAME must name a file/);
    }
  });

  test('are read', () => {
    assert.equal(reader(' 2 ').integer('NAME', { fallback: 1, min: 0, max: 2 }), 2);
    assert.equal(reader('b').choice('NAME', { fallback: 'a', of: ['a', 'b'] }), 'b');
    assert.equal(reader('https://host:1/path/').url('NAME', ''), 'https://host:1/path');
    assert.deepEqual(readListenSettings(new SettingsReader({}), 8300), {
      host: '0.0.0.0',
      port: 8300,
      logLevel: 'info',
      drainTimeoutMs: 60_000,
    });
  });

  for (const bad of ['3', '-1', '1.5', '1e0', '0x1', 'one', '99999999999999999999']) {
    test(`refuse ${bad} as a number from 0 to 2`, () => {
      assert.throws(() => reader(bad).integer('NAME', { fallback: 1, min: 0, max: 2 }), SettingsError);
    });
  }

  for (const bad of ['host:80', '/path', 'ftp://x', 'http://', 'http://u:p@x', 'http://x?a=1', 'http://x#a']) {
    test(`refuse ${bad} as a URL`, () => {
      assert.throws(() => reader(bad).url('NAME', 'http://x'), SettingsError);
    });
  }

  test('read an amount, and refuse what is none', () => {
    assert.equal(new SettingsReader({}).amount('NAME', { fallback: 0.5, max: 10 }), 0.5);
    assert.equal(reader('2.75').amount('NAME', { fallback: 0, max: 10 }), 2.75);
    for (const bad of ['-1', '10.01', '1e3', '.5', 'Infinity', 'NaN', '1,5']) {
      assert.throws(() => reader(bad).amount('NAME', { fallback: 0, max: 10 }), SettingsError, bad);
    }
  });

  test('refuse an unknown choice', () => {
    assert.throws(() => reader('c').choice('NAME', { fallback: 'a', of: ['a', 'b'] }), /one of a, b/);
  });

  describe('that are files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    const path = join(folder, 'key');
    const holding = (content: string) => {
      writeFileSync(path, content);
      return reader(path);
    };
    const strong = 'kJ8vQ2xW9zR4tY7uB1nM5cX3aS6dF0gH';
    after(() => rmSync(folder, { recursive: true }));

    test('are read without the end of their line', () => {
      assert.equal(holding('a key \n').optionalSecret('NAME'), 'a key ');
      assert.equal(holding(`${strong}\r\n\n`).key('NAME'), strong);
    });

    test('are refused when there is nothing in them', () => {
      assert.throws(() => holding('\n').optionalSecret('NAME'), /NAME names is empty\.$/);
      assert.throws(() => reader(join(folder, 'other')).optionalSecret('NAME'), /cannot be read/);
      assert.throws(() => reader(join(folder, 'other')).key('NAME'), /cannot be read/);
    });

    for (const secret of ['two\nlines', 'ключ', 'tab\tbed']) {
      test(`are refused where no header can hold them: ${JSON.stringify(secret)}`, () => {
        assert.throws(
          () => holding(secret).optionalSecret('NAME'),
          (error: Error) => error instanceof SettingsError && !error.message.includes(secret),
        );
      });
    }

    // As in apps/backend/tests/test_settings.py.
    for (const [key, sentence] of [
      [strong.slice(1), 'NAME holds 31 bytes, but a key needs at least 32.'],
      ['', 'NAME holds 0 bytes, but a key needs at least 32.'],
      ['a'.repeat(40), 'NAME holds a key that is easy to guess; make one with: openssl rand -base64 48.'],
      [
        'please-change-me-before-production-12345',
        'NAME holds a key that is easy to guess; make one with: openssl rand -base64 48.',
      ],
    ] as const) {
      test(`are refused as keys: ${key}`, () => {
        assert.throws(
          () => holding(`${key}\n`).key('NAME'),
          (error: Error) => error instanceof SettingsError && error.message === sentence,
        );
      });
    }
  });
});

describe('logs', () => {
  test('are JSON lines from the level on', () => {
    const lines: string[] = [];
    const log = createLogger({ service: 's', level: 'warning', write: (line) => lines.push(line) }).with({
      request_id: 'r',
    });
    log.debug('no');
    log.info('no');
    log.warn('yes', { count: 1 });
    log.error('yes\nin one line');
    assert.equal(lines.length, 2);
    assert.ok(lines.every((line) => line.endsWith('}\n') && line.trimEnd().split('\n').length === 1));
    const entry = JSON.parse(lines[0] ?? '') as Readonly<Record<string, unknown>>;
    assert.deepEqual(
      { ...entry, time: '' },
      { time: '', level: 'warning', message: 'yes', service: 's', request_id: 'r', count: 1 },
    );
  });

  test('carry an error by its kind and code, never by its text', () => {
    const inner = Object.assign(new Error('secret'), { code: 'ECONNREFUSED' });
    assert.deepEqual(errorFields(new TypeError('secret', { cause: inner })), {
      error: 'TypeError',
      error_code: 'ECONNREFUSED',
    });
    assert.deepEqual(errorFields(inner), { error: 'Error', error_code: 'ECONNREFUSED' });
    assert.deepEqual(errorFields('secret'), { error: 'string' });
  });
});

test('an event may have several lines, and no name', () => {
  assert.equal(encodeEvent({ event: 'a', data: 'x\ny' }), 'event: a\ndata: x\ndata: y\n\n');
  assert.equal(encodeEvent({ data: 'x' }), 'data: x\n\n');
});

describe('a probe', () => {
  async function probed(listener: RequestListener): Promise<boolean> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const up = await httpProbe(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/healthz`)();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    return up;
  }

  test('is content with any answer below 500', async () => {
    assert.equal(await probed((_, response) => response.end()), true);
    assert.equal(await probed((_, response) => response.writeHead(401).end()), true);
    assert.equal(await probed((_, response) => response.writeHead(503).end()), false);
  });

  test('does not wait for ever', async () => {
    assert.equal(await probed(() => undefined), false);
  });

  test('sees that nobody is there', async () => {
    assert.equal(await httpProbe('http://127.0.0.1:9/')(), false);
    assert.equal(await httpProbe('https://127.0.0.1:9/')(), false);
  });

  test('opens a connection of its own each time', async () => {
    const ports = new Set<number | undefined>();
    const server = createServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const probe = httpProbe(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    await probe();
    await probe();
    assert.equal(ports.size, 2);
    await new Promise((resolve) => server.close(resolve));
  });
});

test('readiness is that of all', async () => {
  const yes = () => Promise.resolve(true);
  const no = () => Promise.resolve(false);
  assert.deepEqual(await checkReadiness({}), { ready: true, checks: {} });
  assert.deepEqual(await checkReadiness({ a: yes, b: no }), { ready: false, checks: { a: 'ok', b: 'unreachable' } });
});

test('no comment goes into an event stream that broke off', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const broken = eventStream(
    (async function* () {
      yield { data: 'one' };
      await Promise.reject(new Error('broken off'));
    })(),
  );
  await assert.rejects(broken.text(), /broken off/);
  // The comment's timer would throw here.
  context.mock.timers.tick(60_000);
});
