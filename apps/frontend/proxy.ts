import { NextResponse, type NextRequest } from 'next/server';
import { requestIdOf } from './server/request-id.ts';
import { pageContentSecurityPolicy, transportSecurity } from './server/security-headers.ts';

/** Gives each page its own nonce. Authorization is not done here but by the backend, for every request. */
export function proxy(request: NextRequest): NextResponse {
  const requestId = requestIdOf(request.headers);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = pageContentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('x-request-id', requestId);
  // Next reads the nonce for its own scripts from this request header.
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  response.headers.set('X-Request-Id', requestId);
  const transport = transportSecurity(process.env.COOKIE_SECURE === 'true');
  if (transport) response.headers.set('Strict-Transport-Security', transport);
  response.headers.set('Cache-Control', 'private, no-store');
  return response;
}

// Not for the API: Next buffers the body of whatever passes through here.
export const config = { matcher: ['/((?!api/|_next/|healthz$|readyz$|icon.svg).*)'] };
