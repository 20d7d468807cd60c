// Words that stand in addresses; whatever else stands there is an id, so that there are few routes whatever is asked.
const words = new Set([
  'me',
  'tasks',
  'tags',
  'conversations',
  'chat',
  'runs',
  'tokens',
  'password',
  'delete',
  'export',
  'messages',
  'regenerate',
  'stop',
  'events',
  'confirmation',
]);
const sessionActions = new Set(['login', 'register', 'logout']);
const single = new Set(['/', '/healthz', '/readyz', '/icon.svg']);
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The template of a request's path, for metrics and traces: one of a fixed set, `other` for what there is not. */
export function routeOf(path: string): string {
  if (single.has(path)) return path;
  if (path.startsWith('/_next/')) return '/_next/{file}';
  const [, api, part, ...rest] = path.split('/');
  if (api !== 'api') return 'other';
  if (part === 'session') return rest.length === 1 && sessionActions.has(rest[0] ?? '') ? path : 'other';
  const [resource = '', second, third, ...more] = rest;
  if (part !== 'backend' || !words.has(resource) || more.length > 0) return 'other';
  if (third !== undefined && !words.has(third)) return 'other';
  const tail = [second && (words.has(second) ? second : '{id}'), third].filter((segment) => segment);
  return ['/api/backend', resource, ...tail].join('/');
}

/** The request's method, `other` for one that is not among HTTP's usual ones. */
export function methodOf(method: string | undefined): string {
  return method && methods.has(method) ? method : 'other';
}
