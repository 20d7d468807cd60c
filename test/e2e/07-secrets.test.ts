import { allReady, attemptInPod, kubectl, list, podOf, secretData } from './support/cluster';
import { OTHER_NAMESPACE } from './support/other-namespace';
import { PACKAGE, RELEASE, helm, makeNamespace, removeNamespace } from './support/release';

const PASSWORD = 'a password of our own';
const JWT_KEY = 'a key of our own that is long enough for a token';

const encoded = (text: string) => Buffer.from(text).toString('base64');

async function makeSecret(name: string, stringData: Readonly<Record<string, string>>): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'Opaque', stringData };
  await kubectl(['create', '--namespace', OTHER_NAMESPACE, '-f', '-'], { input: JSON.stringify(secret) });
}

/** A release of only a database: the Secrets are those of a whole one. */
async function upgradeDatabase(...values: string[]): Promise<void> {
  const off = ['frontend', 'backend', 'agent', 'mcp', 'model'].map((name) => `${name}.enabled=false`);
  const set = [...off, ...values].flatMap((value) => ['--set', value]);
  await helm(['upgrade', '--install', RELEASE, PACKAGE, ...set, '--wait', '--timeout', '90s'], OTHER_NAMESPACE);
  await allReady(OTHER_NAMESPACE, 30);
}

describe('Secrets that are there before the release', () => {
  const OWN_DATABASE = 'global.existingSecrets.database=own-database';
  let made: Awaited<ReturnType<typeof secretData>>;

  beforeAll(async () => {
    await makeNamespace(OTHER_NAMESPACE);
    await makeSecret('own-database', { password: PASSWORD });
    await makeSecret(`${RELEASE}-backend`, { note: 'ours' });
    await upgradeDatabase(OWN_DATABASE);
    made = await secretData(OTHER_NAMESPACE);
  }, 200_000);

  afterAll(() => removeNamespace(OTHER_NAMESPACE), 200_000);

  test('of which a key is missing get that key, and keep the others', () => {
    const { note, ...added } = made[`${RELEASE}-backend`]!;
    expect(note).toBe(encoded('ours'));
    expect(Object.keys(added)).toEqual(['jwt-key']);
    expect(Buffer.from(added['jwt-key']!, 'base64').toString()).toMatch(/^[\w-]{43}$/);
  });

  test('that the values name are left alone, and none is made in their place', () => {
    expect(made['own-database']).toEqual({ password: encoded(PASSWORD) });
    expect(Object.keys(made).sort()).toEqual(['own-database', `${RELEASE}-agent`, `${RELEASE}-backend`]);
  });

  test('that the values name are what the programs use', async () => {
    const { metadata, status } = await podOf(OTHER_NAMESPACE, 'database');
    // From its own address, since PostgreSQL trusts whoever comes from 127.0.0.1.
    const logIn = (password: string) => {
      const psql = ['psql', '--host', status.podIP!, '--username', 'todo', '--dbname', 'todo', '--command', 'select 1'];
      return attemptInPod(OTHER_NAMESPACE, metadata.name, ['env', `PGPASSWORD=${password}`, ...psql]);
    };
    expect((await logIn('another password')).stderr).toContain('password authentication failed');
    expect(await logIn(PASSWORD)).toMatchObject({ code: 0 });
  });

  test('are complete: an upgrade that names all of them runs no Job and changes none', async () => {
    await makeSecret('own-backend', { 'jwt-key': JWT_KEY });
    await makeSecret('own-agent', { 'agent-key': JWT_KEY });
    const before = await secretData(OTHER_NAMESPACE);
    const others = ['backend', 'agent'].map((name) => `global.existingSecrets.${name}=own-${name}`);
    await upgradeDatabase(OWN_DATABASE, ...others);
    expect(await secretData(OTHER_NAMESPACE)).toEqual(before);
    const hooks = await helm(['get', 'hooks', RELEASE], OTHER_NAMESPACE);
    expect(hooks.match(/^# Source: .*$/gm)?.filter((source) => !source.includes('helm-test'))).toEqual([]);
    expect(await list(OTHER_NAMESPACE, 'jobs,roles,rolebindings')).toEqual([]);
  });
});
