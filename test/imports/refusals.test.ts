import { App, Chart } from 'cdk8s';
import { HelmChart } from '../../constructs/synth';
import { ChatbotError, boolean, choose, each, eachEntry, embed, list } from '../../constructs/values';
import { map, optional, section, string, when } from '../../constructs/values';
import * as imports from '../../imports';
import type { ResourceProps } from '../../imports/custom-resource';
import { FULL, type Kind, SMALL } from './support/specimens';

type AnyClass = new (scope: Chart, id: string, props: ResourceProps<unknown>) => object;
const classes = imports as unknown as Readonly<Record<Kind, AnyClass>>;

const metadata = { name: 'todo' };
const chart = () => new Chart(new App(), 'shop');

/** What the constructor says to props, without the path that each error begins with. */
function saidOf(kind: Kind, props: unknown, scope: Chart = chart()): string {
  try {
    new classes[kind](scope, 'thing', props as ResourceProps<unknown>);
  } catch (error) {
    expect(error).toBeInstanceOf(ChatbotError);
    expect((error as Error).message).toMatch(/^shop\/thing: /);
    return (error as Error).message.replace('shop/thing: ', '');
  }
  return 'nothing';
}

const said = (kind: Kind, change: object) => saidOf(kind, { metadata, spec: { ...SMALL[kind], ...change } });

describe('wrong fields', () => {
  test.each<[Kind, object, string]>([
    ['ServiceMonitor', { endpoint: [] }, 'spec has the field "endpoint", which is not known; did you mean endpoints?'],
    ['ServiceMonitor', { endpoints: [] }, 'spec.endpoints: expected 1 item or more, found 0'],
    ['ServiceMonitor', { endpoints: undefined }, 'spec.endpoints is missing'],
    [
      'ServiceMonitor',
      { endpoints: [{ port: 'http', interval: '30s', scrapeTimeout: '1m' }] },
      'spec.endpoints[0] has scrapeTimeout 1m, which is longer than interval 30s',
    ],
    [
      'PodMonitor',
      { podMetricsEndpoints: [{ port: 'http', interval: '30' }] },
      'spec.podMetricsEndpoints[0].interval: expected a duration from the largest unit to the smallest, such as 30s, 1m30s or 1d, found "30"',
    ],
    [
      'PodMonitor',
      { podMetricsEndpoints: [{ port: 'http', portNumber: 1 }] },
      'spec.podMetricsEndpoints[0] needs one of port, portNumber, and has port and portNumber',
    ],
    [
      'PodMonitor',
      { podMetricsEndpoints: [{ portNumber: 0 }] },
      'spec.podMetricsEndpoints[0].portNumber: expected a whole number from 1 to 65535, found 0',
    ],
    [
      'PrometheusRule',
      { groups: [...SMALL.PrometheusRule.groups, ...SMALL.PrometheusRule.groups] },
      'spec.groups: two items have the name "todo"; give each its own',
    ],
    [
      'HTTPRoute',
      { rules: [{ ...FULL.HTTPRoute.rules[1], backendRefs: SMALL.HTTPRoute.rules[0].backendRefs }] },
      'spec.rules[0] redirects and has backendRefs; make two rules of it',
    ],
    [
      'HTTPRoute',
      { rules: [{ filters: [{ type: 'URLRewrit' }] }] },
      'spec.rules[0].filters[0].type: expected one of RequestHeaderModifier, ResponseHeaderModifier, RequestRedirect, URLRewrite, ExtensionRef, found "URLRewrit"; did you mean URLRewrite?',
    ],
    ['Certificate', { dnsNames: undefined }, 'spec needs dnsNames, ipAddresses or commonName'],
    ['Certificate', { duration: '90d' }, 'spec.duration: expected a duration such as 90s, 10m or 24h, found "90d"'],
    [
      'Certificate',
      { duration: '24h', renewBefore: '24h' },
      'spec has a renewBefore that is not shorter than its duration',
    ],
    ['Certificate', { privateKey: { size: 1024 } }, 'spec.privateKey has a size below 2048, which RSA needs'],
    ['ExternalSecret', { data: undefined }, 'spec needs data or dataFrom'],
    [
      'ExternalSecret',
      { target: { creationPolicy: 'Orphan', deletionPolicy: 'Delete' } },
      'spec.target has the deletionPolicy Delete, which does not go with the creationPolicy Orphan; write Retain',
    ],
    [
      'Cluster',
      { postgresql: { synchronous: { method: 'any', number: 1 } } },
      'spec waits for 1 standbys and has 0; ask for more instances',
    ],
    [
      'Cluster',
      { bootstrap: { recovery: { source: 'old' } } },
      'spec recovers from "old", which is not among externalClusters',
    ],
    [
      'Cluster',
      { postgresql: { parameters: { max_connections: 100 } } },
      'spec.postgresql.parameters.max_connections: expected the setting as text, in quotes, found 100',
    ],
    [
      'ScheduledBackup',
      { schedule: '0 3 * * *' },
      'spec.schedule: expected six fields that begin with seconds, such as 0 0 3 * * *, found "0 3 * * *"',
    ],
    ['ScheduledBackup', { method: 'plugin' }, 'spec has the method plugin, which needs pluginConfiguration'],
    ['Application', { sources: [] }, 'spec needs one of source, sources, and has source and sources'],
    [
      'Application',
      { syncPolicy: { automated: { prun: true } } },
      'spec.syncPolicy.automated has the field "prun", which is not known; did you mean prune?',
    ],
    [
      'AppProject',
      { roles: [{ name: 'a', policies: ['g, x, y'] }] },
      'spec.roles[0].policies[0]: expected a line that begins with "p, proj:", found "g, x, y"',
    ],
    ['Agent', { declarative: {} }, 'spec.declarative needs systemMessage or systemMessageFrom'],
    [
      'Agent',
      {
        declarative: {
          systemMessage: 'x',
          tools: [{ type: 'McpServer', mcpServer: { name: 'mcp', toolNames: ['a'], requireApproval: ['b'] } }],
        },
      },
      'spec.declarative.tools[0].mcpServer asks for approval of "b", which is not among its toolNames',
    ],
    ['ModelConfig', { apiKeySecret: 'key' }, 'spec has apiKeySecret, which needs apiKeySecretKey'],
    [
      'ModelConfig',
      { openAI: {} },
      'spec has the field "openAI", which is not known; it may have provider, model, ollama, apiKeySecret, apiKeySecretKey, defaultHeaders',
    ],
    [
      'RemoteMCPServer',
      { url: 'mcp:8200' },
      'spec.url: expected a URL that begins with http:// or https://, found "mcp:8200"',
    ],
  ])('%s %j', (kind, change, expected) => {
    expect(said(kind, change)).toContain(expected);
  });

  test('metadata, and what is no object at all', () => {
    const spec = SMALL.Agent;
    expect(saidOf('Agent', undefined)).toBe('expected an object, found nothing');
    expect(saidOf('Agent', { spec })).toBe('metadata is missing');
    expect(saidOf('Agent', { metadata: { name: 'Todo_1' }, spec })).toContain(
      'metadata.name: expected a name in lower case',
    );
    expect(saidOf('Agent', { metadata: { name: 'a', namespace: 'b' }, spec })).toContain('which is not known');
    expect(saidOf('Cluster', { metadata: { name: 'a'.repeat(51) }, spec: SMALL.Cluster })).toBe(
      'metadata.name: expected 50 characters at most, found 51',
    );
  });
});

