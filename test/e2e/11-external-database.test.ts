import { App, Chart } from 'cdk8s';
import { PostgresDatabase, podsInNamespaces } from '../../constructs/platform';
import {
  type KubernetesObject,
  allReady,
  inPod,
  kubectl,
  list,
  onePodIsLeft,
  podOf,
  secretData,
} from './support/cluster';
import { Person } from './support/person';
import { type Address, type Stranger, makeStranger, reached } from './support/probe';
import { NAMESPACE, RELEASE, haveRelease, makeNamespace, removeNamespace, upgrade } from './support/release';
import { check, until } from './support/wait';

/** Where the database is: it belongs to others. */
const DATABASES = `${NAMESPACE}-databases`;
const HOST = `postgres.${DATABASES}`;
const SECRET = `${RELEASE}-database`;

/** A PostgreSQL that the release's namespace may reach, by the construct with literals. */
async function makeDatabase(): Promise<void> {
  const chart = new Chart(new App(), 'postgres', { namespace: DATABASES });
  const amounts = { cpu: '50m', memory: '128Mi', ephemeralStorage: '64Mi' };
  const { traffic } = new PostgresDatabase(chart, 'database', {
    name: 'postgres',
    image: 'postgres:15',
    database: 'todo',
    user: 'todo',
    password: { secretName: SECRET, key: 'password' },
    storage: '64Mi',
    resources: { requests: amounts, limits: { ...amounts, cpu: '500m', memory: '256Mi' } },
  });
  traffic.from(podsInNamespaces([NAMESPACE]), 5432);
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: SECRET, namespace: DATABASES },
    data: (await secretData(NAMESPACE))[SECRET],
  };
  const items = [secret, ...(chart.toJson() as object[])];
  await kubectl(['apply', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
  await allReady(DATABASES, 90);
}

const ask = (sql: string) =>
  inPod(DATABASES, 'postgres-0', ['psql', '--username', 'todo', '--no-align', '--tuples-only', '--command', sql]);

describe('a database in another namespace', () => {
  let stranger: Stranger;

  beforeAll(async () => {
    await haveRelease();
    await makeNamespace(DATABASES);
    await makeDatabase();
    stranger = await makeStranger(DATABASES, {});
    // Without a place of its own it could be anywhere outside of the cluster, and nowhere within.
    const where = [`host=${HOST}`, 'sslmode=prefer', `namespaces[0]=${DATABASES}`];
    await upgrade('global.database.mode=external', ...where.map((one) => `global.externalDatabase.${one}`));
    // The one before lost its database, and is still asked on connections that are open.
    await onePodIsLeft(NAMESPACE, 'backend');
  }, 240_000);
  afterAll(async () => {
    await upgrade();
    await removeNamespace(DATABASES);
  }, 240_000);

  test('is given its tables, and keeps people and tasks', async () => {
    const person = await Person.register();
    await person.chat('Add buy milk');
    expect((await (await person.logIn()).tasks()).map(({ title }) => title)).toEqual(['buy milk']);
    expect((await ask(`SELECT count(*) FROM users WHERE email = '${person.email}'`)).trim()).toBe('1');
  });

  test('has taken the place of the other one', async () => {
    const names = (await list<KubernetesObject>(NAMESPACE, 'statefulsets,services')).map(
      ({ metadata }) => metadata.name,
    );
    expect(names).toContain('backend');
    expect(names).not.toContain('database');
  });

  test('is open to the backend, at its port, and nobody else there is', async () => {
    const database: Address = { name: 'database', host: HOST, port: 5432 };
    const other: Address = { name: 'stranger', host: stranger.ip, port: stranger.port };
    const backend = await podOf(NAMESPACE, 'backend');
    await until('the policies', 20, async () => {
      const found = await reached(NAMESPACE, backend.metadata.name, [database, other]);
      check(found.join() === 'database', `it reaches ${found.join(' and ') || 'nothing'}`);
    });
    const agent = await podOf(NAMESPACE, 'agent');
    expect(await reached(NAMESPACE, agent.metadata.name, [database])).toEqual([]);
    expect(await reached(DATABASES, stranger.name, [database])).toEqual([]);
  });
});
