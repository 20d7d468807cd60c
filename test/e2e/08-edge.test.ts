import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KubernetesObject, kubectl, list, onePodIsLeft } from './support/cluster';
import { run } from './support/command';
import { type WayIn, chatThrough, through } from './support/edge';
import { NAMESPACE, haveRelease, upgrade } from './support/release';
import { until } from './support/wait';

const HOST = 'edge.todo.local';
const NODE_PORT = 30_830;
const SECRET = 'edge-tls';

/** A word takes a third of a second, so that what is held back shows. Helm takes digits after a 0 for text, as it has to be. */
const SLOW_MODEL = ['model.extraEnv[0].name=TOKEN_DELAY_MS', 'model.extraEnv[0].value=0350'];
const BOUNDS = ['namespace.quota.enabled=true', 'namespace.containerBounds.enabled=true'];

/** The way in is open when it leads to the page. */
async function open(way: WayIn): Promise<WayIn> {
  await until(`the page of ${way.host}`, 30, async () => {
    const { status } = await through(way, '/');
    if (status !== 200) throw new Error(`answered ${status}`);
  });
  return way;
}

/** Tokens come one by one: between the first and the last lie the model's pauses. */
async function expectStream(way: WayIn): Promise<string> {
  // The one before knows nothing of cookies for HTTPS.
  await onePodIsLeft(NAMESPACE, 'frontend');
  const { tokens, cookie } = await chatThrough(await open(way));
  expect(tokens.length).toBeGreaterThan(3);
  expect(tokens.at(-1)!.at - tokens[0]!.at).toBeGreaterThan(1_000);
  return cookie;
}

async function apply(...objects: readonly object[]): Promise<void> {
  for (const object of objects) {
    await kubectl(['apply', '--namespace', NAMESPACE, '-f', '-'], { input: JSON.stringify(object) });
  }
}

const folder = mkdtempSync(join(tmpdir(), 'edge-'));
const file = (name: string) => join(folder, name);

beforeAll(haveRelease);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ingress = (className: string, ...more: string[]) => [
  `frontend.ingress.host=${HOST}`,
  `frontend.ingress.className=${className}`,
  ...BOUNDS,
  ...SLOW_MODEL,
  ...more,
];

test('a stream passes the Ingress of class nginx, token by token', async () => {
  await upgrade(...ingress('nginx'));
  const cookie = await expectStream({ host: HOST });
  expect(cookie).not.toMatch(/;\s*secure/i);
});

test('and that of class traefik, with programs that listen on both families, where Services may have both', async () => {
  // Every program is replaced, with the quota in force.
  await upgrade(...ingress('traefik', 'global.ipFamilies=PreferDualStack'));
  const cookie = await expectStream({ host: HOST });
  expect(cookie).not.toMatch(/;\s*secure/i);
});

test('a quota and bounds of containers have admitted both versions', async () => {
  interface Quota extends KubernetesObject {
    readonly status: { readonly used: Readonly<Record<string, string>> };
  }
  const [quota] = await list<Quota>(NAMESPACE, 'resourcequotas');
  expect(Number(quota!.status.used.pods)).toBeGreaterThanOrEqual(6);
  expect(await list(NAMESPACE, 'limitranges')).toHaveLength(1);
});

test('a Secret that is there already is the certificate, and cookies stay on HTTPS', async () => {
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', file('key')];
  await run('openssl', ['req', '-x509', '-days', '2', ...key, '-out', file('certificate'), ...subject]);
  const made = ['create', 'secret', 'tls', SECRET, '--namespace', NAMESPACE];
  await kubectl([...made, '--cert', file('certificate'), '--key', file('key')]);
  try {
    const tls = ['frontend.ingress.tls.enabled=true', `frontend.ingress.tls.secretName=${SECRET}`];
    await upgrade(...ingress('nginx', ...tls, 'global.ipFamilies=PreferDualStack'));
    const cookie = await expectStream({ host: HOST, certificate: readFileSync(file('certificate'), 'utf8') });
    expect(cookie).toMatch(/;\s*secure/i);
  } finally {
    await kubectl(['delete', 'secret', SECRET, '--namespace', NAMESPACE]);
  }
});

// Last: the Ingress goes, and the next one is new, to which the cluster gives its default class.
test('a stream passes a Gateway, and a port of the node without any controller, token by token', async () => {
  const listener = { name: 'web', protocol: 'HTTP', port: 80, hostname: HOST };
  await apply({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge' },
    spec: { gatewayClassName: 'traefik', listeners: [listener] },
  });
  const gateway = { enabled: 'true', name: 'edge', namespace: NAMESPACE, host: HOST, https: 'false' };
  const values = Object.entries(gateway).map(([key, value]) => `frontend.gateway.${key}=${value}`);
  const service = ['frontend.service.type=NodePort', `frontend.service.nodePort=${NODE_PORT}`];
  await upgrade(
    'frontend.ingress.enabled=false',
    ...values,
    ...service,
    'global.ipFamilies=PreferDualStack',
    ...SLOW_MODEL,
  );
  await expectStream({ host: HOST });
  await expectStream({ host: `127.0.0.1:${NODE_PORT}`, port: NODE_PORT });
});
