import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';

/**
 * Bounds how long a whole request may take to arrive, at every server that this process begins to listen with: who
 * sends letter by letter holds a connection here and one at the backend. Node's own bound is five minutes.
 */
export function boundArrival(milliseconds: number): void {
  subscribe('tracing:net.server.listen:asyncStart', (event) => {
    const { server } = event as { server: Server };
    server.headersTimeout = server.requestTimeout = milliseconds;
  });
}
