import type { Dashboard, DashboardPanel } from '../../platform';
import { ERRORS, REQUESTS, errorRatio } from './recordings';
import { cluster, program, recorded } from './series';

const OURS = /(.*-)?(frontend|backend|agent|mcp|model)/;
const ASKED = { route: { not: /\/healthz|\/readyz|\/metrics/ } };

const quantile = (share: number, job: string) =>
  `histogram_quantile(${share}, sum by (le) (rate(${program('http_request_duration_seconds_bucket', { ...ASKED, job })}[$__rate_interval])))`;

/** Rate, errors and duration of one service. */
const service = (job: string, note: string): readonly DashboardPanel[] => [
  {
    title: `Requests of ${job}`,
    description: 'Requests a second by status. 4xx are callers at fault, 5xx are ours.',
    unit: 'reqps',
    stacked: true,
    queries: [
      {
        expr: `sum by (status) (rate(${program('http_requests_total', { ...ASKED, job })}[$__rate_interval]))`,
        legend: '{{status}}',
      },
    ],
  },
  {
    title: `Errors of ${job}`,
    description: 'The share of requests that fail on the server side, over 5 minutes and over an hour.',
    unit: 'percentunit',
    limits: { warning: 0.01, critical: 0.05 },
    queries: [
      { expr: recorded(errorRatio('5m'), { job }), legend: '5 minutes' },
      { expr: recorded(errorRatio('1h'), { job }), legend: '1 hour' },
    ],
  },
  {
    title: `Duration of ${job}`,
    description: note,
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((share) => ({ expr: quantile(share, job), legend: `p${share * 100}` })),
  },
];

const BEGINS = 'Time until an answer begins; half, 95 % and 99 % of the requests are faster.';
const ENDS = 'Time until an answer ends, streams included: chats make it long.';

/** Whether the chatbot works, service by service. */
export const OVERVIEW_DASHBOARD: Dashboard = {
  uid: 'todo-chatbot-overview',
  title: 'Todo Chatbot: overview',
  description: 'Whether the services are there and answer, in time and without failures',
  tags: ['todo-chatbot'],
  releasesOf: 'up',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Requests',
          description: 'Requests a second over the last 5 minutes, by service.',
          unit: 'reqps',
          kind: 'stat',
          queries: [{ expr: recorded(REQUESTS), legend: '{{job}}' }],
        },
        {
          title: 'Failed within an hour',
          description: 'Requests that failed on the server side, by service. Empty: none.',
          unit: 'short',
          kind: 'stat',
          limits: { warning: 1, critical: 10 },
          queries: [{ expr: recorded(ERRORS), legend: '{{job}}' }],
        },
        {
          title: 'Pods that answer',
          description: 'Pods whose metrics Prometheus can read, by service.',
          unit: 'short',
          kind: 'stat',
          queries: [{ expr: `sum by (job) (${cluster('up', { release: '$release' })})`, legend: '{{job}}' }],
        },
        {
          title: 'Pods missing',
          description: 'Pods that should be ready and are not.',
          unit: 'short',
          kind: 'stat',
          limits: { warning: 1, critical: 2 },
          queries: [
            {
              expr: `${cluster('kube_deployment_spec_replicas', { deployment: OURS })} - ${cluster('kube_deployment_status_replicas_available', { deployment: OURS })}`,
              legend: '{{deployment}}',
            },
          ],
        },
      ],
    },
    { title: 'frontend', panels: service('frontend', ENDS) },
    { title: 'backend', panels: service('backend', BEGINS) },
    { title: 'agent', panels: service('agent', BEGINS) },
    { title: 'mcp', panels: service('mcp', BEGINS) },
    { title: 'model (offline)', panels: service('model', BEGINS) },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Memory',
          description: 'Memory of each process. The kernel ends a container that goes above its limit.',
          unit: 'bytes',
          queries: [{ expr: program('process_resident_memory_bytes'), legend: '{{pod}}' }],
        },
        {
          title: 'CPU',
          description: 'CPU of each process, in cores.',
          unit: 'short',
          queries: [{ expr: `rate(${program('process_cpu_seconds_total')}[$__rate_interval])`, legend: '{{pod}}' }],
        },
        {
          title: 'Event loop lag',
          description:
            'How late timers are in the Node.js programs: above some 100 ms a process has more to do than it can.',
          unit: 's',
          limits: { warning: 0.1, critical: 0.5 },
          queries: [{ expr: program('nodejs_eventloop_lag_p99_seconds'), legend: '{{pod}}' }],
        },
        {
          title: 'Restarts',
          description: 'Restarts of containers within an hour.',
          unit: 'short',
          queries: [
            {
              expr: `increase(${cluster('kube_pod_container_status_restarts_total')}[1h])`,
              legend: '{{pod}} {{container}}',
            },
          ],
        },
      ],
    },
  ],
};
