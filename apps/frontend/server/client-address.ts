import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const header = 'x-client-address';

// The start program and Next's bundles hold separate copies of this module: the process is what they share.
const key = Symbol.for('todo-chatbot.frontend.client-address');
const shared = globalThis as { [key]?: boolean };

/**
 * Who sent a request: the last of `X-Forwarded-For` and the connection's own end that is not one of our proxies.
 * @param trustedProxies how many proxies in front add themselves to `X-Forwarded-For`; 0: it is not believed
 */
export function clientAddress(
  forwardedFor: string | undefined,
  peer: string | undefined,
  trustedProxies: number,
): string | undefined {
  const hops = [...(forwardedFor ?? '').split(','), peer ?? ''].slice(-1 - trustedProxies);
  // Something that is no address was not written by a proxy of ours: then the next one that is.
  return hops.map(normal).find((address) => address !== undefined);
}

/** An address without port, brackets, zone or the prefix of IPv4 in IPv6. */
function normal(text: string): string | undefined {
  let address = text.trim();
  const withPort = /^\[([^\]]+)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address);
  if (withPort) address = withPort[1] ?? withPort[2] ?? '';
  address = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? undefined : address;
}

/** Puts a request's sender where route handlers find it, in place of whatever came in under that name. */
export function markClientAddress(request: IncomingMessage, trustedProxies: number): void {
  shared[key] = true;
  const forwarded = request.headers['x-forwarded-for'];
  const address = clientAddress(
    Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
    request.socket.remoteAddress,
    trustedProxies,
  );
  if (address) request.headers[header] = address;
  else delete request.headers[header];
}

/** The sender that {@link markClientAddress} found; undefined in a process that does not mark requests. */
export function clientAddressOf(headers: Headers): string | undefined {
  return shared[key] ? (headers.get(header) ?? undefined) : undefined;
}
