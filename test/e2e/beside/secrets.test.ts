import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type KubernetesObject,
  allReady,
  attemptInPod,
  inPod,
  kubectl,
  list,
  podOf,
  secretData,
} from '../support/cluster';
import { attempt } from '../support/command';
import { follow } from '../support/guide';
import { check, until } from '../support/wait';
import { PACKAGE, RELEASE, endPods, helm, makeNamespace } from '../support/release';
import { SECRETS_NAMESPACE as NAMESPACE } from './support/namespaces';

const PASSWORD = 'a password of our own';
const JWT_KEY = 'a key of our own that is long enough for a token';

const encoded = (text: string) => Buffer.from(text).toString('base64');

/** The programs that are not needed here. */
const OFF = ['frontend', 'backend', 'agent', 'mcp', 'model'].map((name) => `${name}.enabled=false`);

const upgradeArgs = (values: readonly string[]) => [
  ...['upgrade', '--install', RELEASE, PACKAGE],
  ...[...OFF, ...values].flatMap((value) => ['--set', value]),
];

async function makeSecret(name: string, stringData: Readonly<Record<string, string>>): Promise<void> {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'Opaque', stringData };
  await kubectl(['create', '--namespace', NAMESPACE, '-f', '-'], { input: JSON.stringify(secret) });
}

/** A release of only a database: the Secrets are those of a whole one. */
async function upgradeDatabase(...values: string[]): Promise<void> {
  await helm([...upgradeArgs(values), '--wait', '--timeout', '90s'], NAMESPACE);
  await allReady(NAMESPACE, 30);
}

describe('Secrets that are there before the release', () => {
  const OWN_DATABASE = 'global.existingSecrets.database=own-database';
  let made: Awaited<ReturnType<typeof secretData>>;

  beforeAll(async () => {
    await makeNamespace(NAMESPACE);
    await makeSecret('own-database', { password: PASSWORD });
    await makeSecret(`${RELEASE}-backend`, { note: 'ours' });
    await upgradeDatabase(OWN_DATABASE);
    made = await secretData(NAMESPACE);
  }, 200_000);

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
    const { metadata, status } = await podOf(NAMESPACE, 'database');
    // From its own address, since PostgreSQL trusts whoever comes from 127.0.0.1.
    const logIn = (password: string) => {
      const psql = ['psql', '--host', status.podIP!, '--username', 'todo', '--dbname', 'todo', '--command', 'select 1'];
      return attemptInPod(NAMESPACE, metadata.name, ['env', `PGPASSWORD=${password}`, ...psql]);
    };
    expect((await logIn('another password')).stderr).toContain('password authentication failed');
    expect(await logIn(PASSWORD)).toMatchObject({ code: 0 });
  });

  test('are complete: an upgrade that names all of them runs no Job and changes none', async () => {
    await makeSecret('own-backend', { 'jwt-key': JWT_KEY });
    await makeSecret('own-agent', { 'agent-key': JWT_KEY });
    const before = await secretData(NAMESPACE);
    const others = ['backend', 'agent'].map((name) => `global.existingSecrets.${name}=own-${name}`);
    await upgradeDatabase(OWN_DATABASE, ...others);
    expect(await secretData(NAMESPACE)).toEqual(before);
    const hooks = await helm(['get', 'hooks', RELEASE], NAMESPACE);
    expect(hooks.match(/^# Source: .*$/gm)?.filter((source) => !source.includes('helm-test'))).toEqual([]);
    expect(await list(NAMESPACE, 'jobs,roles,rolebindings')).toEqual([]);
  });
});

const DEFINITIONS = join('..', 'shared', 'crds', 'external-secrets');
const KIND = 'externalsecrets.external-secrets.io';
let madeDefinitions = false;

// When the release has gone, which has objects of them.
afterAll(async () => {
  if (madeDefinitions) await kubectl(['delete', '-f', DEFINITIONS, '--timeout=60s']);
});

interface ExternalSecret extends KubernetesObject {
  readonly spec: {
    readonly secretStoreRef: { readonly kind: string; readonly name: string };
    readonly target: { readonly name: string };
    readonly data: readonly {
      readonly secretKey: string;
      readonly remoteRef: { readonly key: string; readonly property?: string };
    }[];
  };
}