describe('what values decide', () => {
  const helm = () =>
    new HelmChart(new App(), 'shop', {
      version: '1.0.0',
      description: 'A shop',
      values: section('Values', {
        on: boolean({ description: 'A switch', default: true }),
        host: optional(string({ description: 'A host', default: 'a' })),
        texts: list({ description: 'Texts', item: string({ description: 'A text', default: '' }) }),
        words: map({ description: 'Texts by key', item: string({ description: 'A text', default: '' }) }),
      }),
    });

  test('is checked as far as it is written down', () => {
    const scope = helm();
    const { on, texts } = scope.values;
    const spec = { ...SMALL.Certificate, dnsNames: [when(on, 'Todo'), each(texts, (name) => name)] };
    expect(saidOf('Certificate', { metadata, spec }, scope)).toContain('spec.dnsNames[0]: expected a host name');
  });

  test('must not leave out what must be there', () => {
    const { on, host } = helm().values;
    const message = 'must be there, and the values may leave it out';
    const { issuerRef } = SMALL.Certificate;
    expect(said('Certificate', { secretName: when(on, 'tls') })).toBe(
      `spec.secretName ${message}; use either() or orElse()`,
    );
    expect(said('Certificate', { secretName: embed(host) })).toContain(`spec.secretName ${message}`);
    expect(said('Certificate', { issuerRef: when(on, issuerRef) })).toContain(`spec.issuerRef ${message}`);
    expect(said('PodMonitor', { selector: { matchLabels: when(on, { a: 'b' }) } })).toContain(
      `spec.selector ${message}`,
    );
  });

  test('must be of the right type, and in the right place', () => {
    const { on, texts, words } = helm().values;
    expect(said('Certificate', { isCA: texts })).toBe(
      'spec.isCA: expected a value that is a boolean, found one that is a list',
    );
    expect(said('Certificate', { dnsNames: embed(words) })).toContain('expected a value that is a list');
    expect(said('Certificate', { dnsNames: each(texts, (name) => name) })).toContain('write [each(...)]');
    expect(said('Cluster', { imageName: eachEntry(words, (key) => key) })).toContain('write [each(...)]');
    const { ollama, model } = SMALL.ModelConfig;
    const provider = choose(on, 'Ollama', 'OpenAI');
    expect(saidOf('ModelConfig', { metadata, spec: { provider, model, ollama } })).toContain('must be a literal');
  });
});
