import type { Construct } from 'constructs';
import { checksum, named, truncate } from '../values';
import { type JobHook, argoHook, hookOptions } from './job-hook';
import type { JobProps } from './job-props';
import { JobWorkload } from './job-workload';
import { Job } from './kubernetes';
import { BATCH_JOB } from './shapes/workloads';
import { StartOrder } from './start-order';

/** What a `BatchJob` is made of. */
export interface BatchJobProps extends JobProps {
  /** Runs it as a hook of Helm and of Argo CD. @default - it is an object of the release like any other */
  readonly hook?: JobHook;
}

/**
 * A program that runs to its end once for each change of itself: Job, ServiceAccount and NetworkPolicy. A Job cannot be
 * changed, so its name ends in a digest of its pods: `kubectl apply` of another version makes another Job.
 */
export class BatchJob extends JobWorkload {
  /** When it starts, for those who start things in order; a hook starts when its events say. */
  readonly startOrder: StartOrder;

  constructor(scope: Construct, id: string, props: BatchJobProps) {
    super(scope, id, props, BATCH_JOB);
    const { hook } = props;
    this.startOrder = new StartOrder(this.component);
    const template = this.template(props);
    const { name, labels } = this.metadata(props);
    const digest = truncate(checksum(`${this.component}.template`, template), 8);
    const annotations = hook ? argoHook(hook, 0) : this.startOrder.annotations;
    new Job(
      this,
      'job',
      {
        metadata: { name: `${name}-${digest}`, labels, annotations },
        spec: {
          backoffLimit: props.backoffLimit ?? 2,
          activeDeadlineSeconds: props.activeDeadlineSeconds ?? 600,
          ttlSecondsAfterFinished: props.ttlSecondsAfterFinished ?? 3600,
          template: named(`${this.component}.template`, template),
        },
      },
      hookOptions(hook),
    );
  }
}
