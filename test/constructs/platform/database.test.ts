import { App, Chart } from 'cdk8s';
import {
  ChatbotError,
  Database,
  type ExternalDatabaseProps,
  PostgresCluster,
  PostgresDatabase,
  WebService,
} from '../../../constructs';

const amounts = { cpu: '100m', memory: '256Mi', ephemeralStorage: '64Mi' };
const resources = { requests: amounts, limits: amounts };
const password = { secretName: 'bot-database', key: 'password' };
const account = { database: 'bot', user: 'ada', password, storage: '1Gi', resources };
const neon: ExternalDatabaseProps = {
  host: 'ep-cool-pooler.eu-central-1.aws.neon.tech',
  directHost: 'ep-cool.eu-central-1.aws.neon.tech',
  name: 'neondb',
  user: 'neondb_owner',
  password,
};

type Tree = Readonly<Record<string, unknown>>;
type Policy = { readonly ingress?: readonly Tree[]; readonly egress?: readonly Tree[] };

function newChart(): Chart {
  return new Chart(new App(), 'bot');
}

/** The policy of a program that uses a database, under stock cdk8s. */
function policiesWith(make: (chart: Chart) => Database): Readonly<Record<string, Policy>> {
  const chart = newChart();
  const api = new WebService(chart, 'api', { image: 'example/bot:1.0.0', port: 8000, resources });
  make(chart).allow(api.traffic);
  const objects = chart.toJson() as { kind: string; metadata: { name: string }; spec: Policy }[];
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  return Object.fromEntries(policies.map(({ metadata, spec }) => [metadata.name, spec]));
}

const inCluster = (chart: Chart) =>
  Database.inCluster(new PostgresDatabase(chart, 'db', { ...account, image: 'postgres:15' }));
const cloudNativePg = (chart: Chart) =>
  Database.cloudNativePg(
    new PostgresCluster(chart, 'db', { ...account, image: 'ghcr.io/cloudnative-pg/postgresql:15' }),
  );

describe('what a client has to know', () => {
  test('of a StatefulSet: its Service', () => {
    expect(inCluster(newChart()).environment).toEqual({
      DATABASE_HOST: 'db',
      DATABASE_DIRECT_HOST: 'db',
      DATABASE_POOLER: 'off',
      DATABASE_PORT: '5432',
      DATABASE_NAME: 'bot',
      DATABASE_USER: 'ada',
      DATABASE_SSLMODE: 'prefer',
    });
  });

  test("of a CloudNativePG cluster: the Service of its primary, and the cluster's certificate authority", () => {
    const database = cloudNativePg(newChart());
    expect(database.environment).toMatchObject({ DATABASE_HOST: 'db-rw', DATABASE_SSLMODE: 'verify-full' });
    expect(database.secrets).toEqual([
      { ...password, variable: 'DATABASE_PASSWORD_FILE' },
      { secretName: 'db-ca', key: 'ca.crt', variable: 'DATABASE_SSLROOTCERT' },
    ]);
  });

  test('of Neon: the pooler for programs, the direct host for migrations and pg_dump, and TLS', () => {
    const database = Database.external(neon);
    expect(database.environment).toMatchObject({
      DATABASE_HOST: neon.host,
      DATABASE_DIRECT_HOST: neon.directHost,
      DATABASE_POOLER: 'on',
      DATABASE_SSLMODE: 'require',
    });
    expect(database.libpqEnvironment).toEqual({
      PGHOST: neon.directHost,
      PGPORT: '5432',
      PGDATABASE: 'neondb',
      PGUSER: 'neondb_owner',
      PGSSLMODE: 'require',
    });
  });

  test('of a database without a pooler: one host for all', () => {
    expect(Database.external({ ...neon, directHost: undefined }).address.directHost).toBe(neon.host);
  });
});

