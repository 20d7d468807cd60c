import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findHelm } from '../../constructs/support/helm';
import { allReady, kubectl } from './cluster';
import { type Output, ROOT, attempt, run } from './command';
import { check, until } from './wait';

/** Of the release; another one lets two runs share a cluster. */
export const NAMESPACE = process.env.E2E_NAMESPACE ?? 'chatbot-dev';
export const RELEASE = 'todo-chatbot';
export const OVERLAY = 'helm/todo-chatbot/values-dev.yaml';

/** The namespaces that a run of these tests makes carry it, so that what a broken run left may be removed by the next. */
export const MARK = 'cdk8s-chatbot/made-by';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
export const PACKAGE = `dist/charts/todo-chatbot-${version}.tgz`;

interface Overlay {
  readonly frontend: { readonly ingress: { readonly host: string } };
}

/** The host that the overlay gives the Ingress. */
export const HOST = (parse(readFileSync(join(ROOT, OVERLAY), 'utf8')) as Overlay).frontend.ingress.host;

/** How long a release may take until all is ready. */
const TIMEOUT_SECONDS = 150;

/** Helm 4 where it is there, else Helm 3. */
export function helmProgram(): string {
  const program = findHelm(4) ?? findHelm(3);
  check(program !== undefined, 'Helm is not there: scripts/test installs it, or HELM4 or HELM3 names one');
  return program;
}

export function helm(args: readonly string[], namespace = NAMESPACE): Promise<string> {
  return run(helmProgram(), [...args, '--namespace', namespace], { timeoutSeconds: TIMEOUT_SECONDS + 30 });
}

/** Makes a namespace that refuses each pod that is not "restricted", unless it is there. */
export async function makeNamespace(name = NAMESPACE): Promise<void> {
  const labels = Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const),
  );
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...labels, [MARK]: 'e2e' } } };
  await kubectl(['apply', '-f', '-'], { input: JSON.stringify(namespace) });
}

/** Removes a namespace with all that is in it, and waits for no pod that would end in its own time. */
export async function removeNamespace(name = NAMESPACE): Promise<void> {
  const remove = (...options: string[]) =>
    kubectl(['delete', 'namespace', name, '--ignore-not-found', ...options], { timeoutSeconds: 160 });
  await endWorkloads(name);
  await remove('--timeout=150s');
}

/** Ends all pods of a namespace for good: a namespace that goes with pods in it waits for half of their grace, a minute. */
export async function endWorkloads(namespace: string): Promise<void> {
  const at = ['--all', '--namespace', namespace, '--ignore-not-found'];
  await kubectl(['delete', 'deployments,statefulsets,cronjobs,jobs', ...at, '--wait=false']);
  await until(`no pod in ${namespace}`, 60, async () => {
    await endPods(namespace);
    const left = await kubectl(['get', 'pods', '--namespace', namespace, '-o', 'name']);
    check(left === '', `there is ${left}`);
  });
}

/** Ends pods at once, those too that are on their way out, and waits for none. */
export async function endPods(namespace: string, selector?: string): Promise<void> {
  const which = selector ? ['--selector', selector] : ['--all'];
  const at = ['--namespace', namespace, '--grace-period=1', '--wait=false', '--ignore-not-found'];
  await kubectl(['delete', 'pods', ...which, ...at]);
}

const set = (values: readonly string[]) => values.flatMap((value) => ['--set', value]);

/** `helm upgrade --install` from the package with the overlay; returns when all is ready. */
export async function upgrade(...values: string[]): Promise<void> {
  check(existsSync(join(ROOT, PACKAGE)), `there is no ${PACKAGE}: npm run synth writes it`);
  const args = ['upgrade', '--install', RELEASE, PACKAGE, '--values', OVERLAY, ...set(values)];
  await helm([...args, '--wait', '--timeout', `${TIMEOUT_SECONDS}s`]);
  await allReady(NAMESPACE, 30);
}

/** An upgrade, from the values that the release has, that takes itself back when not all is ready in time; by any Helm. */
export function carefulUpgrade(
  program: string,
  major: 3 | 4,
  timeoutSeconds: number,
  ...values: string[]
): Promise<Output> {
  const back = major === 3 ? '--atomic' : '--rollback-on-failure';
  const args = ['upgrade', RELEASE, PACKAGE, '--reuse-values', ...set(values), '--namespace', NAMESPACE];
  return attempt(program, [...args, '--wait', back, '--timeout', `${timeoutSeconds}s`], {
    timeoutSeconds: timeoutSeconds + TIMEOUT_SECONDS,
  });
}

export interface Revision {
  readonly revision: number;
  readonly status: string;
  readonly description: string;
}

/** The release's revisions, the newest last; none when there is no release. */
export async function history(): Promise<Revision[]> {
  const args = ['history', RELEASE, '-o', 'json', '--namespace', NAMESPACE];
  const output = await attempt(helmProgram(), args);
  if (output.code !== 0 && output.stderr.includes('not found')) return [];
  check(output.code === 0, output.told);
  return JSON.parse(output.stdout) as Revision[];
}

/** For a file of tests that wants the release as it is after an installation: installs it unless it is there. */
export async function haveRelease(): Promise<void> {
  await makeNamespace();
  const newest = (await history()).at(-1);
  if (newest?.status !== 'deployed') await upgrade();
  await allReady(NAMESPACE, 60);
}
