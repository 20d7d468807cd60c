import { inPod, kubectl, list, livingPods } from './support/cluster';
import { Person } from './support/person';
import { NAMESPACE, haveRelease, upgrade } from './support/release';
import { attemptScript, script } from './support/script';
import { check, until } from './support/wait';

interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: { command: string[] }[] } } };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const LONG = 300_000;

function jobFrom(cronJob: string, name: string, ...options: string[]): Promise<string> {
  return kubectl(['create', 'job', name, `--from=cronjob/${cronJob}`, '--namespace', NAMESPACE, ...options]);
}

/** How a Job ended, and what its last pod said. */
async function endOf(name: string): Promise<{ readonly end: string; readonly log: string }> {
  const end = await until(`the Job ${name} ends`, 120, async () => {
    const job = JSON.parse(await kubectl(['get', 'job', name, '--namespace', NAMESPACE, '-o', 'json'])) as Job;
    const types = (job.status.conditions ?? []).filter(({ status }) => status === 'True').map(({ type }) => type);
    const found = types.find((type) => type === 'Complete' || type === 'Failed');
    check(found !== undefined, `it runs: ${types.join()}`);
    return found;
  });
  return { end, log: await kubectl(['logs', `job/${name}`, '--namespace', NAMESPACE]) };
}

/** Runs a command where the backups are, as the CronJob backup has them. */
async function inStore(name: string, command: string): Promise<void> {
  const job = JSON.parse(await jobFrom('backup', name, '--dry-run=client', '-o', 'json')) as Job;
  job.spec.template.spec.containers[0]!.command = ['sh', '-c', command];
  await kubectl(['create', '--namespace', NAMESPACE, '-f', '-'], { input: JSON.stringify(job) });
  expect((await endOf(name)).end).toBe('Complete');
}

const titlesOf = async (person: Person) => (await person.tasks()).map(({ title }) => title).sort();

describe('backups of the database', () => {
  let person: Person;
  let backup: string;

  beforeAll(async () => {
    await haveRelease();
    await upgrade('backup.enabled=true');
    person = await Person.register();
    await person.chat('add buy milk');
  }, LONG);

  test(
    'are made at once by scripts/backup, which prints the name',
    async () => {
      const { stdout } = await script('backup', 'dev');
      backup = stdout.trim();
      expect(backup).toMatch(/^todo-\d{8}T\d{6}Z$/);
      expect((await script('restore', '--list', 'dev')).stdout).toBe(`${backup}\n`);
      // Goes on while the next test restores; the one after it looks at its end.
      await jobFrom('restore-drill', 'drill-1');
    },
    LONG,
  );

  test(
    'bring back what was destroyed, and only that',
    async () => {
      await person.chat('add feed the cat');
      const wipe = 'DROP SCHEMA public CASCADE; CREATE SCHEMA public';
      await inPod(NAMESPACE, 'database-0', ['psql', '--username=todo', '--dbname=todo', '--command', wipe]);
      const { stdout, stderr } = await script('restore', '--yes', 'dev');
      expect(stdout).toBe(`${backup}\n`);
      expect(stderr).toContain(`done backup=${backup} tables=`);
      // The session is as old as the backup. The Ingress controller may need a moment.
      expect(await until('the tasks are listed', 30, () => titlesOf(person))).toEqual(['buy milk']);
      expect((await livingPods(NAMESPACE)).filter(({ metadata }) => metadata.name.startsWith('backend-'))).toHaveLength(
        1,
      );
    },
    LONG,
  );

  test(
    'are drilled: the latest one is restored into a database of its own',
    async () => {
      const { end, log } = await endOf('drill-1');
      expect(log).toContain(`passed backup=${backup} tables=`);
      expect(end).toBe('Complete');
    },
    LONG,
  );

  test(
    'that are damaged are refused, before anything is stopped or changed',
    async () => {
      await inStore('damage', `printf X | dd of=/store/${backup}.dump bs=1 seek=1000 conv=notrunc`);
      const pods = (await livingPods(NAMESPACE)).map(({ metadata }) => metadata.uid).sort();
      const { code, stderr } = await attemptScript('restore', '--yes', 'dev', backup);
      expect(code).toBe(1);
      expect(stderr).toContain(
        `the backup ${backup} is damaged: its checksum is another than at the time of the backup`,
      );
      expect(stderr).toContain('nothing was changed');
      expect((await livingPods(NAMESPACE)).map(({ metadata }) => metadata.uid).sort()).toEqual(pods);
      expect(await titlesOf(person)).toEqual(['buy milk']);
    },
    LONG,
  );

  test(
    'that are damaged make the drill fail',
    async () => {
      await jobFrom('restore-drill', 'drill-2');
      const { end, log } = await endOf('drill-2');
      expect(log).toContain(`the backup ${backup} is damaged`);
      expect(end).toBe('Failed');
    },
    LONG,
  );

  test(
    'stay when the release does without them',
    async () => {
      await upgrade('backup.enabled=false');
      expect(await list(NAMESPACE, 'cronjobs')).toEqual([]);
      const claims = await list(NAMESPACE, 'persistentvolumeclaims');
      expect(claims.map(({ metadata }) => metadata.name)).toContain('backup');
    },
    LONG,
  );
});
