import type { IncomingMessage } from 'node:http';
import { askBackend, BackendError, bodyOf, causeOf } from './backend.ts';
import { clearSessionCookie, readSessionCookie, type Session } from './cookie.ts';
import { isCrossSite } from './csrf.ts';
import { KeptBody } from './kept-body.ts';
import { log } from './log.ts';
import { originOf, passedOn, type RequestOrigin } from './origin.ts';
import { apiHeaders, problem } from './problem.ts';
import { endsSoon, refresh, type Refreshed } from './refresh.ts';
import type { Settings } from './settings.ts';

// Not `auth`: its answers hold tokens, which scripts must never see.
const resources = new Set(['me', 'tasks', 'tags', 'conversations', 'chat', 'runs', 'tokens']);
const segmentForm = /^[A-Za-z0-9_-]{1,64}$/;
const requestHeaders = ['accept', 'content-type', 'idempotency-key', 'last-event-id'];
const responseHeaders = [
  'content-type',
  'content-length',
  'content-disposition',
  'retry-after',
  'idempotency-replayed',
];
const noAnswer = 'The server cannot be reached right now. Please try again in a moment.';

/** One request on its way: what it needs until it is answered. */
interface Passage {
  readonly request: Request;
  readonly url: URL;
  readonly body: KeptBody;
  readonly origin: RequestOrigin;
  readonly settings: Settings;
}

/**
 * Passes one request of the browser on to the backend's `/api/<path>` and streams the answer back. The token goes from
 * the cookie into `Authorization`; no cookie, and no header that is not named above, crosses in either direction. An
 * access token that is over is exchanged on the way, and the browser gets the new pair with the answer.
 * @param path the decoded segments after /api/backend/
 */
export async function proxyToBackend(request: Request, path: readonly string[], settings: Settings): Promise<Response> {
  const origin = originOf(request.headers);
  const { requestId } = origin;
  if (isCrossSite(request.headers)) return problem(403, 'This request came from another site.', requestId);
  if (!resources.has(path[0] ?? '') || !path.every((segment) => segmentForm.test(segment))) {
    return problem(404, 'There is nothing at this address.', requestId);
  }
  const session = readSessionCookie(request.headers, settings.cookieSecure);
  if (!session) return problem(401, 'Please log in.', requestId);
  const url = new URL(`/api/${path.join('/')}${new URL(request.url).search}`, settings.backendUrl);
  const passage = { request, url, body: new KeptBody(request.body), origin, settings };
  try {
    return endsSoon(session) ? await refreshAndAsk(passage, session) : await askAndRefresh(passage, session);
  } catch (error) {
    return failure(error, request.signal, requestId);
  }
}

/** For a token that ends: exchanged first. While the backend cannot do that, what is left of it is used up. */
async function refreshAndAsk(passage: Passage, session: Session): Promise<Response> {
  const refreshed = await refresh(session, passage.origin, passage.settings);
  if (refreshed.kind === 'fresh') {
    return answer(await ask(passage, refreshed.session), passage, refreshed.cookie);
  }
  if (refreshed.kind === 'away' && session.accessEnds > Date.now()) {
    return answer(await ask(passage, session), passage);
  }
  return withoutRefresh(refreshed, passage);
}

/** For a token that should be good: should the backend not take it, it is exchanged and the request sent again. */
async function askAndRefresh(passage: Passage, session: Session): Promise<Response> {
  const incoming = await ask(passage, session);
  if (incoming.statusCode !== 401) return answer(incoming, passage);
  const refreshed = await refresh(session, passage.origin, passage.settings);
  if (refreshed.kind !== 'fresh') {
    incoming.resume();
    return withoutRefresh(refreshed, passage);
  }
  const body = await passage.body.again();
  if (body === undefined) {
    incoming.resume();
    return withCookie(problem(503, noAnswer, passage.origin.requestId), refreshed.cookie);
  }
  incoming.resume();
  return answer(await ask(passage, refreshed.session, body), passage, refreshed.cookie);
}

function ask({ request, url, body, origin }: Passage, session: Session, again?: AsyncIterable<Uint8Array> | null) {
  return askBackend({
    url,
    method: request.method,
    headers: headersForBackend(request.headers, session.accessToken, origin),
    body: again === undefined ? body.stream() : again,
    signal: request.signal,
  });
}

function headersForBackend(headers: Headers, token: string, origin: RequestOrigin): Record<string, string> {
  const passed: Record<string, string> = { authorization: `Bearer ${token}`, ...passedOn(origin) };
  for (const name of requestHeaders) {
    const value = headers.get(name);
    if (value !== null) passed[name] = value;
  }
  return passed;
}

function answer(incoming: IncomingMessage, { origin, settings }: Passage, cookie?: string): Response {
  const headers = apiHeaders(origin.requestId);
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
  const ended = status === 401 ? clearSessionCookie(settings.cookieSecure) : cookie;
  if (ended) headers.append('Set-Cookie', ended);
  if (status === 204 || status === 304) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(bodyOf(incoming), { status, headers });
}

function withoutRefresh(refreshed: Exclude<Refreshed, { kind: 'fresh' }>, { origin, settings }: Passage): Response {
  if (refreshed.kind === 'ended') {
    const response = problem(401, 'Your session has ended. Please log in.', origin.requestId);
    return withCookie(response, clearSessionCookie(settings.cookieSecure));
  }
  const response = problem(refreshed.status, noAnswer, origin.requestId);
  if (refreshed.retryAfter) response.headers.set('Retry-After', refreshed.retryAfter);
  return response;
}

function withCookie(response: Response, cookie: string): Response {
  response.headers.append('Set-Cookie', cookie);
  return response;
}

function failure(error: unknown, signal: AbortSignal, requestId: string): Response {
  // The person is gone and nobody reads this answer; 499 tells so in the log.
  if (signal.aborted) return new Response(null, { status: 499, headers: apiHeaders(requestId) });
  const reason = error instanceof BackendError ? error.reason : 'unreachable';
  log('error', 'the backend did not answer', { request_id: requestId, reason, cause: causeOf(error) });
  return problem(reason === 'timeout' ? 504 : 502, noAnswer, requestId);
}
