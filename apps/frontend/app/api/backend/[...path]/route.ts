import { proxyToBackend } from '../../../../server/backend-proxy.ts';
import { settings } from '../../../../server/settings.ts';

export const dynamic = 'force-dynamic';

interface Context {
  params: Promise<{ path: string[] }>;
}

async function handle(request: Request, context: Context): Promise<Response> {
  return proxyToBackend(request, (await context.params).path, settings());
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
