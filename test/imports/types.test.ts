import { App, Chart } from 'cdk8s';
import * as imports from '../../imports';
import type { ResourceProps } from '../../imports/custom-resource';
import type { Kind } from './support/specimens';

// Each spec is refused twice: by the compiler (npm run typecheck) and, for those who do without it, at construction.
const selector = {};
const issuerRef = { name: 'letsencrypt' };
const tls = { secretName: 'tls', dnsNames: ['todo.example.com'] };
const record = { record: 'a', expr: '1' };
const search = { path: 'a' };
const secretStoreRef = { name: 'vault' };
const one = { instances: 1, storage: { size: '1Gi' } };
const destinationPath = 's3://backups';
const s3Credentials = { inheritFromIAMRole: false };
const destination = { server: 'https://kubernetes.default.svc', namespace: 'chatbot-prod' };
const folder = { repoURL: 'https://git.example.com/a.git', targetRevision: 'main', path: 'a' };
const application = { project: 'a', destination, source: folder };

// @ts-expect-error a Service's port has a name
const port: imports.ServiceMonitorSpec = { selector, endpoints: [{ port: 8000 }] };
// @ts-expect-error there is no selector
const noSelector: imports.ServiceMonitorSpec = { endpoints: [{ port: 'http' }] };
// @ts-expect-error a name or a number
const twoPorts: imports.PodMonitorSpec = { selector, podMetricsEndpoints: [{ port: 'a', portNumber: 1 }] };
// @ts-expect-error a recording rule waits for nothing
const recordFor: imports.PrometheusRuleSpec = { groups: [{ name: 'a', rules: [{ ...record, for: '1m' }] }] };
// @ts-expect-error a route belongs to a Gateway
const noParent: imports.HTTPRouteSpec = { rules: [{ backendRefs: [{ name: 'frontend', port: 3000 }] }] };
// @ts-expect-error what a filter of this type needs is not there
const filter: imports.HTTPRouteSpec = { parentRefs: [{ name: 'a' }], rules: [{ filters: [{ type: 'URLRewrite' }] }] };
// @ts-expect-error there is no such kind
const issuer: imports.CertificateSpec = { ...tls, issuerRef: { name: 'a', kind: 'Signer' } };
// @ts-expect-error the field begins in lower case
const field: imports.CertificateSpec = { ...tls, issuerRef, DNSNames: [] };
// @ts-expect-error extract or find
const twoFrom: imports.ExternalSecretSpec = { secretStoreRef, dataFrom: [{ extract: { key: 'a' }, find: search }] };
// @ts-expect-error settings are text
const setting: imports.ClusterSpec = { ...one, postgresql: { parameters: { work_mem: 4 } } };
// @ts-expect-error keys or a role
const s3: imports.ClusterSpec = { ...one, backup: { barmanObjectStore: { destinationPath, s3Credentials } } };
// @ts-expect-error the cluster is an object
const cluster: imports.ScheduledBackupSpec = { schedule: '@daily', cluster: 'database' };
// @ts-expect-error a folder or a chart
const twoKinds: imports.ApplicationSpec = { project: 'a', destination, source: { ...folder, chart: 'a' } };
// @ts-expect-error an option has the form Name=value
const options: imports.ApplicationSpec = { ...application, syncPolicy: { syncOptions: true } };
// @ts-expect-error a destination has a namespace
const nowhere: imports.AppProjectSpec = { sourceRepos: [], destinations: [{ server: '*' }] };
// @ts-expect-error an agent of one's own has an image
const image: imports.AgentSpec = { type: 'BYO', byo: { deployment: {} } };
// @ts-expect-error the settings are another provider's
const provider: imports.ModelConfigSpec = { provider: 'OpenAI', model: 'a', ollama: { host: 'http://a' } };
// @ts-expect-error one word in capitals
const protocol: imports.RemoteMCPServerSpec = { description: 'a', url: 'http://a', protocol: 'streamable-http' };

const WRONG: readonly [Kind, object][] = [
  ...[port, noSelector].map((spec) => ['ServiceMonitor', spec] as [Kind, object]),
  ['PodMonitor', twoPorts],
  ['PrometheusRule', recordFor],
  ...[noParent, filter].map((spec) => ['HTTPRoute', spec] as [Kind, object]),
  ...[issuer, field].map((spec) => ['Certificate', spec] as [Kind, object]),
  ['ExternalSecret', twoFrom],
  ...[setting, s3].map((spec) => ['Cluster', spec] as [Kind, object]),
  ['ScheduledBackup', cluster],
  ...[twoKinds, options].map((spec) => ['Application', spec] as [Kind, object]),
  ['AppProject', nowhere],
  ['Agent', image],
  ['ModelConfig', provider],
  ['RemoteMCPServer', protocol],
];

type AnyClass = new (scope: Chart, id: string, props: ResourceProps<unknown>) => object;
const classes = imports as unknown as Readonly<Record<Kind, AnyClass>>;

test.each(WRONG)('%s %j', (kind, spec) => {
  const chart = new Chart(new App(), 'shop');
  expect(() => new classes[kind](chart, 'a', { metadata: { name: 'todo' }, spec })).toThrow(/^shop\/a: spec/);
});
