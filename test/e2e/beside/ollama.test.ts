import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Ollama, type OllamaProps, Traffic, identityOf } from '../../../constructs/platform';
import { version } from '../../../package.json';
import { type KubernetesObject, type Pod, attemptInPod, kubectl, list, situation } from '../support/cluster';
import { run } from '../support/command';
import { type Stranger, makeStranger, reached } from '../support/probe';
import { makeNamespace, removeNamespace } from '../support/release';
import { MODEL_NAMESPACE as NAMESPACE } from './support/namespaces';
import { check, until } from '../support/wait';

/** The offline model, of this checkout: it stands in for what Ollama serves. */
const MODEL_IMAGE = process.env.E2E_MODEL_IMAGE ?? `todo-chatbot/model:${version}`;
const IMAGE = 'ollama/ollama:stand-in';
const INSTANCE = { 'app.kubernetes.io/instance': 'bot' };

/** Applies a model in the cluster, by the construct with literals, and one who may call it. */
async function apply(props: Partial<OllamaProps> & { readonly model: string }): Promise<void> {
  const chart = new Chart(new App(), 'bot', { namespace: NAMESPACE });
  const amounts = { cpu: '50m', memory: '64Mi', ephemeralStorage: '32Mi' };
  const resources = { requests: amounts, limits: { cpu: '500m', memory: '192Mi', ephemeralStorage: '1Gi' } };
  const ollama = new Ollama(chart, 'ollama', { image: IMAGE, storage: '32Mi', resources, ...props });
  new Traffic(chart, identityOf(chart, 'caller')).to(ollama.traffic, ollama.port);
  // The test cluster has IPv4 only, and what enforces its policies takes no IPv6 ranges.
  const items = JSON.parse(JSON.stringify(chart.toJson()), (key, value: unknown) =>
    key === 'to' ? (value as object[]).filter((peer) => !JSON.stringify(peer).includes('::')) : value,
  ) as object[];
  await kubectl(['apply', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
}

interface Job extends KubernetesObject {
  readonly status: { readonly succeeded?: number; readonly failed?: number };
}

async function podsOf(name: string): Promise<Pod[]> {
  const pods = await list<Pod>(NAMESPACE, 'pods');
  return pods.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === name);
}

async function isReady(): Promise<boolean> {
  const [pod] = await podsOf('ollama');
  return (pod?.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}

const logOf = (pod: string) => kubectl(['logs', pod, '--namespace', NAMESPACE]);

async function logOfJob(): Promise<string> {
  const pods = await podsOf('ollama-pull');
  return (await Promise.all(pods.map(({ metadata }) => logOf(metadata.name)))).join('');
}

function becomesReady(): Promise<void> {
  return until('Ollama ready', 90, async () => check(await isReady(), await situation(NAMESPACE)));
}

async function jobEnds(): Promise<Job> {
  return until('the pull at its end', 90, async () => {
    const [job] = await list<Job>(NAMESPACE, 'jobs');
    check((job?.status.succeeded ?? 0) + (job?.status.failed ?? 0) > 0, await situation(NAMESPACE));
    return job!;
  });
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ollama-'));
  copyFileSync('test/e2e/beside/ollama/ollama', join(folder, 'ollama'));
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${MODEL_IMAGE}\nCOPY --chmod=755 ollama /usr/local/bin/ollama\n`);
  await run('minikube', ['image', 'build', '-t', IMAGE, folder], { timeoutSeconds: 120 });
  rmSync(folder, { recursive: true });
  await makeNamespace(NAMESPACE);
});
afterAll(() => removeNamespace(NAMESPACE));

test('is ready when a Job has had the model pulled, and not before', async () => {
  await apply({ model: 'rules:1b' });
  await until('a server without its model', 60, async () => {
    const [pod] = await podsOf('ollama');
    check(pod?.status.phase === 'Running', await situation(NAMESPACE));
  });
  const progress = await until('a pull that tells how far it is', 60, async () => {
    const log = await logOfJob();
    check(/ of 100 MB: [1-9]/.test(log), log);
    return log;
  });
  expect(progress).toContain('rules:1b: pulling manifest');
  expect(progress.includes('success') || !(await isReady())).toBe(true);
  await becomesReady();
  expect((await jobEnds()).status.succeeded).toBe(1);
  // It says so after it has looked once more, which readiness may do before.
  await until('the word of the model loaded', 30, async () => {
    const log = await logOf('ollama-0');
    check(/rules:1b: loads\n[^]*rules:1b: loaded\n/.test(log), log);
  });
});

describe('one who may call it', () => {
  let caller: Stranger;
  beforeAll(async () => {
    caller = await makeStranger(NAMESPACE, { ...INSTANCE, 'app.kubernetes.io/name': 'caller' });
  });
  afterAll(() => caller.remove());

  test('is answered, by its Service and the name of its model', async () => {
    const body = JSON.stringify({ model: 'rules:1b', messages: [{ role: 'user', content: 'hello' }] });
    const script = `fetch('http://ollama:11434/v1/chat/completions', { method: 'POST', body: process.argv[1],
      headers: { 'content-type': 'application/json' } }).then((answer) => answer.text()).then(console.log)`;
    // The cluster's network learns of a new pod a moment later.
    await until('an answer', 30, async () => {
      const { stdout, told } = await attemptInPod(NAMESPACE, caller.name, ['node', '-e', script, body]);
      check(/"content":"Hello/i.test(stdout), told);
    });
  });

  test('reaches nothing else, and others do not reach it', async () => {
    const model = { name: 'ollama', host: 'ollama', port: 11434 };
    const api = { name: 'api', host: 'kubernetes.default.svc', port: 443 };
    await until('the policy of the caller', 30, async () => {
      const found = await reached(NAMESPACE, caller.name, [model, api]);
      check(found.join() === 'ollama', `it reaches ${found.join(' and ') || 'nothing'}`);
    });
    await kubectl([
      'label',
      'pod',
      caller.name,
      '--namespace',
      NAMESPACE,
      '--overwrite',
      'app.kubernetes.io/name=other',
    ]);
    await until('the policy of another name', 20, async () => {
      const found = await attemptInPod(NAMESPACE, caller.name, [
        'bash',
        '-c',
        'timeout 3 bash -c "</dev/tcp/ollama/11434"',
      ]);
      check(found.code !== 0, found.told);
    });
  });
});

test('a pod that starts anew loads what is there, without another pull', async () => {
  const jobs = (await podsOf('ollama-pull')).map(({ metadata }) => metadata.uid);
  await kubectl(['delete', 'pod', 'ollama-0', '--namespace', NAMESPACE, '--timeout=60s']);
  await becomesReady();
  expect(await logOf('ollama-0')).toMatch(/^(?![^]*not there yet)[^]*rules:1b: loads\n/);
  expect((await podsOf('ollama-pull')).map(({ metadata }) => metadata.uid)).toEqual(jobs);
});

test('a Job that runs again ends at once', async () => {
  await kubectl(['delete', 'jobs', '--all', '--namespace', NAMESPACE, '--cascade=foreground', '--timeout=60s']);
  await apply({ model: 'rules:1b' });
  expect((await jobEnds()).status.succeeded).toBe(1);
  expect(await logOfJob()).toMatch(/^(waits for .*\n)*rules:1b: there already\n$/);
});

test('a pull that fails says why', async () => {
  await kubectl(['delete', 'jobs', '--all', '--namespace', NAMESPACE, '--cascade=foreground', '--timeout=60s']);
  await apply({ model: 'missing:1b', pull: { retries: 0 } });
  expect((await jobEnds()).status.failed).toBe(1);
  expect(await logOfJob()).toContain('missing:1b: pull model manifest: file does not exist\n');
  await until('a pod that is not ready', 60, async () => check(!(await isReady()), await situation(NAMESPACE)));
});
