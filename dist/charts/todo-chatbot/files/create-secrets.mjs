// Makes the Secrets that are named on the command line as <name>[:<type>]=<key>[:<content>],...: each key that is not there
// gets its content, or 256 random bits, and what is there stays as it is. It speaks to the Kubernetes API with the pod's own account.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const [ca, token, namespace] = ['ca.crt', 'token', 'namespace'].map((name) =>
  readFileSync(`${account}/${name}`, 'utf8').trim(),
);
const secrets = `/api/v1/namespaces/${namespace}/secrets`;

function call(method, path, body, type = 'application/json') {
  return new Promise((resolve, reject) => {
    const options = {
      host: process.env.KUBERNETES_SERVICE_HOST,
      port: process.env.KUBERNETES_SERVICE_PORT,
      ca,
      method,
      path,
      timeout: 10_000,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
    };
    const sent = request(options, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, json: JSON.parse(text || '{}') }));
    });
    sent.on('timeout', () => sent.destroy(new Error('the Kubernetes API did not answer within 10 s')));
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

const random = () => randomBytes(32).toString('base64url');
const fresh = (entries) => Object.fromEntries(entries.map(([key, content]) => [key, content ?? random()]));

/** What others ship as a default, or would try first: short, of few different characters, or with a word for it in it. */
const weak = JSON.parse(readFileSync(new URL('weak-words.json', import.meta.url), 'utf8'));
const words = new RegExp(weak.words.join('|'), 'i');

function isWeak(base64) {
  const secret = Buffer.from(base64, 'base64').toString('utf8').trim();
  if (secret.length < weak.characters || new Set(secret).size < weak.differentCharacters) return true;
  return secret.length < weak.charactersWithWord && words.test(secret);
}

async function ensure(name, type, entries) {
  const made = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type, stringData: fresh(entries) };
  const created = await call('POST', secrets, made);
  if (created.status === 201) return `${name}: created`;
  if (created.status !== 409) throw new Error(`${name}: ${created.status} ${created.json.message}`);
  const found = await call('GET', `${secrets}/${name}`);
  if (found.status !== 200) throw new Error(`${name}: ${found.status} ${found.json.message}`);
  // What is no secret may be as short as it likes.
  const there = entries.filter(([key, content]) => !content && key in (found.json.data ?? {}));
  const [weak] = there.find(([key]) => isWeak(found.json.data[key])) ?? [];
  if (weak)
    throw new Error(
      `${name}: the key ${weak} holds a password that is easy to guess. Put a long random one there (openssl rand -base64 48), or delete the Secret, and one is made`,
    );
  const missing = entries.filter(([key]) => !(key in (found.json.data ?? {})));
  if (missing.length === 0) return `${name}: complete, left as it is`;
  // The version makes a second writer fail rather than win.
  const { resourceVersion } = found.json.metadata;
  const patch = { metadata: { resourceVersion }, stringData: fresh(missing) };
  const patched = await call('PATCH', `${secrets}/${name}`, patch, 'application/merge-patch+json');
  if (patched.status !== 200) throw new Error(`${name}: ${patched.status} ${patched.json.message}`);
  return `${name}: added ${missing.map(([key]) => key).join(', ')}`;
}

try {
  for (const argument of process.argv.slice(2)) {
    const [target, keys] = argument.split('=');
    const [name, type = 'Opaque'] = target.split(':');
    const entries = keys.split(',').map((key) => key.split(':'));
    console.log(await ensure(name, type, entries));
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
