import type { Specs } from './specimens';

export const selector = {
  matchLabels: { 'app.kubernetes.io/name': 'backend' },
  matchExpressions: [
    { key: 'tier', operator: 'In', values: ['api'] },
    { key: 'old', operator: 'DoesNotExist' },
  ],
} as const;
export const key = (name: string) => ({ name, key: 'key' });
const scrape = {
  path: '/metrics',
  params: { format: ['prometheus'] },
  scheme: 'https',
  interval: '1m30s',
  scrapeTimeout: '30s',
  honorLabels: true,
  relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' }],
  metricRelabelings: [
    { action: 'drop', sourceLabels: ['__name__'], separator: ';', regex: 'go_.*', replacement: '$1' },
  ],
  authorization: { type: 'Bearer', credentials: key('metrics') },
  tlsConfig: { ca: { secret: key('ca') }, serverName: 'backend.example.com' },
} as const;
const where = {
  namespaceSelector: { matchNames: ['chatbot-prod'] },
  jobLabel: 'app',
  podTargetLabels: ['version'],
  sampleLimit: 5000,
};
export const marks = { labels: { team: 'chat' }, annotations: { 'example.com/owner': 'chat' } };

/** Objects of the kinds around a workload that say nearly everything. */
export const PLATFORM = {
  ServiceMonitor: { ...where, selector, endpoints: [{ port: 'http', ...scrape }], targetLabels: ['tier'] },
  PodMonitor: { ...where, selector, podMetricsEndpoints: [{ port: 'metrics', ...scrape }] },
  PrometheusRule: {
    groups: [
      {
        name: 'todo',
        interval: '1m',
        rules: [
          {
            alert: 'Slow',
            expr: 'job:latency:p95 > 2',
            for: '10m',
            keep_firing_for: '5m',
            labels: { severity: 'page' },
            annotations: { summary: '{{ $labels.pod }} is slow' },
          },
          { record: 'job:latency:p95', expr: 'vector(1)', labels: { job: 'backend' } },
        ],
      },
    ],
  },
  HTTPRoute: {
    parentRefs: [{ name: 'edge', namespace: 'gateways', sectionName: 'https', port: 443 }],
    hostnames: ['todo.example.com', '*.example.org'],
    rules: [
      {
        matches: [
          {
            path: { type: 'PathPrefix', value: '/api' },
            method: 'GET',
            headers: [{ name: 'x', value: 'y', type: 'Exact' }],
          },
        ],
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'a', value: 'b' }], remove: ['c'] } },
          { type: 'ResponseHeaderModifier', responseHeaderModifier: { add: [{ name: 'a', value: 'b' }] } },
          {
            type: 'URLRewrite',
            urlRewrite: { hostname: 'api.internal', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } },
          },
          { type: 'ExtensionRef', extensionRef: { group: 'traefik.io', kind: 'Middleware', name: 'limit' } },
        ],
        backendRefs: [{ name: 'frontend', namespace: 'chatbot-prod', port: 3000, weight: 10 }],
        timeouts: { request: '10m', backendRequest: '9m30s' },
      },
      {
        filters: [
          {
            type: 'RequestRedirect',
            requestRedirect: {
              scheme: 'https',
              hostname: 'todo.example.com',
              path: { type: 'ReplaceFullPath', replaceFullPath: '/' },
              port: 443,
              statusCode: 301,
            },
          },
        ],
      },
    ],
  },
  Certificate: {
    secretName: 'chatbot-tls',
    issuerRef: { name: 'letsencrypt', kind: 'ClusterIssuer', group: 'cert-manager.io' },
    dnsNames: ['todo.example.com', '*.example.com'],
    ipAddresses: ['10.0.0.1', 'fd00::1'],
    commonName: 'todo.example.com',
    duration: '2160h',
    renewBefore: '360h',
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    usages: ['digital signature', 'server auth'],
    isCA: false,
    secretTemplate: marks,
    revisionHistoryLimit: 2,
  },
  ExternalSecret: {
    secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
    refreshInterval: '1h',
    refreshPolicy: 'Periodic',
    target: {
      name: 'backend',
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
      immutable: false,
      template: {
        type: 'Opaque',
        metadata: marks,
        data: { url: 'postgres://todo:{{ .password | urlquery }}@database/todo' },
        mergePolicy: 'Merge',
      },
    },
    data: [
      {
        secretKey: 'password',
        remoteRef: { key: 'todo', property: 'password', version: '3', decodingStrategy: 'None' },
      },
    ],
    dataFrom: [
      { extract: { key: 'todo/keys' } },
      { find: { path: 'todo', name: { regexp: '^key-' }, tags: { env: 'prod' } } },
    ],
  },
} as const satisfies Partial<Specs>;
