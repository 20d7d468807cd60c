import type { Construct } from 'constructs';
import { type Condition, type Optional, boolean, embed, optional, string } from '../values';
import { checkSpare } from './component-name';
import type { JobProps } from './job-props';
import { JobWorkload } from './job-workload';
import { CronJob } from './kubernetes';
import { schedule, textOf, timeZone } from './shapes/words';
import { SCHEDULED_JOB } from './shapes/workloads';

/** When something runs by itself. */
export function scheduleValues(defaultSchedule: string) {
  return {
    schedule: string({
      description: 'When it runs: minute, hour, day of the month, month, day of the week with 0 for Sunday',
      default: defaultSchedule,
      ...textOf(schedule),
    }),
    timeZone: optional(
      string({
        description: "Time zone of the schedule; that of the cluster's controllers if absent",
        default: 'Etc/UTC',
        ...textOf(timeZone),
      }),
    ),
    suspend: boolean({ description: 'Whether it pauses', default: false }),
  };
}

/** What a `ScheduledJob` is made of. */
export interface ScheduledJobProps extends JobProps {
  /** When it runs: five fields as in crontab(5), or a word such as `@daily`. */
  readonly schedule: string;
  /** Name of a time zone, e.g. `Europe/Berlin`. @default - that of the cluster's controllers */
  readonly timeZone?: Optional<string>;
  /** Whether a run may start while another one goes on. @default Forbid */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /** Seconds that a run may start late, after which it is left out. @default 3600 */
  readonly startingDeadlineSeconds?: number;
  /** Runs that succeeded of which Job and logs are kept. @default 3 */
  readonly successfulJobsHistoryLimit?: number;
  /** Runs that failed of which Job and logs are kept. @default 3 */
  readonly failedJobsHistoryLimit?: number;
  /** Whether it pauses; `kubectl create job --from` runs it all the same. @default false */
  readonly suspend?: Condition;
}

/**
 * A program that runs to its end by the clock: CronJob, ServiceAccount and NetworkPolicy.
 * @throws ChatbotError when its name is longer than 52 characters, or the schedule is none.
 */
export class ScheduledJob extends JobWorkload {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id, props, SCHEDULED_JOB);
    checkSpare(this, 'CronJob', this.component);
    new CronJob(this, 'cronjob', {
      metadata: this.metadata(props),
      spec: {
        schedule: props.schedule,
        timeZone: embed(props.timeZone),
        concurrencyPolicy: props.concurrencyPolicy ?? 'Forbid',
        startingDeadlineSeconds: props.startingDeadlineSeconds ?? 3600,
        successfulJobsHistoryLimit: props.successfulJobsHistoryLimit ?? 3,
        failedJobsHistoryLimit: props.failedJobsHistoryLimit ?? 3,
        suspend: embed(props.suspend ?? false),
        jobTemplate: {
          spec: {
            backoffLimit: props.backoffLimit ?? 2,
            activeDeadlineSeconds: props.activeDeadlineSeconds ?? 600,
            ttlSecondsAfterFinished: props.ttlSecondsAfterFinished,
            template: this.template(props),
          },
        },
      },
    });
  }
}
