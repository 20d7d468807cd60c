import { channel } from 'node:diagnostics_channel';
import { askBackend, BackendError, causeOf, readText } from './backend.ts';
import { writeSessionCookie, type Session } from './cookie.ts';
import { log } from './log.ts';
import { passedOn, type RequestOrigin } from './origin.ts';
import { readTokens, type FreshSession } from './session-tokens.ts';
import type { Settings } from './settings.ts';

/** `ended`: log in again. `away`: the backend did not decide; the session stays, and the status says why. */
export type Refreshed =
  | { readonly kind: 'fresh'; readonly session: Session; readonly cookie: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'away'; readonly status: number; readonly retryAfter?: string };

/** Where the outcome of each exchange is told; metrics listen. */
export const refreshChannel = channel('todo-chatbot.frontend.refresh');

/** An access token that ends sooner is exchanged before it is used. */
const marginMs = 30_000;
/** As long as the backend takes a token that was exchanged already: requests that were on their way with it. */
const rememberedMs = 30_000;
const rememberedCount = 10_000;
const boundMs = 10_000;
const answerLimitBytes = 64 * 1024;

const exchanges = new Map<string, Promise<Refreshed>>();

/** Whether the access token is over, or will be before the backend has read it. */
export function endsSoon(session: Session, now: number = Date.now()): boolean {
  return session.accessEnds - now < marginMs;
}

/**
 * Exchanges a session's refresh token for the next pair. Requests that come at once, or a little later with the same
 * token, share one exchange. It goes on when the request that began it is aborted: its tokens would be lost.
 */
export function refresh(session: Session, origin: RequestOrigin, settings: Settings): Promise<Refreshed> {
  const token = session.refreshToken;
  const known = exchanges.get(token);
  if (known) return known;
  const exchange = ask(token, origin, settings);
  exchanges.set(token, exchange);
  if (exchanges.size > rememberedCount) exchanges.delete(exchanges.keys().next().value ?? '');
  void exchange.then((outcome) => {
    refreshChannel.publish(outcome.kind);
    if (outcome.kind === 'away') exchanges.delete(token);
    else setTimeout(() => exchanges.delete(token), rememberedMs).unref();
  });
  return exchange;
}

async function ask(token: string, origin: RequestOrigin, settings: Settings): Promise<Refreshed> {
  const { requestId } = origin;
  try {
    const incoming = await askBackend({
      url: new URL('/api/auth/refresh', settings.backendUrl),
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...passedOn(origin) },
      body: JSON.stringify({ refresh_token: token }),
      timeoutMs: boundMs,
    });
    const text = await readText(incoming, answerLimitBytes);
    const status = incoming.statusCode ?? 502;
    if (status === 200) return fresh(readTokens(text), settings);
    // 422: what the cookie holds is no token of this backend's form.
    if (status === 401 || status === 422) return { kind: 'ended' };
    log('warn', 'the session could not be refreshed', { request_id: requestId, status });
    return { kind: 'away', status: status === 429 ? 429 : 503, retryAfter: incoming.headers['retry-after'] };
  } catch (error) {
    const reason = error instanceof BackendError ? error.reason : 'invalid answer';
    log('error', 'the session could not be refreshed', { request_id: requestId, reason, cause: causeOf(error) });
    return { kind: 'away', status: reason === 'timeout' ? 504 : 502 };
  }
}

function fresh({ session, maxAgeSeconds }: FreshSession, settings: Settings): Refreshed {
  return { kind: 'fresh', session, cookie: writeSessionCookie(session, maxAgeSeconds, settings.cookieSecure) };
}
