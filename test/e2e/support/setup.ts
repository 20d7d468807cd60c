import { attempt, run } from './command';
import { MARK, NAMESPACE, helmProgram, removeNamespace } from './release';
import { OTHER_NAMESPACE } from './other-namespace';
import { check } from './wait';

export default function setup(): Promise<void> {
  return prepare([NAMESPACE, OTHER_NAMESPACE]);
}

/** Before all files: the cluster answers, the namespaces are free, and dist/ is what synth writes. */
export async function prepare(namespaces: readonly string[]): Promise<void> {
  const ready = await attempt('kubectl', ['get', '--raw', '/readyz'], { timeoutSeconds: 20 });
  check(ready.code === 0, `kubectl reaches no cluster; set KUBECONFIG\n${ready.told}`);
  helmProgram();
  await Promise.all(namespaces.map(free));
  await run('npm', ['run', '--silent', 'synth'], { timeoutSeconds: 120 });
}

/** Removes what a run that broke off left; what somebody else made is not the tests' to remove. */
async function free(namespace: string): Promise<void> {
  const label = `{.metadata.labels.${MARK.replaceAll('.', '\\.')}}`;
  const found = await attempt('kubectl', ['get', 'namespace', namespace, '-o', `jsonpath=${label}`]);
  if (found.stderr.includes('NotFound')) return;
  check(found.code === 0, found.told);
  check(
    found.stdout === 'e2e' || process.env.E2E_PURGE === 'true',
    `the namespace ${namespace} is there, and the tests need it for themselves.\n` +
      `scripts/down dev --purge removes it with its data; so does E2E_PURGE=true before the tests.`,
  );
  await removeNamespace(namespace);
}
