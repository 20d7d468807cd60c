import type { Session } from './cookie.ts';

/** A session as the backend has just given it. */
export interface FreshSession {
  readonly session: Session;
  /** How long the refresh token is valid, in seconds. */
  readonly maxAgeSeconds: number;
}

/**
 * Reads the backend's answer to a log-in or a refresh.
 * @param text the answer's body
 * @throws TypeError when it is not what it should be
 */
export function readTokens(text: string, now: number = Date.now()): FreshSession {
  const fields = parseObject(text);
  const { access_token: accessToken, refresh_token: refreshToken } = fields;
  const { expires_in: seconds, refresh_expires_in: maxAge } = fields;
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string')
    throw new TypeError('no token in the answer');
  if (typeof seconds !== 'number' || typeof maxAge !== 'number') throw new TypeError('no lifetime in the answer');
  const session = { accessToken, refreshToken, accessEnds: now + seconds * 1000 };
  return { session, maxAgeSeconds: Math.floor(maxAge) };
}

/** The object that a JSON text holds; an empty one for any other text. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
