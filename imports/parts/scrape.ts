import { type KeyReference, type SecretOrConfigMap, keyReference, secretOrConfigMap } from './references';
import { noLonger } from '../shape/rules';
import { type OptionalFields, flag, integer, list, map, object, text, word } from '../shape/shape';
import { anyText, hostName, someText } from '../shape/words';

// Source: the Prometheus operator's API reference and Prometheus' configuration page.

/** A step that changes or drops labels, targets or samples. */
export interface Relabeling {
  /** @default replace */
  readonly action?:
    'replace' | 'keep' | 'drop' | 'hashmod' | 'labelmap' | 'labeldrop' | 'labelkeep' | 'lowercase' | 'uppercase';
  /** Labels whose values are joined. @default - none */
  readonly sourceLabels?: readonly string[];
  /** What joins them. @default ; */
  readonly separator?: string;
  /** RE2, anchored at both ends. @default (.*) */
  readonly regex?: string;
  /** The label that is written. @default - none */
  readonly targetLabel?: string;
  /** @default $1 */
  readonly replacement?: string;
  /** Of the hash, for `hashmod`. @default - none */
  readonly modulus?: number;
}

/** How metrics are fetched. */
export interface Scrape {
  /** @default /metrics */
  readonly path?: string;
  /** Query parameters. @default - none */
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /** @default http */
  readonly scheme?: 'http' | 'https';
  /** Prometheus' duration, e.g. `30s`, `1m`, `1d`. @default - Prometheus' own, usually 30s */
  readonly interval?: string;
  /** Not longer than the interval. @default - Prometheus' own, usually 10s */
  readonly scrapeTimeout?: string;
  /** Whether labels that the program sends win over those of the target. @default false */
  readonly honorLabels?: boolean;
  /** On targets, before they are asked. @default - none */
  readonly relabelings?: readonly Relabeling[];
  /** On samples, before they are stored. @default - none */
  readonly metricRelabelings?: readonly Relabeling[];
  /** The `Authorization` header. @default - none */
  readonly authorization?: {
    /** @default Bearer */
    readonly type?: string;
    readonly credentials: KeyReference;
  };
  /** @default - the system's certificate authorities */
  readonly tlsConfig?: {
    readonly ca?: SecretOrConfigMap;
    /** The name that the certificate must have. @default - the target's address */
    readonly serverName?: string;
  };
}

/** A duration as Prometheus reads it. */
export const prometheusDuration = text(
  'a duration from the largest unit to the smallest, such as 30s, 1m30s or 1d',
  /^(?=.)([0-9]{1,3}y)?([0-9]{1,3}w)?([0-9]{1,3}d)?([0-9]{1,3}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?([0-9]{1,7}ms)?$/,
);
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
export const metricName = text('the name of a metric such as job:http_requests:rate5m', /^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
export const metricLabel = text('the name of a label of Prometheus, such as severity', LABEL);

const relabeling = object<Relabeling>(
  {},
  {
    action: word('replace', 'keep', 'drop', 'hashmod', 'labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'),
    sourceLabels: list(metricLabel),
    separator: anyText,
    regex: anyText,
    targetLabel: someText,
    replacement: anyText,
    modulus: integer(1),
  },
);

export const scrape: OptionalFields<Scrape> = {
  path: text('a path that begins with /', /^\/[!-~]*$/),
  params: map(someText, list(anyText)),
  scheme: word('http', 'https'),
  interval: prometheusDuration,
  scrapeTimeout: prometheusDuration,
  honorLabels: flag,
  relabelings: list(relabeling),
  metricRelabelings: list(relabeling),
  authorization: object<NonNullable<Scrape['authorization']>>({ credentials: keyReference }, { type: someText }),
  tlsConfig: object<NonNullable<Scrape['tlsConfig']>>({}, { ca: secretOrConfigMap, serverName: hostName }),
};
export const inTime = noLonger('scrapeTimeout', 'interval');
