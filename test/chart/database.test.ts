import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { chartFolder, helmTemplate, objectsIn, testFolder } from './support/charts';
import { switchesOf, together } from './support/declared';
import { describeWithKubeconform } from './support/kubeconform';
import { type KubernetesObject, type Workload, comparable, differences, named, ofKind } from './support/objects';
import { declaration, overlayText, plainOf, readOverlay } from './support/stack';

const mode = (name: string, externalDatabase: Json = {}): Json => ({
  global: { database: { mode: name }, externalDatabase },
});
const neon = { host: 'ep-a-pooler.eu.aws.neon.tech', directHost: 'ep-a.eu.aws.neon.tech', name: 'neondb', user: 'ada' };
const withBackups = (backups: Json) => together(mode('cnpg'), { database: { cnpg: { backups } } });

function settingsOf(values: Json): Readonly<Record<string, string>> {
  return named(plainOf(values), 'ConfigMap', 'backend').data!;
}

/** Kinds of the objects that are named after the database. */
function kindsOf(values: Json): string[] {
  return plainOf(values)
    .filter(({ metadata }) => metadata.name === 'database')
    .map(({ kind }) => kind)
    .sort();
}

function secretsMadeIn(values: Json): string {
  const job = ofKind(plainOf(values), 'Job').find(({ metadata }) => metadata.name.startsWith('create-secrets'));
  return JSON.stringify((job as Workload).spec.template.spec.containers[0]!.args);
}

describe('each mode has its objects, and no others', () => {
  test('cluster: a StatefulSet', () => {
    expect(kindsOf({})).toEqual(['ConfigMap', 'NetworkPolicy', 'Service', 'ServiceAccount', 'StatefulSet']);
    expect(settingsOf({})).toMatchObject({ DATABASE_HOST: 'database', DATABASE_PORT: '5432', DATABASE_NAME: 'todo' });
  });

  test('cnpg: a Cluster, its policy, and backups if asked for', () => {
    expect(kindsOf(mode('cnpg'))).toEqual(['Cluster', 'NetworkPolicy']);
    expect(kindsOf(withBackups({ enabled: true }))).toEqual(['Cluster', 'NetworkPolicy', 'ScheduledBackup']);
    const host = 'database-rw';
    expect(settingsOf(mode('cnpg'))).toMatchObject({ DATABASE_HOST: host, DATABASE_DIRECT_HOST: host });
  });

  test('external: none', () => {
    expect(kindsOf(mode('external'))).toEqual([]);
    expect(settingsOf(mode('external', neon))).toMatchObject({
      DATABASE_HOST: neon.host,
      DATABASE_DIRECT_HOST: neon.directHost,
      DATABASE_POOLER: 'on',
      DATABASE_NAME: 'neondb',
      DATABASE_USER: 'ada',
      DATABASE_SSLMODE: 'require',
    });
  });

  test.each(['cluster', 'cnpg', 'external'] as const)('%s: the same under a prefix, for a second release', (name) => {
    const prefixed = together(mode(name), { global: { fullnameOverride: 'second' } });
    const names = plainOf(prefixed).map(({ metadata }) => metadata.name);
    expect(names.filter((one) => one.includes('database') && !one.startsWith('second-'))).toEqual([]);
    const { data } = named(plainOf(prefixed), 'ConfigMap', 'second-backend');
    const hosts = { cluster: 'second-database', cnpg: 'second-database-rw', external: 'postgres.example.com' };
    expect(data!.DATABASE_HOST).toBe(hosts[name]);
  });
});

describe('the password', () => {
  test('is made with the name of its user, which CloudNativePG wants', () => {
    expect(secretsMadeIn(mode('cnpg'))).toContain(
      'todo-chatbot-database:kubernetes.io/basic-auth=username:todo,password',
    );
    const { bootstrap } = named(plainOf(mode('cnpg')), 'Cluster', 'database').spec as { bootstrap?: Json };
    expect(bootstrap).toMatchObject({ initdb: { owner: 'todo', secret: { name: 'todo-chatbot-database' } } });
  });

  test('of a database that is there already is not made, and read from the same Secret', () => {
    expect(secretsMadeIn(mode('external'))).not.toContain('database');
    const backend = named(plainOf(mode('external')), 'Deployment', 'backend') as Workload;
    expect(backend.spec.template.spec.volumes).toContainEqual(
      expect.objectContaining({ secret: expect.objectContaining({ secretName: 'todo-chatbot-database' }) as object }),
    );
  });
});

