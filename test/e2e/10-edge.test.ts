import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl, list, onePodIsLeft } from './support/cluster';
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

beforeAll(async () => {
  await haveRelease();
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  // As the other files want it: only a new Ingress is given the default class.
  await upgrade('frontend.ingress.enabled=false');
  await upgrade();
});

// The default class is given to new Ingresses only.
const ingress = (...more: string[]) => [
  `frontend.ingress.host=${HOST}`,
  'frontend.ingress.className=nginx',
  ...more,
  ...SLOW_MODEL,
];

test.each(['nginx', 'traefik'])('a stream passes the Ingress of class %s, token by token', async (className) => {
  await upgrade(...ingress(`frontend.ingress.className=${className}`));
  const cookie = await expectStream({ host: HOST });
  expect(cookie).not.toMatch(/;\s*secure/i);
});

test('a Secret that is there already is the certificate, and cookies stay on HTTPS', async () => {
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', file('key')];
  await run('openssl', ['req', '-x509', '-days', '2', ...key, '-out', file('certificate'), ...subject]);
  const made = ['create', 'secret', 'tls', SECRET, '--namespace', NAMESPACE];
  await kubectl([...made, '--cert', file('certificate'), '--key', file('key')]);
  try {
    await upgrade(...ingress('frontend.ingress.tls.enabled=true', `frontend.ingress.tls.secretName=${SECRET}`));
    const cookie = await expectStream({ host: HOST, certificate: readFileSync(file('certificate'), 'utf8') });
    expect(cookie).toMatch(/;\s*secure/i);
  } finally {
    await kubectl(['delete', 'secret', SECRET, '--namespace', NAMESPACE]);
  }
});

test('a stream passes a Gateway, token by token', async () => {
  const listener = { name: 'web', protocol: 'HTTP', port: 80, hostname: HOST };
  await apply({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge' },
    spec: { gatewayClassName: 'traefik', listeners: [listener] },
  });
  const gateway = { enabled: 'true', name: 'edge', namespace: NAMESPACE, host: HOST, https: 'false' };
  const values = Object.entries(gateway).map(([key, value]) => `frontend.gateway.${key}=${value}`);
  await upgrade('frontend.ingress.enabled=false', ...values, ...SLOW_MODEL);
  await expectStream({ host: HOST });
});

test('a port of the node leads in, without any controller', async () => {
  const service = ['frontend.service.type=NodePort', `frontend.service.nodePort=${NODE_PORT}`];
  await upgrade('frontend.ingress.enabled=false', ...service, ...SLOW_MODEL);
  await expectStream({ host: `127.0.0.1:${NODE_PORT}`, port: NODE_PORT });
});

test('programs listen on both families where Services may have both', async () => {
  await upgrade(...ingress('global.ipFamilies=PreferDualStack'));
  await expectStream({ host: HOST });
});

test('a quota and bounds of containers admit the release and its next version', async () => {
  await upgrade(...BOUNDS, ...ingress());
  // Every program is replaced, with the quota in force.
  await upgrade(...BOUNDS, 'global.logLevel=info', ...ingress());
  interface Quota {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly uid: string };
    readonly status: { readonly used: Readonly<Record<string, string>> };
  }
  const [quota] = await list<Quota>(NAMESPACE, 'resourcequotas');
  expect(Number(quota!.status.used.pods)).toBeGreaterThanOrEqual(6);
  await expectStream({ host: HOST });
});
