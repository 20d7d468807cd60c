import { answerSession } from '../../../../server/session.ts';
import { settings } from '../../../../server/settings.ts';

interface Context {
  params: Promise<{ action: string }>;
}

export async function POST(request: Request, context: Context): Promise<Response> {
  return answerSession(request, (await context.params).action, settings());
}
