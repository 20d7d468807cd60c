const accepted = /^[A-Za-z0-9-]{8,64}$/;

/** The caller's `X-Request-Id` if it is well formed, else a new one: a log line can then be trusted to be one line. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id');
  return given && accepted.test(given) ? given : crypto.randomUUID();
}
