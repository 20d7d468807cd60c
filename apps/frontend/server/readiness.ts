import { askBackend, causeOf } from './backend.ts';
import { isDraining } from './draining.ts';
import { log } from './log.ts';
import { apiHeaders } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import type { Settings } from './settings.ts';

const boundMs = 2000;

/** Answers GET /readyz: 200 when the backend is alive, 503 with what is missing otherwise, within 2 seconds. */
export async function answerReadiness(request: Request, settings: Settings): Promise<Response> {
  const requestId = requestIdOf(request.headers);
  if (isDraining()) return answer(503, { status: 'draining' }, requestId);
  const backend = await backendState(requestId, settings);
  const ready = backend === 'ok';
  if (!ready) log('warn', 'not ready', { request_id: requestId, backend });
  return answer(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', dependencies: { backend } }, requestId);
}

async function backendState(requestId: string, settings: Settings): Promise<string> {
  const signal = AbortSignal.timeout(boundMs);
  try {
    const url = new URL('/healthz', settings.backendUrl);
    const incoming = await askBackend({ url, method: 'GET', headers: { 'x-request-id': requestId }, signal });
    // What it says does not matter, and a body that never ends must not be waited for.
    incoming.destroy();
    return incoming.statusCode === 200 ? 'ok' : `answers ${incoming.statusCode}`;
  } catch (error) {
    return signal.aborted ? `no answer in ${boundMs} ms` : `unreachable (${causeOf(error)})`;
  }
}

function answer(status: number, body: object, requestId: string): Response {
  const headers = apiHeaders(requestId);
  headers.set('Content-Type', 'application/json');
  return new Response(JSON.stringify(body), { status, headers });
}
