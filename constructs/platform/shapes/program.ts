import type { Construct } from 'constructs';
import { check } from '../../../imports/shape/check';
import { type AnyShape, type Rule, flag, integer, list, map, text, word } from '../../../imports/shape/shape';
import { anyText, labelName, labels, objectName, quantity, someText } from '../../../imports/shape/words';
import { literalText } from '../../../imports/shape/rules';
import { parseQuantity } from '../../synth';
import { affinity, nodeSelector, tolerations, topologySpreadConstraints } from './scheduling';
import {
  annotations,
  argument,
  bytes,
  dataKey,
  environment,
  exactly,
  fields,
  fileVariable,
  folder,
  imageReference,
  names,
} from './words';
import { pullPolicy, serviceName, variable } from './words';

/** @throws ChatbotError that names the construct, the place in its props, what was expected and what was found. */
export function checkProps({ node }: Construct, props: unknown, shape: AnyShape): void {
  check(props, shape, `${node.path}:`);
}

/** @throws ChatbotError when a construct's id, or the name that it is given, cannot be that of a Service. */
export function checkName({ node }: Construct, name: string): void {
  check(name, serviceName, `${node.path}: its name`);
}

/** The name of an object such as a Secret, or nothing at all. */
export const nameOrNone = text(
  'the name of an object in lower case, or nothing',
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$/,
  253,
);
// One that is left out may have no name.
const isNamed: Rule = ({ secretName, when }) =>
  secretName === '' && when !== false ? 'has an empty secretName; name a Secret, or leave it out by when' : undefined;
const group = text('a word in camelCase such as database', /^[a-z][A-Za-z0-9]*$/);
const path = text('an absolute path such as /etc/ca', /^\/[^:]*$/);
export const amounts = fields({ cpu: quantity, memory: bytes, ephemeralStorage: bytes });

const isWithin: Rule = ({ requests, limits }) => {
  const [asked, most] = [requests, limits] as (Readonly<Record<string, unknown>> | undefined)[];
  const above = ['cpu', 'memory', 'ephemeralStorage'].find((what) => amountOf(asked?.[what]) > amountOf(most?.[what]));
  return (
    above &&
    `has the request ${String(asked?.[above])} of ${above}, above the limit ${String(most?.[above])}; raise the limit or lower the request`
  );
};
const amountOf = (value: unknown) => parseQuantity(literalText(value) ?? '');
export const resources = fields({ requests: amounts, limits: amounts }, {}, isWithin);
export const probes = fields({
  periodSeconds: integer(1, 3600),
  timeoutSeconds: integer(1, 3600),
  startupSeconds: integer(1, 86400),
});
export const secretFiles = list(
  fields({ secretName: nameOrNone, key: dataKey, variable: fileVariable }, { when: flag, group }, isNamed),
  { unique: 'variable' },
);
// What is passed on in Kubernetes' form is known by its name; Kubernetes knows the rest.
export const containers = list(fields({ name: labelName, image: someText }), { unique: 'name' });
export const volumes = list(fields({ name: labelName }), { unique: 'name' });
const SOURCES = [
  'persistentVolumeClaim',
  'secret',
  'configMap',
  'emptyDir',
  'projected',
  'csi',
  'ephemeral',
  'nfs',
  'image',
];
const isSource: Rule = (source) =>
  Object.keys(source).every((key) => SOURCES.includes(key)) ? undefined : `has none of ${SOURCES.join(', ')}`;
const claim = exactly({ claimName: objectName }, { readOnly: flag });
const image = exactly({ reference: someText }, { pullPolicy });
/** What a volume is, in Kubernetes' form without its name. */
export const volumeSource = fields(
  {},
  { persistentVolumeClaim: claim, emptyDir: exactly({}, { sizeLimit: quantity }), image },
  isSource,
);
export const mounts = list(fields({ name: labelName, mountPath: path }), { unique: 'mountPath' });

/** Of `PodProps`. */
export const POD = {
  imagePullSecrets: names,
  nodeSelector,
  affinity,
  tolerations,
  priorityClassName: objectName,
  runtimeClassName: objectName,
  podLabels: labels,
  podAnnotations: annotations,
  extraVolumes: volumes,
  extraVolumeMounts: mounts,
};

/** Of `ServicePodProps`. */
export const SERVICE_POD = { ...POD, topologySpreadConstraints };

/** Of `ProgramProps`, without its image and resources, which have to be there. */
export const PROGRAM = {
  ...POD,
  name: serviceName,
  imagePullPolicy: pullPolicy,
  environment,
  extraEnv: list(fields({ name: variable, value: anyText })),
  extraEnvFrom: list(fields({ kind: word('ConfigMap', 'Secret'), name: objectName })),
  secrets: secretFiles,
  writable: map(folder, quantity),
  user: integer(0),
  initContainers: containers,
};

/** What every program needs. */
export const NEEDED = { image: imageReference, resources };
export const command = list(argument);
