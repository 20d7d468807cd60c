import type * as imports from '../../../imports';
import { OPERATORS } from './full-operators';
import { PLATFORM } from './full-platform';

/** The least that an object of each kind may say. */
export const SMALL = {
  ServiceMonitor: { selector: { matchLabels: { app: 'todo' } }, endpoints: [{ port: 'http' }] },
  PodMonitor: { selector: {}, podMetricsEndpoints: [{ portNumber: 9187 }] },
  PrometheusRule: { groups: [{ name: 'todo', rules: [{ alert: 'Down', expr: 'up == 0' }] }] },
  HTTPRoute: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name: 'frontend', port: 3000 }] }] },
  Certificate: { secretName: 'chatbot-tls', issuerRef: { name: 'letsencrypt' }, dnsNames: ['todo.example.com'] },
  ExternalSecret: {
    secretStoreRef: { name: 'vault' },
    data: [{ secretKey: 'password', remoteRef: { key: 'todo/database' } }],
  },
  Cluster: { instances: 1, storage: { size: '1Gi' } },
  ScheduledBackup: { schedule: '0 0 3 * * *', cluster: { name: 'database' } },
  Application: {
    project: 'default',
    source: { repoURL: 'https://git.example.com/chatbot.git', targetRevision: 'v0.1.0', path: 'dist/manifests' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'chatbot-prod' },
  },
  AppProject: { sourceRepos: ['*'], destinations: [{ name: 'in-cluster', namespace: 'chatbot-*' }] },
  Agent: { type: 'Declarative', declarative: { systemMessage: 'You keep a todo list.' } },
  ModelConfig: { provider: 'Ollama', model: 'llama3.2', ollama: { host: 'http://ollama:11434' } },
  RemoteMCPServer: { description: 'Tasks', url: 'http://mcp:8200/mcp' },
} as const satisfies Specs;

/** What the constructor of each kind takes. */
export type Specs = { readonly [K in Kind]: ConstructorParameters<(typeof imports)[K]>[2]['spec'] };
export type Kind = keyof typeof imports;

/** An object of each kind that says nearly everything. */
export const FULL = { ...PLATFORM, ...OPERATORS } satisfies Specs;
