/** Headers that every answer carries, pages, files and API alike. */
export const fixedSecurityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
];

/**
 * What keeps a browser from coming over HTTP again, for a year; undefined where people come over HTTP.
 * @param secure whether the cookie travels over HTTPS only
 */
export function transportSecurity(secure: boolean): string | undefined {
  return secure ? 'max-age=31536000' : undefined;
}

/** For answers that are data: nothing in them may ever run or be framed. */
export const apiContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

/**
 * The policy of a page. Scripts run by nonce only (`strict-dynamic` lets Next's loader fetch its chunks), there is no
 * inline style, and nothing is loaded from or sent to another origin: a picture in an answer cannot carry data out.
 * @param development `next dev` needs eval and inline styles for its overlay; never set in a build
 */
export function pageContentSecurityPolicy(nonce: string, development = false): string {
  const directives = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join('; ');
}