/** What the External Secrets Operator does: the Secret that an ExternalSecret asks for, with its keys out of the store. */
async function actAsOperator({ spec }: ExternalSecret, store: Readonly<Record<string, string>>): Promise<void> {
  const entries = spec.data.map(({ secretKey, remoteRef }) => {
    const content = store[`${remoteRef.key}#${remoteRef.property ?? ''}`];
    return [secretKey, content ?? `nothing at ${JSON.stringify(remoteRef)}`] as const;
  });
  await makeSecret(spec.target.name, Object.fromEntries(entries));
}

// After the tests above, over what they have left.
(existsSync(DEFINITIONS) ? describe : describe.skip)('Secrets that the External Secrets Operator writes', () => {
  const VALUES = ['secrets.mode=external', 'secrets.external.store.name=vault'];
  const FROM_STORE = 'from the store, and long enough';
  beforeAll(async () => {
    madeDefinitions = (await attempt('kubectl', ['get', 'crd', KIND])).code !== 0;
    if (madeDefinitions) await kubectl(['apply', '--server-side', '-f', DEFINITIONS]);
    await kubectl(['wait', '--for=condition=Established', '--timeout=30s', `crd/${KIND}`]);
    await makeNamespace(NAMESPACE);
    await attempt('kubectl', ['delete', 'secret', `${RELEASE}-backend`, `${RELEASE}-agent`, '--namespace', NAMESPACE]);
    // Without --wait: pods come up when their Secrets are there.
    await helm(upgradeArgs(VALUES), NAMESPACE);
  }, 200_000);

  test('are asked for by objects that the cluster takes, and no Job makes them', async () => {
    const asked = (await list<ExternalSecret>(NAMESPACE, KIND)).map(({ spec }) => spec);
    expect(asked.map(({ target }) => target.name).sort()).toEqual(
      ['agent', 'backend', 'database'].map((name) => `${RELEASE}-${name}`),
    );
    for (const { secretStoreRef } of asked) expect(secretStoreRef).toEqual({ kind: 'SecretStore', name: 'vault' });
    expect(await list(NAMESPACE, 'jobs,roles,rolebindings')).toEqual([]);
    expect(Object.keys(await secretData(NAMESPACE)).filter((name) => name.startsWith(RELEASE))).toEqual([]);
  });

  test('are what the pods wait for, and what the programs read', async () => {
    await until('a pod that waits for its Secret', 60, async () => {
      const { told } = await attempt('kubectl', ['get', 'events', '--namespace', NAMESPACE]);
      check(told.includes(`secret "${RELEASE}-database" not found`), told);
    });
    const store = {
      'todo-chatbot/database#password': FROM_STORE,
      'todo-chatbot/backend#jwt-key': JWT_KEY,
      'todo-chatbot/agent#agent-key': JWT_KEY,
    };
    for (const one of await list<ExternalSecret>(NAMESPACE, KIND)) await actAsOperator(one, store);
    // The kubelet looks again after a time that grows; another pod looks at once.
    await endPods(NAMESPACE);
    await until('the database with its Secret', 90, () => allReady(NAMESPACE, 90));
    const { metadata, spec } = await podOf(NAMESPACE, 'database');
    const [file] = spec.containers.flatMap(({ env = [] }) =>
      env.filter(({ name }) => name === 'POSTGRES_PASSWORD_FILE'),
    );
    expect(await inPod(NAMESPACE, metadata.name, ['cat', file!.value!])).toBe(FROM_STORE);
    expect((await secretData(NAMESPACE))[`${RELEASE}-backend`]).toEqual({ 'jwt-key': encoded(JWT_KEY) });
  });
});

test('stay when the release goes as the README of the chart says, and go with the namespace', async () => {
  // Its commands look after the release has gone, and then delete the namespace.
  const printed = await follow('Uninstall', [], NAMESPACE);
  expect(printed).toContain(`release "${RELEASE}" uninstalled`);
  expect(printed).toMatch(/^persistentvolumeclaim\/data-database-0 /m);
  expect(printed).toMatch(/^secret\/own-database /m);
  expect(await kubectl(['get', 'namespace', NAMESPACE, '--ignore-not-found'])).toBe('');
}, 200_000);
