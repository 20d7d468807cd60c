import { answerReadiness } from '../../server/readiness.ts';
import { settings } from '../../server/settings.ts';

export const dynamic = 'force-dynamic';

export function GET(request: Request): Promise<Response> {
  return answerReadiness(request, settings());
}
