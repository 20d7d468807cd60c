import { atLeastOne } from '../shape/rules';
import { type Shape, integer, list, object, oneNumber, tagged, text, word } from '../shape/shape';
import { hostName, objectName } from '../shape/words';

/** A header of a request or an answer. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** Headers to replace, to add to and to take away. */
export interface HeaderModifier {
  /** 16 at most. @default - none */
  readonly set?: readonly Header[];
  /** 16 at most. @default - none */
  readonly add?: readonly Header[];
  /** 16 at most. @default - none */
  readonly remove?: readonly string[];
}

/** A path in place of the request's: all of it, or the prefix by which a rule found it. */
export type PathReplacement =
  | { readonly type: 'ReplaceFullPath'; readonly replaceFullPath: string }
  | { readonly type: 'ReplacePrefixMatch'; readonly replacePrefixMatch: string };

/** An answer that leads elsewhere. */
export interface RequestRedirect {
  /** @default - the request's */
  readonly scheme?: 'http' | 'https';
  /** @default - the request's */
  readonly hostname?: string;
  /** @default - the request's */
  readonly path?: PathReplacement;
  /** 1 to 65535. @default - the scheme's, or the listener's */
  readonly port?: number;
  /** Every Gateway knows 301 and 302. @default 302 */
  readonly statusCode?: 301 | 302 | 303 | 307 | 308;
}

/** Another host or path for whoever answers. */
export interface URLRewrite {
  /** @default - the request's */
  readonly hostname?: string;
  /** @default - the request's */
  readonly path?: PathReplacement;
}

export interface RequestHeaderFilter {
  readonly type: 'RequestHeaderModifier';
  readonly requestHeaderModifier: HeaderModifier;
}
export interface ResponseHeaderFilter {
  readonly type: 'ResponseHeaderModifier';
  readonly responseHeaderModifier: HeaderModifier;
}
export interface RedirectFilter {
  readonly type: 'RequestRedirect';
  readonly requestRedirect: RequestRedirect;
}
export interface RewriteFilter {
  readonly type: 'URLRewrite';
  readonly urlRewrite: URLRewrite;
}
/** An object in the route's namespace. */
export interface ExtensionReference {
  /** E.g. `traefik.io`. */
  readonly group: string;
  /** E.g. `Middleware`. */
  readonly kind: string;
  readonly name: string;
}
/** What only one Gateway knows, such as a Middleware of Traefik. */
export interface ExtensionFilter {
  readonly type: 'ExtensionRef';
  readonly extensionRef: ExtensionReference;
}

/** What is done to requests and answers on their way. */
export type HTTPRouteFilter =
  RequestHeaderFilter | ResponseHeaderFilter | RedirectFilter | RewriteFilter | ExtensionFilter;

export const port = integer(1, 65535);
export const headerName = text('the name of a header', /^[-A-Za-z0-9!#$%&'*+.^_|~]+$/, 256);
export const headerValue = text('the value of a header', /./, 4096);

const header = object<Header>({ name: headerName, value: headerValue }, {});
const headers = list(header, { maxItems: 16, unique: 'name' });
const modifier = object<HeaderModifier>(
  {},
  { set: headers, add: headers, remove: list(headerName, { maxItems: 16 }) },
  atLeastOne('set', 'add', 'remove'),
);

const path = text('a path', /^\/[!-~]*$/, 1024);
const replacement: Shape<PathReplacement> = tagged('type', {
  ReplaceFullPath: object<{ readonly type: 'ReplaceFullPath'; readonly replaceFullPath: string }>(
    { type: word('ReplaceFullPath'), replaceFullPath: path },
    {},
  ),
  ReplacePrefixMatch: object<{ readonly type: 'ReplacePrefixMatch'; readonly replacePrefixMatch: string }>(
    { type: word('ReplacePrefixMatch'), replacePrefixMatch: path },
    {},
  ),
});

const redirect = object<RequestRedirect>(
  {},
  {
    scheme: word('http', 'https'),
    hostname: hostName,
    path: replacement,
    port,
    statusCode: oneNumber(301, 302, 303, 307, 308),
  },
);

const extension = object<ExtensionReference>(
  {
    group: hostName,
    kind: text('a kind such as Middleware', /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/, 63),
    name: objectName,
  },
  {},
);

export const routeFilter: Shape<HTTPRouteFilter> = tagged('type', {
  RequestHeaderModifier: object<RequestHeaderFilter>(
    { type: word('RequestHeaderModifier'), requestHeaderModifier: modifier },
    {},
  ),
  ResponseHeaderModifier: object<ResponseHeaderFilter>(
    { type: word('ResponseHeaderModifier'), responseHeaderModifier: modifier },
    {},
  ),
  RequestRedirect: object<RedirectFilter>({ type: word('RequestRedirect'), requestRedirect: redirect }, {}),
  URLRewrite: object<RewriteFilter>(
    {
      type: word('URLRewrite'),
      urlRewrite: object<URLRewrite>({}, { hostname: hostName, path: replacement }, atLeastOne('hostname', 'path')),
    },
    {},
  ),
  ExtensionRef: object<ExtensionFilter>({ type: word('ExtensionRef'), extensionRef: extension }, {}),
});

/** The type of a filter that is written down. */
export function typeOf(filter: unknown): unknown {
  return typeof filter === 'object' && filter !== null ? (filter as { readonly type?: unknown }).type : undefined;
}
