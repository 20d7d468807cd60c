import { clientAddressOf } from './client-address.ts';
import { requestIdOf } from './request-id.ts';

/** What is told to the backend about where a request came from. */
export interface RequestOrigin {
  readonly requestId: string;
  /** The person's address; undefined where it is not known (`next dev`). */
  readonly clientAddress: string | undefined;
  /** The trace that the request belongs to, in the form of W3C Trace Context. */
  readonly traceparent: string | undefined;
}

const traceparentForm = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export function originOf(headers: Headers): RequestOrigin {
  const traceparent = headers.get('traceparent') ?? '';
  return {
    requestId: requestIdOf(headers),
    clientAddress: clientAddressOf(headers),
    traceparent: traceparentForm.test(traceparent) ? traceparent : undefined,
  };
}

/** The headers that carry it to the backend. */
export function passedOn({ requestId, clientAddress, traceparent }: RequestOrigin): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': requestId };
  if (clientAddress) headers['x-client-address'] = clientAddress;
  if (traceparent) headers['traceparent'] = traceparent;
  return headers;
}
