import { key, marks, selector } from './full-platform';
import type { Specs } from './specimens';

const store = {
  destinationPath: 's3://backups/todo',
  endpointURL: 'https://s3.example.com',
  endpointCA: key('ca'),
  s3Credentials: { accessKeyId: key('s3'), secretAccessKey: key('s3'), region: key('s3'), sessionToken: key('s3') },
  serverName: 'database',
  wal: { compression: 'zstd', encryption: 'AES256', maxParallel: 4 },
  data: { compression: 'lz4', encryption: 'aws:kms', jobs: 2 },
} as const;
const resources = { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } };
const toleration = { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' } as const;
const namespaces = { from: 'Selector', selector } as const;
const deployment = {
  replicas: 2,
  resources,
  env: [
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'TOKEN', valueFrom: { secretKeyRef: key('agent') } },
  ],
  imagePullPolicy: 'IfNotPresent',
  imagePullSecrets: [{ name: 'registry' }],
  ...marks,
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 1000,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
  podSecurityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
  serviceAccountName: 'agent',
  volumes: [
    { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    { name: 'keys', secret: { secretName: 'agent' } },
    { name: 'settings', configMap: { name: 'agent' } },
  ],
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp', readOnly: false }],
  nodeSelector: { disk: 'ssd' },
  tolerations: [toleration],
} as const;

/** Objects of the operators' kinds that say nearly everything. */
export const OPERATORS = {
  Cluster: {
    instances: 3,
    imageName: 'ghcr.io/cloudnative-pg/postgresql:17',
    storage: { size: '10Gi', storageClass: 'fast', resizeInUseVolumes: true },
    walStorage: { size: '2Gi' },
    bootstrap: {
      recovery: {
        source: 'old',
        database: 'todo',
        owner: 'todo',
        recoveryTarget: { targetTime: '2026-11-30T03:00:00Z' },
      },
    },
    externalClusters: [
      { name: 'old', barmanObjectStore: store },
      { name: 'other', plugin: { name: 'barman-cloud.cloudnative-pg.io', parameters: { barmanObjectName: 'other' } } },
    ],
    backup: { barmanObjectStore: store, retentionPolicy: '30d', target: 'prefer-standby' },
    plugins: [
      {
        name: 'barman-cloud.cloudnative-pg.io',
        enabled: true,
        isWALArchiver: false,
        parameters: { barmanObjectName: 'todo' },
      },
    ],
    postgresql: {
      parameters: { max_connections: '100' },
      pg_hba: ['host all all 10.0.0.0/8 scram-sha-256'],
      shared_preload_libraries: ['auto_explain'],
      synchronous: { method: 'any', number: 1, dataDurability: 'preferred' },
    },
    resources,
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: 'required',
      topologyKey: 'topology.kubernetes.io/zone',
      nodeSelector: { disk: 'ssd' },
      tolerations: [toleration],
    },
    enableSuperuserAccess: false,
    enablePDB: true,
    primaryUpdateStrategy: 'unsupervised',
    primaryUpdateMethod: 'switchover',
    priorityClassName: 'database',
    imagePullSecrets: [{ name: 'registry' }],
    inheritedMetadata: marks,
  },
  ScheduledBackup: {
    schedule: '0 30 2 * * 1-5',
    cluster: { name: 'database' },
    method: 'plugin',
    pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io', parameters: { a: 'b' } },
    immediate: true,
    suspend: false,
    backupOwnerReference: 'cluster',
    target: 'primary',
  },
  Application: {
    project: 'chat',
    sources: [
      { repoURL: 'https://git.example.com/chatbot.git', targetRevision: 'main', ref: 'values' },
      {
        repoURL: 'charts.example.com',
        targetRevision: '0.1.0',
        chart: 'todo-chatbot',
        helm: {
          releaseName: 'todo',
          valueFiles: ['$values/helm/prod.yaml'],
          valuesObject: { backend: { replicas: 2 } },
          ignoreMissingValueFiles: false,
          skipCrds: true,
        },
      },
    ],
    destination: { name: 'in-cluster', namespace: 'chatbot-prod' },
    syncPolicy: {
      automated: { prune: true, selfHeal: true, allowEmpty: false },
      syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
      retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
      managedNamespaceMetadata: marks,
    },
    ignoreDifferences: [
      {
        group: 'apps',
        kind: 'Deployment',
        name: 'backend',
        namespace: 'chatbot-prod',
        jsonPointers: ['/spec/replicas'],
      },
      { kind: 'Secret', jqPathExpressions: ['.data'], managedFieldsManagers: ['kube-controller-manager'] },
    ],
    revisionHistoryLimit: 5,
  },
  AppProject: {
    description: 'The chatbots',
    sourceRepos: ['https://git.example.com/*'],
    destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'chatbot-*' }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
    namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }],
    orphanedResources: { warn: true },
    roles: [
      {
        name: 'deploy',
        description: 'CI',
        policies: ['p, proj:chat:deploy, applications, sync, chat/*, allow'],
        groups: ['chat'],
      },
    ],
    syncWindows: [
      {
        kind: 'deny',
        schedule: '0 22 * * *',
        duration: '8h',
        applications: ['*'],
        namespaces: ['chatbot-prod'],
        clusters: ['in-cluster'],
        manualSync: true,
        timeZone: 'Europe/Berlin',
      },
    ],
    sourceNamespaces: ['argocd'],
  },
  Agent: {
    type: 'Declarative',
    description: 'Keeps the todo list',
    allowedNamespaces: namespaces,
    declarative: {
      modelConfig: 'groq',
      systemMessage: 'You keep a todo list.',
      tools: [
        {
          type: 'McpServer',
          mcpServer: {
            name: 'mcp',
            kind: 'Service',
            apiGroup: '',
            namespace: 'chatbot-prod',
            toolNames: ['add_task', 'delete_task'],
            requireApproval: ['delete_task'],
            allowedHeaders: ['x-user-id'],
          },
          headersFrom: [
            { name: 'authorization', valueFrom: { type: 'Secret', name: 'mcp', key: 'token' } },
            { name: 'x-client', value: 'kagent' },
          ],
        },
        { type: 'Agent', agent: { name: 'coder', namespace: 'chatbot-prod' } },
      ],
      stream: true,
      runtime: 'go',
      a2aConfig: {
        skills: [{ id: 'tasks', name: 'Tasks', description: 'Adds tasks', tags: ['todo'], examples: ['add milk'] }],
      },
      deployment,
    },
  },
  ModelConfig: {
    provider: 'OpenAI',
    model: 'llama-3.3-70b-versatile',
    apiKeySecret: 'groq',
    apiKeySecretKey: 'key',
    defaultHeaders: { 'x-team': 'chat' },
    openAI: {
      baseUrl: 'https://api.groq.com/openai/v1',
      maxTokens: 1024,
      temperature: '0.2',
      topP: '0.9',
      seed: 7,
      timeout: 60,
      reasoningEffort: 'low',
    },
  },
  RemoteMCPServer: {
    description: 'Tasks',
    url: 'https://mcp.example.com/mcp',
    protocol: 'STREAMABLE_HTTP',
    timeout: '30s',
    sseReadTimeout: '5m',
    terminateOnClose: true,
    headersFrom: [{ name: 'authorization', valueFrom: { type: 'Secret', name: 'mcp', key: 'token' } }],
    allowedNamespaces: namespaces,
  },
} as const satisfies Partial<Specs>;

/** Other forms of the kinds that have several. */
export const OTHERS = [
  [
    'Agent',
    { type: 'BYO', byo: { deployment: { ...deployment, image: 'coder:1.0.0', cmd: 'node', args: ['main.js'] } } },
  ],
  ['ModelConfig', { provider: 'Anthropic', model: 'claude', anthropic: { maxTokens: 1024, temperature: '0.2' } }],
  [
    'Cluster',
    {
      instances: 1,
      storage: { size: '1Gi' },
      bootstrap: {
        initdb: {
          database: 'todo',
          owner: 'todo',
          secret: { name: 'todo' },
          dataChecksums: true,
          encoding: 'UTF8',
          postInitApplicationSQL: ['select 1'],
        },
      },
    },
  ],
  [
    'Cluster',
    {
      instances: 1,
      storage: { size: '1Gi' },
      backup: { barmanObjectStore: { destinationPath: 's3://b/', s3Credentials: { inheritFromIAMRole: true } } },
    },
  ],
] as const satisfies readonly { [K in keyof Specs]: readonly [K, Specs[K]] }[keyof Specs][];
