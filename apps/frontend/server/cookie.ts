const tokenForm = /^[A-Za-z0-9._~+/=-]{1,4000}$/;

/** `__Host-` makes browsers refuse the cookie from another subdomain, but only exists over HTTPS. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-todo_session' : 'todo_session';
}

/** The token in a request's session cookie; undefined when there is none or it cannot be a token. */
export function readSessionCookie(headers: Headers, secure: boolean): string | undefined {
  const name = sessionCookieName(secure);
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() !== name) continue;
    const value = pair.slice(at + 1).trim();
    return tokenForm.test(value) ? value : undefined;
  }
  return undefined;
}

/**
 * The `Set-Cookie` value that keeps a token out of reach of scripts.
 * @param maxAgeSeconds how long the token is valid
 * @throws RangeError when the token or its time cannot stand in a cookie
 */
export function writeSessionCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  if (!tokenForm.test(token)) throw new RangeError('the token cannot stand in a cookie');
  if (!Number.isSafeInteger(maxAgeSeconds) || maxAgeSeconds <= 0) throw new RangeError('the token has no lifetime');
  return cookie(token, maxAgeSeconds, secure);
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