test("the server's certificate authority is mounted where there is one: CloudNativePG's, or the one that is named", () => {
  const authorityOf = (values: Json) => {
    const { volumes = [] } = (named(plainOf(values), 'Deployment', 'backend') as Workload).spec.template.spec;
    return volumes.find(({ name }) => name === 'database-sslrootcert')?.secret?.secretName;
  };
  expect(authorityOf({})).toBeUndefined();
  expect(authorityOf(mode('cnpg'))).toBe('database-ca');
  expect(authorityOf(mode('external'))).toBeUndefined();
  expect(authorityOf(mode('external', { caSecret: 'rds-ca' }))).toBe('rds-ca');
});

test('the policy of an external database opens its port only, and where it may be', () => {
  const egressOf = (external: Json) =>
    named(plainOf(mode('external', external)), 'NetworkPolicy', 'backend').spec!.egress as readonly {
      readonly to: readonly Json[];
      readonly ports: Json;
    }[];
  const toDatabase = (external: Json) =>
    egressOf(external).filter(({ ports }) => JSON.stringify(ports).includes('6543'));
  const ports = [{ port: 6543, protocol: 'TCP' }];
  const named_ = { port: 6543, cidrs: ['10.9.8.7/32'], namespaces: ['databases'] };
  expect(toDatabase(named_)).toEqual([
    {
      to: [
        { ipBlock: { cidr: '10.9.8.7/32' } },
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } } },
      ],
      ports,
    },
  ]);
  const [anywhere, ...more] = toDatabase({ port: 6543 });
  expect(more).toEqual([]);
  expect(anywhere!.to).toEqual([
    { ipBlock: { cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8']) as object } },
    { ipBlock: { cidr: '::/0', except: expect.arrayContaining(['fc00::/7']) as object } },
  ]);
});

describe('PostgreSQL is tuned by values', () => {
  const parameters = { work_mem: '8MB', 'auto_explain.log_min_duration': '1s' };
  const values = (name: string) => together(mode(name), { database: { parameters, maxConnections: 50 } });

  test('in the StatefulSet as arguments, in the Cluster as parameters', () => {
    const { spec } = (named(plainOf(values('cluster')), 'StatefulSet', 'database') as Workload).spec.template;
    const wanted = ['--max_connections=50', '--auto_explain.log_min_duration=1s', '--work_mem=8MB'];
    expect(spec.containers[0]!.args).toEqual(expect.arrayContaining(wanted));
    const { postgresql } = named(plainOf(values('cnpg')), 'Cluster', 'database').spec!;
    expect(postgresql).toMatchObject({ parameters: { ...parameters, max_connections: '50', shared_buffers: '96MB' } });
  });

  test.each(['port', 'listen_addresses', 'data_directory', 'max_connections'])(
    'but not away from its port and its volume: %s',
    (key) => {
      const text = overlayText({ database: { parameters: { [key]: '1' } } });
      expect(() => readOverlay(text)).toThrow(`the key "${key}" is set by the chart itself`);
    },
  );
});

const bases: readonly (readonly [string, Json])[] = [
  ['cluster', mode('cluster')],
  ['cnpg with snapshots', withBackups({ enabled: true, snapshotClass: 'fast' })],
  [
    'cnpg with a plugin',
    withBackups({ enabled: true, method: 'plugin', pluginParameters: { barmanObjectName: 's3' } }),
  ],
  ['Neon', mode('external', neon)],
];
const switches = switchesOf(declaration, {}).filter(({ path }) => /database/i.test(path.join('.')));
const casesOf = (base: Json) => [base, ...switches.map(({ overlay }) => together(base, overlay))];

describeWithHelm(4, 'plain synth and Helm say the same under each switch of the database', (helm) => {
  const { path, chart } = chartFolder();
  const file = join(path, 'overlay.yaml');

  test.each(bases)(
    '%s',
    (_, base) => {
      expect(switches.length).toBeGreaterThan(20);
      const wrong = casesOf(base).flatMap((values) => {
        writeFileSync(file, overlayText(values));
        const rendered = objectsIn(helmTemplate(helm, chart, 'dev', file));
        return differences(comparable(plainOf(values)), comparable(rendered));
      });
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});

describeWithKubeconform('Kubernetes and CloudNativePG accept each switch of the database', (refusalsOf) => {
  const file = join(testFolder(), 'objects.json');
  const all = new Set(bases.flatMap(([, base]) => casesOf(base).flatMap((values) => plainOf(values).map(textOf))));

  test.each(['1.25.0', '1.27.0', '1.30.0', '1.34.0', '1.37.0'])('%s', (version) => {
    writeFileSync(file, [...all].join('\n---\n'));
    expect([...all].filter((text) => text.includes('persistentVolumeClaimRetentionPolicy')).length).toBeGreaterThan(1);
    expect(refusalsOf(version, file)).toEqual([]);
  });
});

function textOf(object: KubernetesObject): string {
  return JSON.stringify(object);
}