describe('what the policies open', () => {
  const ports = [{ port: 5432, protocol: 'TCP' }];
  const pod = (labels: Tree) => [{ podSelector: { matchLabels: labels } }];
  const api = pod({ 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'bot' });

  test('for a StatefulSet: the way from the client to its pods, on both ends', () => {
    const policies = policiesWith(inCluster);
    const db = pod({ 'app.kubernetes.io/name': 'db', 'app.kubernetes.io/instance': 'bot' });
    expect(policies.api!.egress).toContainEqual({ to: db, ports });
    expect(policies.db!.ingress).toEqual([{ from: api, ports }]);
  });

  test("for CloudNativePG: also among its pods, from the operator, and to the API server, by the operator's label", () => {
    const policies = policiesWith(cloudNativePg);
    const db = pod({ 'cnpg.io/cluster': 'db' });
    const status = [{ port: 8000, protocol: 'TCP' }];
    const operator = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cnpg-system' } } }];
    expect(policies.db).toMatchObject({ podSelector: { matchLabels: { 'cnpg.io/cluster': 'db' } } });
    expect(policies.db!.ingress).toEqual([
      { from: db, ports },
      { from: operator, ports },
      { from: db, ports: status },
      { from: operator, ports: status },
      { from: api, ports },
    ]);
    expect(policies.db!.egress!.slice(1)).toEqual([
      { to: db, ports },
      { to: db, ports: status },
      { ports: [443, 6443, 8443].map((port) => ({ port, protocol: 'TCP' })) },
    ]);
    expect(policies.api!.egress).toContainEqual({ to: db, ports });
  });

  test.each([
    ['all addresses outside of the cluster', {}, ['0.0.0.0/0', '::/0']],
    ['the addresses that are named, and no others', { cidrs: ['10.9.8.7/32'] }, ['10.9.8.7/32']],
  ])('for an external database: its port, to %s', (_, props, cidrs) => {
    const policies = policiesWith(() => Database.external({ ...neon, port: 6543, ...props }));
    expect(Object.keys(policies)).toEqual(['api']);
    const [, rule, ...more] = policies.api!.egress! as { to: { ipBlock: { cidr: string } }[]; ports: Tree[] }[];
    expect(more).toEqual([]);
    expect(rule!.ports).toEqual([{ port: 6543, protocol: 'TCP' }]);
    expect(rule!.to.map(({ ipBlock }) => ipBlock.cidr)).toEqual(cidrs);
  });

  test('for one in another namespace: its port, to the pods there', () => {
    const policies = policiesWith(() => Database.external({ ...neon, namespaces: ['databases'] }));
    const to = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } } }];
    expect(policies.api!.egress!.slice(1)).toEqual([{ to, ports }]);
  });
});

test('clients start after a database that starts with them', () => {
  const chart = newChart();
  const database = inCluster(chart);
  const api = new WebService(chart, 'api', { image: 'example/bot:1.0.0', port: 8000, resources });
  Database.external(neon).startBefore(api.startOrder);
  expect(api.startOrder.wave).toBe(0);
  database.startBefore(api.startOrder);
  expect(api.startOrder.wave).toBe(1);
});

test.each<[string, Partial<ExternalDatabaseProps>, string]>([
  ['a URL', { host: 'postgresql://ada:secret@db.example.com/bot' }, 'host is not a host name; give host, port'],
  ['a port that is none', { port: 70_000 }, 'the port 70000 is not one from 1 to 65535'],
  ['a word that is no sslmode', { sslmode: 'on' }, 'the sslmode "on" is not one of disable, prefer, require'],
])('Database.external refuses %s', (_, wrong, sentence) => {
  const make = () => Database.external({ ...neon, ...wrong });
  expect(make).toThrow(ChatbotError);
  expect(make).toThrow(sentence);
  expect(make).not.toThrow('secret');
});

test('PostgreSQL in a StatefulSet refuses a name for which Kubernetes has no room, and settings that it makes itself', () => {
  const server = (id: string, parameters = {}) =>
    new PostgresDatabase(newChart(), id, { ...account, image: 'postgres:15', parameters });
  expect(() => server('a'.repeat(52))).not.toThrow();
  expect(() => server('a'.repeat(53))).toThrow("has 53 characters, and a StatefulSet's 52 at most");
  expect(() => server('db', { work_mem: '4MB', 'auto_explain.log_min_duration': '1s' })).not.toThrow();
  for (const name of ['port', 'listen_addresses', 'unix_socket_directories', 'data_directory'])
    expect(() => server('db', { [name]: '1' })).toThrow(
      `bot/db: has the parameter ${name}, which is not yours to set; leave it out`,
    );
});
