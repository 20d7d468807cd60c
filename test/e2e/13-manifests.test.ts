import { together } from '../chart/support/declared';
import { environmentNamed, plainOf } from '../chart/support/stack';
import { type KubernetesObject, allReady, kubectl, list, livingPods, secretData, situation } from './support/cluster';
import { attempt } from './support/command';
import { Person } from './support/person';
import { HOST, MARK, NAMESPACE, endWorkloads, makeNamespace, removeNamespace } from './support/release';
import { script } from './support/script';
import { until, check } from './support/wait';

const FOLDER = 'dist/manifests/todo-chatbot/dev';

/** What tells whether something was changed: the generations of the workloads, the pods themselves. */
async function state(): Promise<string[]> {
  const workloads = await list(NAMESPACE, 'deployments,statefulsets,jobs');
  const generations = workloads.map(({ metadata }) => `${metadata.uid} ${String(metadata.generation)}`);
  return [...generations, ...(await livingPods(NAMESPACE)).map(({ metadata }) => metadata.uid)].sort();
}

const names = async (kinds: string) => (await list(NAMESPACE, kinds)).map(({ metadata }) => metadata.name).sort();

interface Job extends KubernetesObject {
  readonly status: { readonly succeeded?: number };
}

/** The Job that makes the Secrets, once it has done so. Its name changes with what it does. */
function secretsJob(): Promise<Job> {
  return until('the Job create-secrets', 60, async () => {
    const jobs = (await list<Job>(NAMESPACE, 'jobs')).filter(({ metadata }) =>
      metadata.name.startsWith('create-secrets'),
    );
    check(
      jobs.length === 1 && jobs[0]!.status.succeeded === 1,
      `there are ${JSON.stringify(jobs.map(({ status }) => status))}`,
    );
    return jobs[0]!;
  });
}

describe('the plain manifests, where no release is', () => {
  /** An older version: with backups, and with another Job. */
  const older = plainOf(
    together(environmentNamed('dev').values, {
      backup: { enabled: true },
      secrets: { resources: { limits: { memory: '160Mi' } } },
    }),
  );
  let person: Person;
  let jobBefore: Job;

  beforeAll(async () => {
    await removeNamespace();
    await makeNamespace();
  }, 200_000);

  test('come up with kubectl apply, and serve a chat', async () => {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: older });
    const applied = await attempt('kubectl', ['apply', '-f', '-'], { input });
    expect(applied.code).toBe(0);
    expect(applied.stderr).toBe('');
    expect(await allReady(NAMESPACE, 150)).toHaveLength(6);
    jobBefore = await secretsJob();
    person = await Person.register();
    await person.chat('add buy milk');
    expect(await names('cronjobs')).toEqual(['backup', 'restore', 'restore-drill']);
  });

  test('of another version go over it: Jobs run again, what is gone is pruned, data and Secrets stay', async () => {
    const [secrets, claims] = [await secretData(NAMESPACE), await names('persistentvolumeclaims')];
    const foreign = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ours' } };
    await kubectl(['apply', '--namespace', NAMESPACE, '-f', '-'], { input: JSON.stringify(foreign) });

    const { stdout, stderr } = await script('deploy', 'dev', '--manifests');
    expect(stdout).toBe(`http://${HOST}\n`);
    expect(stderr).toContain('cronjob.batch/restore-drill pruned\n');
    expect(await names('cronjobs')).toEqual([]);
    const job = await secretsJob();
    expect(job.metadata.name).not.toBe(jobBefore.metadata.name);

    expect(claims).toEqual(['backup', 'data-database-0']);
    expect(await names('persistentvolumeclaims')).toEqual(claims);
    expect(await secretData(NAMESPACE)).toEqual(secrets);
    expect(await names('configmaps')).toContain('ours');
    expect((await person.tasks()).map(({ title }) => title)).toEqual(['buy milk']);
    const left = await list(NAMESPACE, 'all,networkpolicies,serviceaccounts,configmaps');
    expect(left.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'backup')).toEqual([]);
  });

  test('change nothing when they are applied again', async () => {
    await kubectl(['label', 'namespace', NAMESPACE, `${MARK}=e2e`, '--overwrite']);
    const before = await state();
    const lines = (await kubectl(['apply', '-f', FOLDER])).trim().split('\n');
    // The namespace was made by another.
    expect(lines.filter((line) => !line.endsWith(' unchanged') && !line.startsWith('namespace/'))).toEqual([]);
    expect(lines.length).toBeGreaterThan(30);
    expect(await state()).toEqual(before);
  });

  test('go with kubectl delete', async () => {
    await endWorkloads(NAMESPACE);
    await kubectl(['delete', '-f', FOLDER, '--ignore-not-found', '--wait=false']);
    await until('the namespace gone', 60, async () => {
      const left = await kubectl(['get', 'namespace', NAMESPACE, '--ignore-not-found', '-o', 'name']);
      check(left === '', await situation(NAMESPACE));
    });
  });
});
