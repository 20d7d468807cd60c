import type { Drain } from './drain.ts';
import type { Metrics } from './metrics.ts';
import { HttpProblem } from './problem.ts';
import { checkReadiness } from './readiness.ts';
import type { Handler, ServiceOptions } from './server.ts';

/** What is asked by machines all the time: neither counted as work nor logged as such. */
const quiet: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

export interface Route {
  /** The path of a known route, else "none": bounded, for metrics and traces. */
  readonly template: string;
  readonly isQuiet: boolean;
  /** Throws a 404 or 405 {@link HttpProblem} when nothing is there. */
  handler(): Handler;
}

/** Finds routes by method and path. */
export function router(
  options: ServiceOptions,
  drain: Drain,
  metrics: Metrics,
): (method: string, path: string) => Route {
  const routes = new Map<string, Handler>(Object.entries(options.routes));
  routes.set('GET /healthz', () => Response.json({ status: 'ok' }));
  routes.set('GET /readyz', () => readyz(options, drain));
  routes.set('GET /metrics', () => metrics.response());
  const methods = new Map<string, string[]>();
  for (const key of routes.keys()) {
    const [method = '', path = ''] = key.split(' ');
    methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  return (method, path) => {
    const template = methods.has(path) ? path : 'none';
    const handler = () => routes.get(`${method} ${path}`) ?? refuse(methods.get(path));
    return { template, isQuiet: quiet.has(path), handler };
  };
}

function refuse(methods: readonly string[] | undefined): never {
  if (methods === undefined) throw new HttpProblem(404, 'There is nothing at this path.');
  const allow = methods.join(', ');
  throw new HttpProblem(405, `Only ${allow} works here.`, { headers: { allow } });
}

async function readyz(options: ServiceOptions, drain: Drain): Promise<Response> {
  if (drain.started) return Response.json({ status: 'stopping', checks: {} }, { status: 503 });
  const { ready, checks } = await checkReadiness(options.probes ?? {});
  return Response.json({ status: ready ? 'ready' : 'not ready', checks }, { status: ready ? 200 : 503 });
}
