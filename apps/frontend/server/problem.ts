import { apiContentSecurityPolicy } from './security-headers.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Headers of an answer that is data: not cached, not framed, with its request id. */
export function apiHeaders(requestId: string): Headers {
  return new Headers({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': apiContentSecurityPolicy,
    'X-Request-Id': requestId,
  });
}

/** An RFC 9457 problem; `detail` is a sentence for the person in front of the screen. */
export function problem(status: number, detail: string, requestId: string): Response {
  const headers = apiHeaders(requestId);
  headers.set('Content-Type', 'application/problem+json');
  const body = { type: 'about:blank', title: titles[status] ?? 'Error', status, detail, request_id: requestId };
  return new Response(JSON.stringify(body), { status, headers });
}
