import { App, Chart } from 'cdk8s';
import { Database, DatabaseBackup, type DatabaseBackupProps } from '../../../constructs';
import { type Tree, at, literalResources as resources } from '../support/literals';

const props: Omit<DatabaseBackupProps, 'database'> = {
  image: 'registry.example.com/backup:1.0.0',
  resources,
  schedule: '30 2 * * *',
  volume: { size: '5Gi' },
  drill: { schedule: '@weekly' },
};
const bucket = { host: 's3.example.com', bucket: 'backups', folder: 'shop', secretName: 's3-keys' };

const neon = () =>
  Database.external({
    host: 'db-pooler.example.com',
    directHost: 'db.example.com',
    name: 'shop',
    user: 'shop',
    sslmode: 'require',
    password: { secretName: 'shop-database', key: 'password' },
  });

function objectsOf(overrides: Partial<DatabaseBackupProps> = {}): Tree[] {
  const chart = new Chart(new App(), 'shop');
  new DatabaseBackup(chart, 'backup', { ...props, database: neon(), ...overrides });
  return chart.toJson() as Tree[];
}

function named(objects: readonly Tree[], kind: string, name: string): Tree | undefined {
  return objects.find((one) => one.kind === kind && at(one, 'metadata.name') === name);
}

const podOf = (cronJob: Tree | undefined) => at(cronJob, 'spec.jobTemplate.spec.template.spec') as unknown as Tree;

test('makes three CronJobs that share an account, settings and a policy, and a Job that checks the store', () => {
  const kinds = objectsOf().map((one) => [one.kind, at(one, 'metadata.name')].join(' '));
  expect(kinds.sort()).toEqual([
    'ConfigMap backup',
    'CronJob backup',
    'CronJob restore',
    'CronJob restore-drill',
    expect.stringMatching(/^Job backup-check-[0-9a-f]{8}$/),
    'NetworkPolicy backup',
    'PersistentVolumeClaim backup',
    'ServiceAccount backup',
  ]);
});

test('dumps from the server itself, not from the pool before it, and encrypted as the database asks', () => {
  expect(at(named(objectsOf(), 'ConfigMap', 'backup'), 'data')).toMatchObject({
    PGHOST: 'db.example.com',
    PGDATABASE: 'shop',
    PGUSER: 'shop',
    PGSSLMODE: 'require',
    STORE: '/store',
    KEEP_COUNT: '7',
    KEEP_DAYS: '0',
    MAX_AGE_HOURS: '48',
  });
});

test('only what dumps and restores has the password; only what dumps may write to the claim', () => {
  const objects = objectsOf();
  const pods = ['backup', 'restore', 'restore-drill'].map((name) => podOf(named(objects, 'CronJob', name)));
  const mounts = pods.map(
    (pod) => at(pod, 'containers.0.volumeMounts') as unknown as { name: string; readOnly: boolean }[],
  );
  expect(mounts.map((all) => all.some(({ name }) => name === 'database-password'))).toEqual([true, true, false]);
  expect(mounts.map((all) => all.find(({ name }) => name === 'store')?.readOnly)).toEqual([false, true, true]);
});

test('a restore never runs by itself, and never twice', () => {
  const restore = named(objectsOf(), 'CronJob', 'restore');
  expect(at(restore, 'spec.suspend')).toBe(true);
  expect(at(restore, 'spec.jobTemplate.spec.backoffLimit')).toBe(0);
});

test('the claim stays when the release goes, and none is made where there is one', () => {
  expect(at(named(objectsOf(), 'PersistentVolumeClaim', 'backup'), 'metadata.annotations')).toMatchObject({
    'helm.sh/resource-policy': 'keep',
    'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
  });
  const objects = objectsOf({ volume: { size: '5Gi', existingClaim: 'nfs' } });
  expect(objects.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
  expect(at(podOf(named(objects, 'CronJob', 'backup')), 'volumes')).toContainEqual({
    name: 'store',
    persistentVolumeClaim: { claimName: 'nfs' },
  });
});

test('keeps backups in a bucket, whose keys are files, and opens the way to its port outside', () => {
  const objects = objectsOf({ volume: undefined, bucket: { ...bucket, port: 9000, tls: false } });
  expect(objects.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
  expect(at(named(objects, 'ConfigMap', 'backup'), 'data')).toMatchObject({
    STORE: 's3://backups/shop',
    S3_ENDPOINT: 'http://s3.example.com:9000',
    S3_ACCESS_KEY_FILE: '/store/access-key',
  });
  expect(at(podOf(named(objects, 'CronJob', 'restore-drill')), 'volumes')).toContainEqual({
    name: 'store',
    secret: { secretName: 's3-keys', defaultMode: 0o440 },
  });
  const egress = at(named(objects, 'NetworkPolicy', 'backup'), 'spec.egress') as unknown as Tree[];
  expect(egress.map((rule) => at(rule, 'ports.0.port')).sort()).toEqual([53, 5432, 9000]);
});

test('opens the way to the pods of an S3 service in the cluster, and none outside', () => {
  const objects = objectsOf({ bucket: { ...bucket, namespace: 'minio' } });
  const egress = at(named(objects, 'NetworkPolicy', 'backup'), 'spec.egress') as unknown as Tree[];
  const rule = egress.find((one) => at(one, 'ports.0.port') === 443);
  expect(at(rule, 'to')).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'minio' } } }]);
});

test('has no drill where none is asked for', () => {
  const without = [objectsOf({ drill: undefined }), objectsOf({ drill: { schedule: '@weekly', enabled: false } })];
  for (const objects of without) expect(named(objects, 'CronJob', 'restore-drill')).toBeUndefined();
});

test('refuses to have no place for backups, and a schedule that is none', () => {
  expect(() => objectsOf({ volume: undefined })).toThrow(
    'shop/backup: has no place for backups; give a volume or a bucket',
  );
  expect(() => objectsOf({ schedule: 'nightly' })).toThrow(
    'schedule: expected a schedule such as 30 2 * * * or @daily, found "nightly"',
  );
});
