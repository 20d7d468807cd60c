import { askBackend, BackendError, causeOf, readText } from './backend.ts';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './cookie.ts';
import { isCrossSite } from './csrf.ts';
import { log } from './log.ts';
import { apiHeaders, problem } from './problem.ts';
import { originOf, passedOn, type RequestOrigin } from './origin.ts';
import { parseObject, readTokens } from './session-tokens.ts';
import type { Settings } from './settings.ts';

const requestLimitBytes = 8 * 1024;
const answerLimitBytes = 64 * 1024;
/** How long a log-out waits for the backend, in milliseconds: the browser forgets the session in any case. */
const revocationBoundMs = 3000;

/** Answers POST /api/session/{login,register,logout}. */
export async function answerSession(request: Request, action: string, settings: Settings): Promise<Response> {
  const origin = originOf(request.headers);
  const { requestId } = origin;
  if (isCrossSite(request.headers)) return problem(403, 'This request came from another site.', requestId);
  if (action === 'logout') {
    await revoke(request, origin, settings);
    return withCookie(clearSessionCookie(settings.cookieSecure), requestId);
  }
  if (action !== 'login' && action !== 'register') return problem(404, 'There is nothing at this address.', requestId);
  // A form of another site cannot send this type without asking first.
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    return problem(415, 'The body must be JSON.', requestId);
  }
  const credentials = isTooLarge(request) ? 'too large' : await readCredentials(request);
  if (credentials === 'too large') return problem(413, 'The email address or password is too long.', requestId);
  if (!credentials) return problem(400, 'Please give an email address and a password.', requestId);
  return logIn(action, credentials, request, origin, settings);
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** What says so of itself is not waited for. */
function isTooLarge(request: Request): boolean {
  return Number(request.headers.get('content-length')) > requestLimitBytes;
}

async function readCredentials(request: Request): Promise<Credentials | 'too large' | undefined> {
  try {
    const body = parseObject(request.body ? await readText(request.body, requestLimitBytes) : '');
    const { email, password } = body;
    return typeof email === 'string' && typeof password === 'string' ? { email, password } : undefined;
  } catch (error) {
    if (error instanceof RangeError) return 'too large';
    return undefined;
  }
}

async function logIn(
  action: 'login' | 'register',
  credentials: Credentials,
  request: Request,
  origin: RequestOrigin,
  settings: Settings,
): Promise<Response> {
  const { requestId } = origin;
  try {
    const incoming = await askBackend({
      url: new URL(`/api/auth/${action}`, settings.backendUrl),
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...passedOn(origin) },
      body: JSON.stringify(credentials),
      signal: request.signal,
    });
    const text = await readText(incoming, answerLimitBytes);
    const status = incoming.statusCode ?? 502;
    if (status >= 400) return refusal(status, incoming.headers['retry-after'], text, requestId);
    const { session, maxAgeSeconds } = readTokens(text);
    return withCookie(writeSessionCookie(session, maxAgeSeconds, settings.cookieSecure), requestId);
  } catch (error) {
    const reason = error instanceof BackendError ? error.reason : 'invalid answer';
    log('error', 'the backend did not open a session', { request_id: requestId, reason, cause: causeOf(error) });
    const status = reason === 'timeout' ? 504 : 502;
    return problem(status, 'The server cannot be reached right now. Please try again in a moment.', requestId);
  }
}

/** The backend's own problem, of which only the fields that people and forms read are passed on. */
function refusal(status: number, retryAfter: string | undefined, text: string, requestId: string): Response {
  const headers = apiHeaders(requestId);
  headers.set('Content-Type', 'application/problem+json');
  if (retryAfter) headers.set('Retry-After', retryAfter);
  const { title, detail, errors } = parseObject(text);
  const body = { type: 'about:blank', title, status, detail, errors, request_id: requestId };
  return new Response(JSON.stringify(body), { status, headers });
}

function withCookie(cookie: string, requestId: string): Response {
  const headers = apiHeaders(requestId);
  headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 204, headers });
}

/** Ends the session at the backend too, so that a copy of the cookie is worth nothing. */
async function revoke(request: Request, origin: RequestOrigin, settings: Settings): Promise<void> {
  const session = readSessionCookie(request.headers, settings.cookieSecure);
  if (!session) return;
  const { requestId } = origin;
  try {
    const incoming = await askBackend({
      url: new URL('/api/auth/logout', settings.backendUrl),
      method: 'POST',
      headers: { 'content-type': 'application/json', ...passedOn(origin) },
      body: JSON.stringify({ refresh_token: session.refreshToken }),
      timeoutMs: revocationBoundMs,
    });
    incoming.resume();
    const status = incoming.statusCode ?? 502;
    if (status !== 204) log('warn', 'the session could not be revoked', { request_id: requestId, status });
  } catch (error) {
    log('warn', 'the session could not be revoked', { request_id: requestId, cause: causeOf(error) });
  }
}
