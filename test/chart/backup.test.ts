import type { Json } from '../../constructs/values';
import { together } from './support/declared';
import { type KubernetesObject, type Workload, named, ofKind, workloadsOf } from './support/objects';
import { environmentNamed, plainOf } from './support/stack';

const on = { backup: { enabled: true } };
const s3 = (more: Json = {}) => ({ backup: { enabled: true, store: 's3', s3: more } });
const settings = (objects: readonly KubernetesObject[]) => named(objects, 'ConfigMap', 'backup').data!;
const namesOf = (objects: readonly KubernetesObject[], kind: string) =>
  ofKind(objects, kind).map(({ metadata }) => metadata.name);

test('there are no backups unless they are asked for; staging and prod ask for them', () => {
  expect(namesOf(plainOf({}), 'CronJob')).toEqual([]);
  for (const name of ['staging', 'prod']) {
    const { values, environment } = environmentNamed(name);
    expect(namesOf(plainOf(values, environment), 'CronJob')).toEqual(['backup', 'restore', 'restore-drill']);
  }
});

test('a prefix goes before the names of all of them, the claim included', () => {
  const objects = plainOf(together(on, { global: { fullnameOverride: 'two' } }));
  expect(namesOf(objects, 'CronJob')).toEqual(['two-backup', 'two-restore', 'two-restore-drill']);
  const [backup] = workloadsOf(ofKind(objects, 'CronJob'));
  expect(backup!.spec.template.spec.volumes).toContainEqual({
    name: 'store',
    persistentVolumeClaim: { claimName: 'two-backup' },
  });
});

describe('a server that has to prove who it is', () => {
  /** The authority that a CronJob is given: its Secret, and whether a variable names its file. */
  const authorityOf = (values: Json, name: string) => {
    const job = workloadsOf(ofKind(plainOf(together(on, values)), 'CronJob')).find(
      (one) => one.metadata.name === name,
    )!;
    const { volumes = [], containers } = job.spec.template.spec;
    const found = volumes.find(({ secret }) => secret?.items?.some(({ key }) => key === 'ca.crt'));
    const variable = containers[0]!.env?.find((one) => one.name === 'DATABASE_SSLROOTCERT')?.value;
    const mount = containers[0]!.volumeMounts!.find((one) => one.name === found?.name);
    return found ? [found.secret!.secretName, variable === `${mount!.mountPath}/value`] : variable;
  };
  const external = (caSecret: string) => ({
    global: { database: { mode: 'external' }, externalDatabase: { sslmode: 'verify-full', caSecret } },
  });

  test.each(['backup', 'restore'])('is checked by the authority of its mode: %s', (name) => {
    expect(authorityOf({ global: { database: { mode: 'cnpg' } } }, name)).toEqual(['database-ca', true]);
    expect(authorityOf(external('our-ca'), name)).toEqual(['our-ca', true]);
    expect(authorityOf(external(''), name)).toBeUndefined();
    expect(authorityOf({}, name)).toBeUndefined();
  });

  test('asks for that in all of them', () => {
    expect(settings(plainOf(together(on, external('')))).PGSSLMODE).toBe('verify-full');
    expect(settings(plainOf(together(on, { global: { database: { mode: 'cnpg' } } }))).PGSSLMODE).toBe('verify-full');
  });
});

test('each release and namespace has a folder of its own in a bucket, unless the values name one', () => {
  expect(settings(plainOf(s3())).STORE).toBe('s3://todo-backups/chatbot-dev/todo-chatbot');
  expect(settings(plainOf(s3({ name: 'safe', folder: 'a/b' }))).STORE).toBe('s3://safe/a/b');
});

test('a bucket needs no claim, and what dumps has no other keys than the database and the bucket', () => {
  const objects = plainOf(s3());
  expect(namesOf(objects, 'PersistentVolumeClaim')).toEqual([]);
  const secretsOf = ({ spec }: Workload) =>
    (spec.template.spec.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? []);
  const found = workloadsOf(ofKind(objects, 'CronJob')).map((one) => [one.metadata.name, secretsOf(one)]);
  expect(Object.fromEntries(found)).toEqual({
    backup: ['todo-chatbot-database', 'backup-s3'],
    restore: ['todo-chatbot-database', 'backup-s3'],
    'restore-drill': ['backup-s3'],
  });
});

test('the drill wants a backup that is younger than two runs of the schedule, by default', () => {
  expect(settings(plainOf(on))).toMatchObject({ MAX_AGE_HOURS: '48', KEEP_COUNT: '7' });
  expect(named(plainOf(on), 'CronJob', 'backup').spec!.schedule).toBe('30 2 * * *');
});
