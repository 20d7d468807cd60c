import type { IncomingMessage, ServerResponse } from 'node:http';
import { fixedSecurityHeaders } from './security-headers.ts';

const forPages = ['GET', 'HEAD'];
const forApi = [...forPages, 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Refuses what Next makes a failure of its own of, with a stack in the log and a 500 in the metrics, or an answer that
 * nobody means: other methods, and targets that are no path. A whole URL it would redirect to, whatever its host.
 * @returns whether the request is answered
 */
export function refuse(request: IncomingMessage, response: ServerResponse): boolean {
  const { method = '', url = '' } = request;
  if (!url.startsWith('/')) return end(response, 400);
  const methods = url.startsWith('/api/') ? forApi : forPages;
  return !methods.includes(method) && end(response, 405, { allow: methods.join(', ') });
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): true {
  for (const { key, value } of fixedSecurityHeaders) response.setHeader(key, value);
  // What else the sender has to say is not read.
  response.writeHead(status, { ...headers, connection: 'close', 'content-length': 0 }).end();
  return true;
}
