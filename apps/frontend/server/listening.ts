import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';

/** Hands over each server that this process begins to listen with: Next makes its own. */
export function onEachServer(take: (server: Server) => void): void {
  subscribe('tracing:net.server.listen:asyncStart', (event) => take((event as { server: Server }).server));
}
