import {
  MODEL_NAME,
  dnsValues,
  imageDigestsValue,
  imageRegistryValue,
  ipFamiliesValue,
  topologySpreadValue,
} from '../platform';
import { HOST_NAME, NAME_OR_NONE, OBJECT_NAME } from '../platform/names';
import { type HandleOf, boolean, integer, list, object, oneOf, section, string } from '../values';
import { databaseGlobalValues, externalDatabaseValues } from './database-values';

const NAME = OBJECT_NAME.pattern;
// The containers' users are not root, so they listen on unprivileged ports.
const port = (name: string, value: number) =>
  integer({ description: `Port of ${name}`, default: value, minimum: 1024, maximum: 65535 });
// The name of a CronJob has 52 characters at most, and restore-drill is the longest of ours.
const nameValue = (description: string) =>
  string({
    description,
    default: '',
    pattern: '^([a-z]([-a-z0-9]*[a-z0-9])?)?$',
    maxLength: 38,
    expected: 'a name of lower case letters, digits and dashes, or nothing',
  });
const secret = (purpose: string, keys: string) =>
  string({
    description: `Existing Secret with ${keys}; if empty, one is made once and kept`,
    default: '',
    pattern: NAME_OR_NONE,
    expected: `the name of a Secret with ${keys}, or nothing`,
  });

/** What several components of the Todo Chatbot share. */
export const todoGlobalValues = section('Values that several components share', {
  nameOverride: nameValue('What the label app.kubernetes.io/part-of says; the name of the chart if empty'),
  fullnameOverride: nameValue(
    'What stands before the name of every object, with a dash; for a second release in one namespace',
  ),
  imageRegistry: imageRegistryValue,
  imageDigests: imageDigestsValue,
  imagePullSecrets: list({
    description: 'Names of Secrets with registry credentials',
    item: string({
      description: 'Name of a Secret',
      default: 'registry',
      pattern: NAME,
      expected: 'the name of a Secret',
    }),
  }),
  topologySpreadConstraints: topologySpreadValue,
  logLevel: oneOf({
    description: 'What the programs log',
    options: ['debug', 'info', 'warning', 'error'],
    default: 'info',
  }),
  longestAnswerSeconds: integer({
    description: 'Longest chat answer in seconds; streams, time-outs and graceful ends follow it',
    default: 120,
    minimum: 10,
    maximum: 3600,
  }),
  ingressControllerNamespaces: list({
    description: 'Namespaces whose pods may reach the frontend: those of the Ingress controllers and Gateways',
    item: string({
      description: 'Name of a namespace',
      default: 'default',
      pattern: NAME,
      expected: 'the name of a namespace',
    }),
    default: ['ingress-nginx', 'traefik', 'kube-system'],
  }),
  ipFamilies: ipFamiliesValue,
  dns: dnsValues,
  database: databaseGlobalValues,
  externalDatabase: externalDatabaseValues,
  model: section('The language model', {
    mode: oneOf({
      description:
        'The offline stand-in of the component model, Ollama in the cluster, or any OpenAI-compatible service such as Groq',
      options: ['offline', 'ollama', 'external'],
      default: 'offline',
    }),
    url: string({
      description: 'Base URL of the external service',
      default: 'https://api.groq.com/openai/v1',
      // The agent's policy opens its port.
      pattern: '^https?://[A-Za-z0-9][-A-Za-z0-9.]*(:[1-9][0-9]{0,4})?(/[-A-Za-z0-9._~/]*)?$',
      expected: 'a URL such as https://api.groq.com/openai/v1 or http://vllm.models:8000/v1',
    }),
    peers: list({
      description:
        "Where the external service is, as in the peers of Kubernetes' NetworkPolicy; everywhere outside the cluster if empty",
      item: object({ description: 'A peer' }),
    }),
    name: string({
      description: 'Name of the model at the external service',
      default: 'llama-3.3-70b-versatile',
      ...MODEL_NAME,
    }),
    ollamaName: string({
      description: "Name of the model in Ollama's library, as `ollama list` shows it",
      default: 'llama3.2:1b',
      ...MODEL_NAME,
    }),
    apiKeySecret: string({
      description: 'Existing Secret with the key api-key for the external service; none is sent if empty',
      default: 'model-api-key',
      pattern: NAME_OR_NONE,
      expected: 'the name of a Secret, or nothing',
    }),
  }),
  tracing: section('Traces, sent by OpenTelemetry over HTTP', {
    enabled: boolean({ description: 'Whether frontend, backend, agent and mcp send traces', default: false }),
    host: string({
      description: 'Host of the collector, a Service in the cluster',
      default: 'otel-collector.monitoring',
      pattern: HOST_NAME.pattern,
      expected: 'a host name such as otel-collector.monitoring',
    }),
    namespace: string({
      description: 'Namespace of the collector',
      default: 'monitoring',
      pattern: NAME,
      expected: 'the name of a namespace',
    }),
    port: integer({
      description: 'Port of the collector for OTLP over HTTP',
      default: 4318,
      minimum: 1,
      maximum: 65535,
    }),
  }),
  monitoring: section('Metrics, read by Prometheus', {
    enabled: boolean({
      description: "Whether Prometheus reads them; its operator's CustomResourceDefinitions have to be there",
      default: false,
    }),
    namespace: string({
      description: 'Namespace of Prometheus, whose pods alone may read them',
      default: 'monitoring',
      pattern: NAME,
      expected: 'the name of a namespace',
    }),
  }),
  ports: section('Ports of the containers and their Services', {
    frontend: port('frontend', 3000),
    frontendMetrics: port('the metrics of frontend, which no Ingress leads to', 9464),
    backend: port('backend', 8000),
    agent: port('agent', 8100),
    mcp: port('mcp', 8200),
    model: port('model', 8300),
    ollama: port('ollama', 11434),
    database: port('database', 5432),
  }),
  existingSecrets: section('Secrets that are there already', {
    database: secret('database', 'the key password, and username for CloudNativePG'),
    backend: secret('backend', 'the key jwt-key'),
    agent: secret('agent', 'the key agent-key'),
  }),
});

export type TodoGlobals = HandleOf<typeof todoGlobalValues>;
