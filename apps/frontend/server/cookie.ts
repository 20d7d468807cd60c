const tokenForm = /^[A-Za-z0-9._~+/=-]{1,3000}$/;
const cookieLimitCharacters = 4000;

/** What a browser's cookie holds: the backend's two tokens, out of reach of scripts. */
export interface Session {
  /** Proves who asks, for some minutes. */
  readonly accessToken: string;
  /** Gets the next pair of tokens, once. */
  readonly refreshToken: string;
  /** When the access token ends, by this machine's clock; milliseconds since 1970. */
  readonly accessEnds: number;
}

/** `__Host-` makes browsers refuse the cookie from another subdomain, but only exists over HTTPS. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-todo_session' : 'todo_session';
}

/** The session in a request's cookie; undefined when there is none or it cannot be one. */
export function readSessionCookie(headers: Headers, secure: boolean): Session | undefined {
  const name = sessionCookieName(secure);
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === name) return parse(pair.slice(at + 1).trim());
  }
  return undefined;
}

function parse(value: string): Session | undefined {
  const [ends = '', accessToken = '', refreshToken = '', ...more] = value.split('|');
  if (more.length > 0 || !/^\d{1,12}$/.test(ends)) return undefined;
  if (!tokenForm.test(accessToken) || !tokenForm.test(refreshToken)) return undefined;
  return { accessToken, refreshToken, accessEnds: Number(ends) * 1000 };
}

/**
 * The `Set-Cookie` value that keeps a session in the browser, over its restart too.
 * @param maxAgeSeconds how long the refresh token is valid
 * @throws RangeError when a token or its time cannot stand in a cookie
 */
export function writeSessionCookie(session: Session, maxAgeSeconds: number, secure: boolean): string {
  const { accessToken, refreshToken, accessEnds } = session;
  if (!tokenForm.test(accessToken) || !tokenForm.test(refreshToken)) {
    throw new RangeError('the token cannot stand in a cookie');
  }
  if (!Number.isSafeInteger(maxAgeSeconds) || maxAgeSeconds <= 0) throw new RangeError('the token has no lifetime');
  const value = `${Math.floor(accessEnds / 1000)}|${accessToken}|${refreshToken}`;
  if (value.length > cookieLimitCharacters) throw new RangeError('the tokens are too long for a cookie');
  return cookie(value, maxAgeSeconds, secure);
}

/** The `Set-Cookie` value that ends the session in this browser. */
export function clearSessionCookie(secure: boolean): string {
  return cookie('', 0, secure);
}

function cookie(value: string, maxAgeSeconds: number, secure: boolean): string {
  const parts = [
    `${sessionCookieName(secure)}=${value}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
  ];
  if (secure) parts.push('Secure');
  return parts.join('; ');
}
