import { apiHeaders } from '../../server/problem.ts';
import { requestIdOf } from '../../server/request-id.ts';

export const dynamic = 'force-dynamic';

/** Alive: asks nobody. */
export function GET(request: Request): Response {
  return Response.json({ status: 'ok' }, { headers: apiHeaders(requestIdOf(request.headers)) });
}
