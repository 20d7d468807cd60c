import { customResource } from './custom-resource';
import { type HTTPRouteFilter, headerName, headerValue, port, routeFilter, typeOf } from './parts/route-filters';
import { milliseconds, noLonger } from './shape/rules';
import { type Rule, integer, list, object, tagged, text, word } from './shape/shape';
import { hostOrWildcard, labelName, objectName } from './shape/words';

export type {
  ExtensionFilter,
  ExtensionReference,
  HTTPRouteFilter,
  Header,
  HeaderModifier,
  PathReplacement,
  RedirectFilter,
  RequestHeaderFilter,
  RequestRedirect,
  ResponseHeaderFilter,
  RewriteFilter,
  URLRewrite,
} from './parts/route-filters';

// Source: the Gateway API's reference, standard channel.

/** The Gateway, or one of its listeners, that lets requests in. */
export interface ParentReference {
  readonly name: string;
  /** @default - the route's own namespace */
  readonly namespace?: string;
  /** Name of the listener. @default - all listeners that let the route attach */
  readonly sectionName?: string;
  /** Port of the listeners, 1 to 65535. @default - all of them */
  readonly port?: number;
}

/** Requests by their path; but for expressions, a value begins with a slash. */
export interface PathMatch {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly value: string;
}

/** Requests by a header; all headers of a match must hold. */
export interface HeaderMatch {
  /** @default Exact */
  readonly type?: 'Exact' | 'RegularExpression';
  readonly name: string;
  readonly value: string;
}

/** Which requests a rule is for; all of it must hold. */
export interface HTTPRouteMatch {
  /** @default - every path */
  readonly path?: PathMatch;
  /** @default - every method */
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'CONNECT' | 'OPTIONS' | 'TRACE' | 'PATCH';
  /** @default - any headers */
  readonly headers?: readonly HeaderMatch[];
}

/** A Service that answers. */
export interface HTTPBackend {
  readonly name: string;
  /** Of the Service, 1 to 65535. */
  readonly port: number;
  /** Another namespace needs a ReferenceGrant there. @default - the route's own namespace */
  readonly namespace?: string;
  /** Its share among the backends, 0 to 1000000. @default 1 */
  readonly weight?: number;
}

/** How long a client waits; `0s`: without end. Durations are hours, minutes, seconds, milliseconds, e.g. `10m`. */
export interface HTTPRouteTimeouts {
  /** The whole answer, streams included. @default - the Gateway's own */
  readonly request?: string;
  /** One try at a backend; not longer than `request`. @default - the Gateway's own */
  readonly backendRequest?: string;
}

/** Requests and what becomes of them: backends, or a redirect. */
export interface HTTPRouteRule {
  /** @default - every request */
  readonly matches?: readonly HTTPRouteMatch[];
  /** @default - none */
  readonly filters?: readonly HTTPRouteFilter[];
  /** 16 at most. @default - none, as for a redirect */
  readonly backendRefs?: readonly HTTPBackend[];
  /** @default - the Gateway's own */
  readonly timeouts?: HTTPRouteTimeouts;
}

export interface HTTPRouteSpec {
  readonly parentRefs: readonly ParentReference[];
  /** 16 at most. @default - those of the listeners */
  readonly hostnames?: readonly string[];
  /** 16 at most. */
  readonly rules: readonly HTTPRouteRule[];
}

const duration = text('a duration such as 30s or 10m; 0s is without end', /^([0-9]{1,5}(h|m|s|ms)){1,4}$/);
const rootedPath = text(
  'a path that begins with / and has no empty part',
  /^(\/|(\/[-A-Za-z0-9_.~!$&'()*+,;=:@]+)+\/?)$/,
  1024,
);
const pathMatch = tagged('type', {
  Exact: object<PathMatch & { readonly type: 'Exact' }>({ type: word('Exact'), value: rootedPath }, {}),
  PathPrefix: object<PathMatch & { readonly type: 'PathPrefix' }>({ type: word('PathPrefix'), value: rootedPath }, {}),
  RegularExpression: object<PathMatch & { readonly type: 'RegularExpression' }>(
    { type: word('RegularExpression'), value: text('a regular expression', /./, 1024) },
    {},
  ),
});

const match = object<HTTPRouteMatch>(
  {},
  {
    path: pathMatch,
    method: word('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'),
    headers: list(
      object<HeaderMatch>({ name: headerName, value: headerValue }, { type: word('Exact', 'RegularExpression') }),
      { maxItems: 16, unique: 'name' },
    ),
  },
);

const backend = object<HTTPBackend>(
  { name: objectName, port },
  { namespace: labelName, weight: integer(0, 1_000_000) },
);

/** A time-out of 0s has no end. */
const noLongerThanRequest: Rule = (fields) =>
  milliseconds(fields.request) === 0 ? undefined : noLonger('backendRequest', 'request')(fields);

/** A redirect answers by itself. */
const answersOnce: Rule = ({ filters, backendRefs }) => {
  const redirects = Array.isArray(filters) && filters.some((one) => typeOf(one) === 'RequestRedirect');
  return redirects && Array.isArray(backendRefs) && backendRefs.length > 0
    ? 'redirects and has backendRefs; make two rules of it'
    : undefined;
};

const rule = object<HTTPRouteRule>(
  {},
  {
    matches: list(match, { maxItems: 64 }),
    filters: list(routeFilter, { maxItems: 16 }),
    backendRefs: list(backend, { maxItems: 16 }),
    timeouts: object<HTTPRouteTimeouts>({}, { request: duration, backendRequest: duration }, noLongerThanRequest),
  },
  answersOnce,
);

const parent = object<ParentReference>({ name: objectName }, { namespace: labelName, sectionName: objectName, port });

/** `gateway.networking.k8s.io/v1` HTTPRoute: which requests of a Gateway go to which Services. */
export class HTTPRoute extends customResource(
  'gateway.networking.k8s.io/v1',
  'HTTPRoute',
  object<HTTPRouteSpec>(
    { parentRefs: list(parent, { minItems: 1, maxItems: 32 }), rules: list(rule, { minItems: 1, maxItems: 16 }) },
    { hostnames: list(hostOrWildcard, { maxItems: 16 }) },
  ),
) {}
