import type { IncomingMessage } from 'node:http';
import { askBackend, BackendError, bodyOf } from './backend.ts';
import { clearSessionCookie, readSessionCookie } from './cookie.ts';
import { isCrossSite } from './csrf.ts';
import { log } from './log.ts';
import { apiHeaders, problem } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import type { Settings } from './settings.ts';

// Not `auth`: its answers hold tokens, which scripts must never see.
const resources = new Set(['me', 'tasks', 'conversations', 'chat']);
const segmentForm = /^[A-Za-z0-9_-]{1,64}$/;
const requestHeaders = ['accept', 'content-type', 'idempotency-key', 'last-event-id'];
const responseHeaders = ['content-type', 'content-length', 'retry-after', 'idempotent-replayed'];
const noAnswer = 'The server cannot be reached right now. Please try again in a moment.';

/**
 * Passes one request of the browser on to the backend's `/api/<path>` and streams the answer back. The token goes from
 * the cookie into `Authorization`; no cookie, and no header that is not named above, crosses in either direction.
 * @param path the decoded segments after /api/backend/
 */
export async function proxyToBackend(request: Request, path: readonly string[], settings: Settings): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  if (isCrossSite(request.headers)) return problem(403, 'This request came from another site.', requestId);
  if (!resources.has(path[0] ?? '') || !path.every((segment) => segmentForm.test(segment))) {
    return problem(404, 'There is nothing at this address.', requestId);
  }
  const token = readSessionCookie(request.headers, settings.cookieSecure);
  if (!token) return problem(401, 'Please log in.', requestId);
  const url = new URL(`/api/${path.join('/')}${new URL(request.url).search}`, settings.backendUrl);
  try {
    const incoming = await askBackend({
      url,
      method: request.method,
      headers: headersForBackend(request.headers, token, requestId),
      body: request.body,
      signal: request.signal,
    });
    return answer(incoming, requestId, settings);
  } catch (error) {
    return failure(error, request.signal, requestId);
  }
}

function headersForBackend(headers: Headers, token: string, requestId: string): Record<string, string> {
  const passed: Record<string, string> = { authorization: `Bearer ${token}`, 'x-request-id': requestId };
  for (const name of requestHeaders) {
    const value = headers.get(name);
    if (value !== null) passed[name] = value;
  }
  return passed;
}

function answer(incoming: IncomingMessage, requestId: string, settings: Settings): Response {
  const headers = apiHeaders(requestId);
  for (const name of responseHeaders) {
    const value = incoming.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    // no-transform keeps Next from compressing the stream, which would hold tokens back; the other is for nginx.
    headers.set('Cache-Control', 'no-cache, no-transform');
    headers.set('X-Accel-Buffering', 'no');
  }
  const status = incoming.statusCode ?? 502;
  if (status === 401) headers.append('Set-Cookie', clearSessionCookie(settings.cookieSecure));
  if (status === 204 || status === 304) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(bodyOf(incoming), { status, headers });
}

function failure(error: unknown, signal: AbortSignal, requestId: string): Response {
  // The person is gone and nobody reads this answer; 499 tells so in the log.
  if (signal.aborted) return new Response(null, { status: 499, headers: apiHeaders(requestId) });
  const reason = error instanceof BackendError ? error.reason : 'unreachable';
  log('error', 'the backend did not answer', { request_id: requestId, reason, cause: causeOf(error) });
  return problem(reason === 'timeout' ? 504 : 502, noAnswer, requestId);
}

/** The system's code for what went wrong (ECONNREFUSED), which holds no data of a person. */
export function causeOf(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause ? error.cause : error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
