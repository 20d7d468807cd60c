import type { Recording } from '../../platform';
import { program } from './series';

/** Windows of the burn rates. */
export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
type Window = (typeof WINDOWS)[number];

const BY = 'namespace, release, job';
/** What machines ask all the time says nothing about people. */
const ASKED = { route: { not: /\/healthz|\/readyz|\/metrics/ } } as const;
const FAILED = { ...ASKED, status: /5../ } as const;

/** The share of requests that failed on the server's side within a window. */
export const errorRatio = (window: Window) => `todo:http_errors:ratio_rate${window}` as const;
export const REQUESTS = 'todo:http_requests:rate5m' as const;
export const ERRORS = 'todo:http_errors:increase1h' as const;
export const CHAT_FAILURES = 'todo:chat_failures:ratio_rate10m' as const;

// Where nothing failed yet there is no series of failures: nought of what was asked stands for it.
const failures = (over: string) =>
  `(sum by (${BY}) (rate(${program('http_requests_total', FAILED)}[${over}])) or 0 * ${requests(over)})`;
const requests = (over: string) => `sum by (${BY}) (rate(${program('http_requests_total', ASKED)}[${over}]))`;

/** An outcome of a chat turn that is none of the assistant's failures: lost ones go on in another pod. */
export const ANSWERED = /done|stopped|waiting|lost/;
const turns = (matchers: Parameters<typeof program<'todo_chat_turns_total'>>[1]) =>
  `sum by (namespace, release) (rate(${program('todo_chat_turns_total', matchers)}[10m]))`;

/** What several alerts and dashboards read. */
export const RECORDINGS: readonly Recording[] = [
  { record: REQUESTS, expr: requests('5m') },
  { record: ERRORS, expr: `sum by (${BY}) (increase(${program('http_requests_total', FAILED)}[1h]))` },
  ...WINDOWS.map((window) => ({
    record: errorRatio(window),
    expr: `${failures(window)} / (${requests(window)} > 0)`,
  })),
  { record: CHAT_FAILURES, expr: `${turns({ outcome: { not: ANSWERED } })} / ${turns({})}` },
];
