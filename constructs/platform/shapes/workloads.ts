import { type Rule, flag, integer, list, map, text, word } from '../../../imports/shape/shape';
import { anyText, labelName, labels, objectName, quantity } from '../../../imports/shape/words';
import { NEEDED, POD, PROGRAM, command, containers, probes, resources } from './program';
import { autoscaling } from './scheduling';
import {
  annotations,
  dataKey,
  environment,
  exactly,
  fields,
  imageReference,
  names,
  pullPolicy,
  serviceName,
} from './words';

const port = integer(1, 65535);
const seconds = integer(0);

/** Of `WebServiceProps`. */
export const WEB_SERVICE = fields(
  { ...NEEDED, port },
  {
    ...PROGRAM,
    metricsPort: port,
    replicas: integer(0),
    autoscaling,
    probes,
    longestAnswerSeconds: seconds,
    lameDuckSeconds: seconds,
    before: fields({ name: labelName, command }),
    sidecars: containers,
    service: fields(
      { type: word('ClusterIP', 'NodePort', 'LoadBalancer') },
      {
        nodePort: integer(1, 65535),
        ipFamilyPolicy: word('SingleStack', 'PreferDualStack', 'RequireDualStack'),
        labels,
        annotations,
      },
    ),
    maxUnavailable: integer(1),
  },
);

/** Of `PostgresDatabaseProps`. */
export const POSTGRES = fields(
  {
    ...NEEDED,
    database: text('a name such as todo', /^[a-z_][a-z0-9_]*$/, 63),
    user: text('a name such as todo', /^[a-z_][a-z0-9_]*$/, 63),
    password: fields({ secretName: objectName, key: dataKey }),
    storage: quantity,
  },
  {
    ...POD,
    name: serviceName,
    imagePullPolicy: pullPolicy,
    port,
    storageClass: objectName,
    maxConnections: integer(1),
    probes,
  },
);

const ruleWord = text('a word such as get', /^[-a-z0-9.*/]*$/);
const rules = list(
  fields(
    { verbs: list(ruleWord, { minItems: 1 }) },
    { apiGroups: list(ruleWord), resources: list(ruleWord), resourceNames: list(objectName) },
  ),
);
const fileName = text('a file name such as run.sh', /^[a-z0-9]+([.-][a-z0-9]+)*$/, 100);
const SOURCES = ['persistentVolumeClaim', 'secret', 'configMap', 'emptyDir', 'projected', 'csi', 'ephemeral', 'nfs'];
const isSource: Rule = (source) =>
  Object.keys(source).every((key) => SOURCES.includes(key)) ? undefined : `has none of ${SOURCES.join(', ')}`;
const claim = exactly({ claimName: objectName }, { readOnly: flag });
const JOB = {
  ...PROGRAM,
  settings: environment,
  command,
  args: command,
  scripts: map(fileName, anyText),
  volumes: list(
    fields(
      {
        name: labelName,
        mountPath: text('an absolute path such as /data', /^\/[^:]*$/),
        source: fields({}, { persistentVolumeClaim: claim, emptyDir: exactly({}, { sizeLimit: quantity }) }, isSource),
      },
      { readOnly: flag, when: flag },
    ),
  ),
  rules,
  dns: flag,
  backoffLimit: seconds,
  activeDeadlineSeconds: seconds,
  restartPolicy: word('Never', 'OnFailure'),
  ttlSecondsAfterFinished: seconds,
};
const hook = fields(
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
export const BATCH_JOB = fields(NEEDED, { ...JOB, hook });

/** Of `ScheduledJobProps`. */
export const SCHEDULED_JOB = fields(
  { ...NEEDED, schedule: anyText },
  {
    ...JOB,
    timeZone: text('a time zone such as Europe/Berlin', /^[A-Za-z][-A-Za-z0-9_+/]*$/),
    concurrencyPolicy: word('Allow', 'Forbid', 'Replace'),
    startingDeadlineSeconds: seconds,
    successfulJobsHistoryLimit: seconds,
    failedJobsHistoryLimit: seconds,
    suspend: flag,
  },
);

/** Of `GeneratedSecretsProps`. */
export const GENERATED_SECRETS = fields(
  {
    secrets: list(
      fields({ purpose: labelName, keys: list(dataKey, { minItems: 1 }) }, { existing: text('the name of a Secret') }),
      { minItems: 1, unique: 'purpose' },
    ),
    image: imageReference,
    resources,
  },
  { imagePullPolicy: pullPolicy, imagePullSecrets: names },
);
