import { randomUUID } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

/** Takes over a caller's request id if it is well formed, else makes one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9-]{8,64}$/.test(header) ? header : randomUUID();
}
