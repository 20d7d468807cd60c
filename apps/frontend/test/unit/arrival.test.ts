import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { boundArrival } from '../../server/arrival.ts';

test('a request that does not arrive in time is refused, and its connection ends; a slow answer may take longer', async (t) => {
  boundArrival(100);
  const server = createServer({ connectionsCheckingInterval: 20 }, (request, response) => {
    response.write('begun ');
    if (request.method === 'GET') setTimeout(() => response.end('ended'), 300);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  for (const part of ['POST / HTTP/1.1\r\nHos', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf']) {
    const socket = connect(port, '127.0.0.1');
    socket.write(part);
    assert.match(await text(socket), part.includes('half') ? /begun/ : /^HTTP\/1.1 408 /);
  }
  assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), 'begun ended');
});
