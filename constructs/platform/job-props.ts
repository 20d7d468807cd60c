import type { Condition } from '../values';
import type { JobWorkload } from './job-workload';
import type { PolicyRule, Volume } from './kubernetes';
import type { ProgramProps } from './program';

/** A volume of a Job, such as a claim, and where its container finds it. */
export interface JobVolume {
  /** Unique in the pod. */
  readonly name: string;
  /** Absolute path in the container. */
  readonly mountPath: string;
  /** What it is, in Kubernetes' form: a claim, a Secret. */
  readonly source: Omit<Volume, 'name'>;
  /** @default false */
  readonly readOnly?: boolean;
  /** @default true */
  readonly when?: Condition;
}

/** What Jobs are made of, scheduled ones too. Their settings stand in the pod itself. */
export interface JobProps extends ProgramProps {
  /**
   * A Job in the same chart whose account, labels, policy, settings and place on the nodes this one shares: its own
   * `PodProps`, `user`, `settings` and `hook` do not count then. @default - all of it is its own
   */
  readonly beside?: JobWorkload;
  /** Settings that stand in a ConfigMap, which Jobs beside it read too; `environment` goes before them. @default - none */
  readonly settings?: Readonly<Record<string, string>>;
  /** What runs in place of the image's entrypoint. @default - the image's entrypoint */
  readonly command?: readonly string[];
  /** @default - none */
  readonly args?: readonly string[];
  /** Scripts by file name, which the container finds in the folder `/scripts`. @default - none */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Volumes such as claims. @default - none */
  readonly volumes?: readonly JobVolume[];
  /** What it may do at the API server, whose token it gets then. @default - nothing */
  readonly rules?: readonly PolicyRule[];
  /** Whether it asks the DNS. @default true */
  readonly dns?: boolean;
  /** Seconds after which it is ended, with all its attempts; from 1. @default 600 */
  readonly activeDeadlineSeconds?: number;
  /** Attempts after the first. @default 2 */
  readonly backoffLimit?: number;
  /** `Never` keeps the logs of each attempt, `OnFailure` tries again in the same pod. @default Never */
  readonly restartPolicy?: 'Never' | 'OnFailure';
  /** Seconds until a Job that has ended is removed. @default 3600; a scheduled one is kept as its history says */
  readonly ttlSecondsAfterFinished?: number;
}
