import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { answerFirst } from '../../server/first-answer.ts';
import { StaticFiles } from '../../server/static-files.ts';
import { logLines } from './log-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'static-'));
const originalCreate = http.createServer;
let server: http.Server;

before(async () => {
  mkdirSync(join(folder, 'chunks'));
  writeFileSync(join(folder, 'chunks/a.js'), 'let a;');
  writeFileSync(join(folder, 'chunks/a.js.br'), brotliCompressSync('let a;'));
  writeFileSync(join(folder, 'gone.css.br'), brotliCompressSync('a{}'));
  writeFileSync(join(folder, 'secret'), 'not to be served');
  const files = new StaticFiles(folder);
  rmSync(join(folder, 'gone.css.br'));
  answerFirst((request, response) => files.answer(request, response));
  server = http.createServer((_, response) => response.end('next'));
  http.createServer = originalCreate;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

async function get(path: string, accepted = 'gzip, br', method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const headers = { 'accept-encoding': accepted };
  const outgoing = http.request({ port, path, method, headers, agent: false }).end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const body = Buffer.concat((await incoming.toArray()) as Buffer[]);
  return { headers: incoming.headers, body };
}

test('a browser that takes Brotli gets what the build has compressed, to keep for ever', async () => {
  const { headers, body } = await get('/_next/static/chunks/a.js?dpl=1');
  assert.equal(brotliDecompressSync(body).toString(), 'let a;');
  assert.equal(headers['content-encoding'], 'br');
  assert.equal(headers['content-type'], 'application/javascript; charset=UTF-8');
  assert.equal(headers['content-length'], String(body.length));
  assert.match(headers['cache-control'] ?? '', /immutable/);
  assert.equal(headers['vary'], 'Accept-Encoding');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  const head = await get('/_next/static/chunks/a.js', 'br;q=0.5', 'HEAD');
  assert.deepEqual([head.body.length, head.headers['content-encoding']], [0, 'br']);
});

test('everything else is for Next', async () => {
  const cases: [string, string?, string?][] = [
    ['/'],
    ['/_next/static/chunks/a.js', 'gzip'],
    ['/_next/static/chunks/a.js', 'br;q=0'],
    ['/_next/static/chunks/a.js', 'gzip, brx'],
    ['/_next/static/chunks/a.js', 'br', 'POST'],
    ['/_next/static/chunks/b.js'],
    ['/_next/static/chunks/../secret'],
    ['/_next/static/%2e%2e/secret'],
  ];
  for (const [path, accepted, method] of cases) {
    assert.equal((await get(path, accepted, method)).body.toString(), 'next', `${path} ${accepted}`);
  }
});

test('a file that has vanished breaks the connection off and is told', async (t) => {
  const lines = logLines(t);
  await assert.rejects(get('/_next/static/gone.css'));
  assert.match(lines.join(''), /a file could not be read.*ENOENT/);
});
