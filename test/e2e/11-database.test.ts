import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, ROOT } from './support/command';
import { inPod, kubectl, list } from './support/cluster';
import { NAMESPACE, haveRelease, makeNamespace, removeNamespace, upgrade } from './support/release';

const ELSEWHERE = `${NAMESPACE}-database`;
const PORT = 6543;

/** A PostgreSQL that the release does not know, with the release's password, in a namespace of its own. */
async function makePostgres(): Promise<void> {
  await makeNamespace(ELSEWHERE);
  const path = '{.data.password}';
  const password = await kubectl(['get', 'secret', 'todo-chatbot-database', '-n', NAMESPACE, '-o', `jsonpath=${path}`]);
  const metadata = { name: 'postgres', namespace: ELSEWHERE, labels: { app: 'postgres' } };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, data: { password } };
  const container = {
    name: 'postgres',
    image: 'postgres:15',
    imagePullPolicy: 'IfNotPresent',
    env: [
      { name: 'POSTGRES_USER', value: 'ada' },
      { name: 'POSTGRES_DB', value: 'elsewhere' },
      { name: 'PGPORT', value: String(PORT) },
      { name: 'PGDATA', value: '/tmp/data' },
      { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: 'postgres', key: 'password' } } },
    ],
    readinessProbe: { exec: { command: ['pg_isready', '-h', '127.0.0.1', '-U', 'ada'] }, periodSeconds: 1 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'run', mountPath: '/var/run/postgresql' },
      { name: 'data', mountPath: '/tmp' },
    ],
  };
  const securityContext = {
    runAsNonRoot: true,
    runAsUser: 999,
    fsGroup: 999,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const volumes = ['run', 'data'].map((name) => ({ name, emptyDir: {} }));
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container], securityContext, volumes } };
  const ports = [{ port: PORT }];
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'postgres' }, ports } };
  for (const object of [secret, pod, service]) await kubectl(['apply', '-f', '-'], { input: JSON.stringify(object) });
  await kubectl(['wait', '-n', ELSEWHERE, '--for=condition=Ready', '--timeout=60s', 'pod/postgres']);
}

const EXTERNAL = Object.entries({
  mode: 'external',
  'external.host': `postgres.${ELSEWHERE}`,
  'external.port': String(PORT),
  'external.name': 'elsewhere',
  'external.user': 'ada',
  'external.sslmode': 'disable',
  'external.namespaces[0]': ELSEWHERE,
}).map(([key, value]) => `global.database.${key}=${value}`);

describe('a database in another namespace', () => {
  beforeAll(async () => {
    await haveRelease();
    await makePostgres();
  });

  afterAll(async () => {
    await upgrade();
    await removeNamespace(ELSEWHERE);
  });

  test('is reached at its port, migrated and used, and no other database is there', async () => {
    await upgrade(...EXTERNAL);
    const sql = 'SELECT count(*) FROM alembic_version';
    const line = ['psql', '-h', '127.0.0.1', '-U', 'ada', '-d', 'elsewhere', '-At', '-c', sql];
    expect((await inPod(ELSEWHERE, 'postgres', line)).trim()).toBe('1');
    expect((await list(NAMESPACE, 'statefulsets')).map(({ metadata }) => metadata.name)).toEqual([]);
  });
});

describe('CloudNativePG', () => {
  const folder = join(ROOT, 'dist/manifests/todo-chatbot/prod-cnpg');
  const apply = (change: (text: string) => string) => {
    const text = readFileSync(join(folder, 'database-cnpg-cluster.yaml'), 'utf8').replaceAll(
      'chatbot-prod-cnpg',
      NAMESPACE,
    );
    return attempt('kubectl', ['apply', '--dry-run=server', '-f', '-'], { input: change(text) });
  };

  const { status } = spawnSync('kubectl', ['get', 'crd', 'clusters.postgresql.cnpg.io']);

  (status === 0 ? test : test.skip)(
    "its Cluster is what the API server takes, where the operator's definitions are",
    async () => {
      await makeNamespace();
      expect((await apply((text) => text)).told).toContain('cluster.postgresql.cnpg.io/database created');
      expect((await apply((text) => text.replace('instances: 3', 'instances: 0'))).told).toContain('spec.instances');
    },
  );
});
