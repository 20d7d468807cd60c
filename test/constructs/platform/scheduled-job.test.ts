import { App, Chart } from 'cdk8s';
import { ScheduledJob, type ScheduledJobProps } from '../../../constructs';
import { type Tree, at, literalResources as resources } from '../support/literals';

const props: ScheduledJobProps = { image: 'example/sweeper:1.0.0', resources, schedule: '30 2 * * *' };

function cronJobOf(overrides: Partial<ScheduledJobProps> = {}, id = 'sweep'): Tree {
  const chart = new Chart(new App(), 'bot');
  new ScheduledJob(chart, id, { ...props, ...overrides });
  return (chart.toJson() as Tree[]).find(({ kind }) => kind === 'CronJob')!;
}

test('runs by the clock, one at a time, and keeps a few runs', () => {
  const cronJob = cronJobOf({ timeZone: 'Europe/Berlin' });
  expect(at(cronJob, 'metadata.name')).toBe('sweep');
  expect(at(cronJob, 'spec')).toMatchObject({
    schedule: '30 2 * * *',
    timeZone: 'Europe/Berlin',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    suspend: false,
  });
  expect(at(cronJobOf(), 'spec')).not.toHaveProperty('timeZone');
});

test('its runs end: after a deadline and a number of attempts', () => {
  expect(at(cronJobOf({ activeDeadlineSeconds: 60, backoffLimit: 0 }), 'spec.jobTemplate.spec')).toMatchObject({
    activeDeadlineSeconds: 60,
    backoffLimit: 0,
  });
});

test('has the pod of a Job', () => {
  const template = at(cronJobOf({ args: ['all'] }), 'spec.jobTemplate.spec.template') as unknown as Tree;
  expect(at(template, 'metadata.labels')).toMatchObject({ 'app.kubernetes.io/name': 'sweep' });
  expect(at(template, 'spec.containers.0.args')).toEqual(['all']);
  expect(at(template, 'spec.restartPolicy')).toBe('Never');
  expect(at(template, 'spec')).not.toHaveProperty('topologySpreadConstraints');
});

test.each(['@daily', '*/5 * * * *', '0 6-22/2 * * mon-fri', '1,31 0 1 jan *'])('takes the schedule %s', (schedule) => {
  expect(at(cronJobOf({ schedule }), 'spec.schedule')).toBe(schedule);
});

test.each(['', '* * * *', '@never', '30 2 * * * *', 'daily'])('refuses the schedule "%s"', (schedule) => {
  expect(() => cronJobOf({ schedule })).toThrow(
    `bot/sweep: schedule: expected a schedule such as 30 2 * * * or @daily, found "${schedule}"`,
  );
});

test('refuses a name for which Kubernetes has no room', () => {
  expect(() => cronJobOf({}, 'a'.repeat(53))).toThrow("has 53 characters, and a CronJob's 52 at most");
});
