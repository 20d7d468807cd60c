import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkHost,
  readDrainMs,
  readLameDuckMs,
  readListenSettings,
  readSettings,
  readTracesEndpoint,
  SettingsError,
} from '../../server/settings.ts';

test('without any setting the defaults of the contract hold', () => {
  assert.deepEqual(readSettings({}), { backendUrl: new URL('http://localhost:8000'), cookieSecure: false });
  assert.deepEqual(readListenSettings({}), { host: '0.0.0.0', port: 3000, metricsPort: 9464, trustedProxies: 0 });
});

test('settings are taken from the environment', () => {
  const env = { BACKEND_URL: 'https://backend:8443', COOKIE_SECURE: 'true', HOST: '::1', PORT: '80' };
  const more = { METRICS_PORT: '81', TRUSTED_PROXIES: '2' };
  assert.deepEqual(readSettings(env), { backendUrl: new URL('https://backend:8443'), cookieSecure: true });
  assert.deepEqual(readListenSettings({ ...env, ...more }), {
    host: '::1',
    port: 80,
    metricsPort: 81,
    trustedProxies: 2,
  });
});

test('malformed settings are refused by name', () => {
  const refused = (read: () => unknown, name: string) =>
    assert.throws(read, (error) => error instanceof SettingsError && error.message.startsWith(name));
  for (const url of ['backend', 'ftp://backend', 'http://backend/api', 'http://backend?x', 'http://a:b@backend']) {
    refused(() => readSettings({ BACKEND_URL: url }), 'BACKEND_URL');
  }
  refused(() => readSettings({ COOKIE_SECURE: 'yes' }), 'COOKIE_SECURE');
  for (const port of ['0', '65536', '-1', '80a', '1e3']) refused(() => readListenSettings({ PORT: port }), 'PORT');
  for (const port of ['0', 'x', '3000']) refused(() => readListenSettings({ METRICS_PORT: port }), 'METRICS_PORT');
  for (const count of ['-1', '10', 'x'])
    refused(() => readListenSettings({ TRUSTED_PROXIES: count }), 'TRUSTED_PROXIES');
});

test('running answers get as long as DRAIN_SECONDS says', () => {
  assert.equal(readDrainMs({}), 60_000);
  assert.equal(readDrainMs({ DRAIN_SECONDS: '120' }), 120_000);
  for (const seconds of ['0', '3601', '-1', 'soon']) {
    assert.throws(
      () => readDrainMs({ DRAIN_SECONDS: seconds }),
      /^Error: DRAIN_SECONDS must be a number from 1 to 3600/,
    );
  }
});

test('answering goes on after SIGTERM as long as LAME_DUCK_SECONDS says', () => {
  assert.equal(readLameDuckMs({}), 0);
  assert.equal(readLameDuckMs({ LAME_DUCK_SECONDS: '15' }), 15_000);
  for (const seconds of ['901', '-1', 'soon']) {
    assert.throws(() => readLameDuckMs({ LAME_DUCK_SECONDS: seconds }), /^Error: LAME_DUCK_SECONDS must be a number/);
  }
});

test('traces are sent when there is an address to send them to', () => {
  assert.equal(readTracesEndpoint({}), undefined);
  assert.equal(readTracesEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }), undefined);
  assert.equal(readTracesEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://traces:4318' })?.host, 'traces:4318');
  for (const text of ['traces', 'grpc://traces:4317']) {
    assert.throws(
      () => readTracesEndpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: text }),
      /^Error: OTEL_EXPORTER_OTLP_ENDPOINT/,
    );
  }
});

test('an address that nobody can listen on is refused', async () => {
  await checkHost('0.0.0.0');
  await checkHost('::1');
  await assert.rejects(checkHost('nowhere.invalid'), /^Error: HOST must be an address of this machine/);
});
