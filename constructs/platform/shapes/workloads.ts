import { type AnyShape, flag, integer, list, made, map, text, word } from '../../../imports/shape/shape';
import { anyText, labelName, labels, objectName } from '../../../imports/shape/words';
import type { BatchJobProps } from '../batch-job';
import type { JobHook } from '../job-hook';
import type { JobVolume } from '../job-props';
import { JobWorkload } from '../job-workload';
import type { ScheduledJobProps } from '../scheduled-job';
import type { ServiceSettings } from '../service';
import type { WebServiceProps } from '../web-service-props';
import { NEEDED, PROGRAM, SERVICE_POD, command, containers, probes, volumeSource } from './program';
import { autoscaling } from './scheduling';
import { annotations, environment, fields, fileName, ownPort, props, schedule, timeZone } from './words';

const port = integer(1, 65535);
const seconds = integer(0);
const range = text('an address range such as 192.0.2.0/24', /^[0-9a-f.:]+\/[0-9]{1,3}$/);
const service: Readonly<Record<keyof ServiceSettings, AnyShape>> = {
  type: word('ClusterIP', 'NodePort', 'LoadBalancer'),
  nodePort: port,
  labels,
  annotations,
  externalTrafficPolicy: word('Cluster', 'Local'),
  loadBalancerClass: text('a name such as example.com/internal', /^[a-z0-9][-a-z0-9.]*(\/[-A-Za-z0-9_.]+)?$/),
  loadBalancerSourceRanges: list(range),
};
const { type, ...free } = service;

/** Of `WebServiceProps`. */
export const WEB_SERVICE = props<WebServiceProps>(
  { ...NEEDED, port: ownPort },
  {
    ...SERVICE_POD,
    ...PROGRAM,
    metricsPort: port,
    replicas: integer(0),
    autoscaling,
    probes,
    longestAnswerSeconds: seconds,
    lameDuckSeconds: seconds,
    before: fields({ name: labelName, command }),
    sidecars: containers,
    service: fields({ type }, free),
    maxUnavailable: integer(1),
  },
);

const ruleWord = text('a word such as get', /^[-a-z0-9.*/]*$/);
const rules = list(
  fields(
    { verbs: list(ruleWord, { minItems: 1 }) },
    { apiGroups: list(ruleWord), resources: list(ruleWord), resourceNames: list(objectName) },
  ),
);
const volume = props<JobVolume>(
  { name: labelName, mountPath: text('an absolute path such as /data', /^\/[^:]*$/), source: volumeSource },
  { readOnly: flag, when: flag },
);
const JOB = {
  ...PROGRAM,
  beside: made<JobWorkload>('a Job of the same chart', (value) => value instanceof JobWorkload),
  settings: environment,
  command,
  args: command,
  scripts: map(fileName, anyText),
  volumes: list(volume, { unique: 'name' }),
  rules,
  dns: flag,
  backoffLimit: seconds,
  activeDeadlineSeconds: integer(1),
  restartPolicy: word('Never', 'OnFailure'),
  ttlSecondsAfterFinished: seconds,
};
const hook = props<JobHook>(
  {
    events: list(
      word('pre-install', 'post-install', 'pre-upgrade', 'post-upgrade', 'pre-delete', 'post-delete', 'test'),
      { minItems: 1 },
    ),
  },
  {
    weight: integer(-1000, 1000),
    deletePolicy: list(word('before-hook-creation', 'hook-succeeded', 'hook-failed')),
  },
);

/** Of `BatchJobProps`. */
export const BATCH_JOB = props<BatchJobProps>(NEEDED, { ...JOB, hook });

/** Of `ScheduledJobProps`. */
export const SCHEDULED_JOB = props<ScheduledJobProps>(
  { ...NEEDED, schedule },
  {
    ...JOB,
    timeZone,
    concurrencyPolicy: word('Allow', 'Forbid', 'Replace'),
    startingDeadlineSeconds: seconds,
    successfulJobsHistoryLimit: seconds,
    failedJobsHistoryLimit: seconds,
    suspend: flag,
  },
);
