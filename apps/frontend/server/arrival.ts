import { onEachServer } from './listening.ts';

/**
 * Bounds how long a whole request may take to arrive, at every server that this process begins to listen with: who
 * sends letter by letter holds a connection here and one at the backend. Node's own bound is five minutes.
 */
export function boundArrival(milliseconds: number): void {
  onEachServer((server) => {
    server.headersTimeout = server.requestTimeout = milliseconds;
  });
}
