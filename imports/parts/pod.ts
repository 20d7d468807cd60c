import { type Rule, type Shape, flag, integer, keyed, list, map, object, text, word } from '../shape/shape';
import { anyText, labelName, objectName, quantity, someText } from '../shape/words';
import { type KeyReference, type ObjectReference, keyReference, objectReference } from './references';

// The parts of a pod that operators pass on, in Kubernetes' words.

/** Quantities by resource, e.g. `{ cpu: '250m', memory: '512Mi' }`. */
export interface Resources {
  /** @default - none */
  readonly requests?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly limits?: Readonly<Record<string, string>>;
}

/** An environment variable: text, or an entry of a Secret or a ConfigMap. */
export type EnvVariable =
  | { readonly name: string; readonly value: string; readonly valueFrom?: never }
  | { readonly name: string; readonly valueFrom: EnvSource; readonly value?: never };
export type EnvSource =
  | { readonly secretKeyRef: KeyReference; readonly configMapKeyRef?: never }
  | { readonly configMapKeyRef: KeyReference; readonly secretKeyRef?: never };

/** Nodes that others keep away from. */
export interface Toleration {
  /** @default - every key, with operator Exists */
  readonly key?: string;
  /** @default Equal */
  readonly operator?: 'Exists' | 'Equal';
  /** @default - none */
  readonly value?: string;
  /** @default - every effect */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  /** Seconds until a pod goes after all, for NoExecute. @default - never */
  readonly tolerationSeconds?: number;
}

/** Rights of a container, as far as Pod Security "restricted" speaks of them. */
export interface SecurityContext {
  /** "restricted" asks for false. @default true */
  readonly allowPrivilegeEscalation?: boolean;
  /** @default false */
  readonly readOnlyRootFilesystem?: boolean;
  /** "restricted" asks for true. @default false */
  readonly runAsNonRoot?: boolean;
  /** 1 or more. @default - the image's user */
  readonly runAsUser?: number;
  /** "restricted" asks for `{ drop: ['ALL'] }`. @default - the runtime's */
  readonly capabilities?: { readonly drop: readonly string[] };
  /** "restricted" asks for it. @default - none */
  readonly seccompProfile?: { readonly type: 'RuntimeDefault' };
}

/** Rights of a pod, as far as Pod Security "restricted" speaks of them. */
export interface PodSecurityContext {
  /** "restricted" asks for true. @default false */
  readonly runAsNonRoot?: boolean;
  /** 1 or more. @default - the image's user */
  readonly runAsUser?: number;
  /** 1 or more. @default - the image's group */
  readonly runAsGroup?: number;
  /** Group of the volumes, 1 or more. @default - the volumes' own */
  readonly fsGroup?: number;
  /** "restricted" asks for it. @default - none */
  readonly seccompProfile?: { readonly type: 'RuntimeDefault' };
}

/** A folder for a pod: empty, or with the entries of a Secret or a ConfigMap. */
export type Volume = EmptyVolume | SecretVolume | ConfigMapVolume;
export interface EmptyVolume {
  readonly name: string;
  readonly emptyDir: EmptyFolder;
  readonly secret?: never;
  readonly configMap?: never;
}
export interface SecretVolume {
  readonly name: string;
  readonly secret: { readonly secretName: string };
  readonly emptyDir?: never;
  readonly configMap?: never;
}
export interface ConfigMapVolume {
  readonly name: string;
  readonly configMap: ObjectReference;
  readonly emptyDir?: never;
  readonly secret?: never;
}
export interface EmptyFolder {
  /** E.g. `64Mi`. @default - the node's disk */
  readonly sizeLimit?: string;
}

/** Where a volume is seen. */
export interface VolumeMount {
  readonly name: string;
  /** Begins with a slash. */
  readonly mountPath: string;
  /** @default false */
  readonly readOnly?: boolean;
}

const quantities = map(text('a resource such as cpu', /^[a-z]([-a-z0-9./]*[a-z0-9])?$/), quantity);
export const resources: Shape<Resources> = object<Resources>({}, { requests: quantities, limits: quantities });

const envName = text('the name of a variable such as LOG_LEVEL', /^[-._a-zA-Z][-._a-zA-Z0-9]*$/);
const envSource: Shape<EnvSource> = keyed({
  secretKeyRef: object<Extract<EnvSource, { readonly secretKeyRef: KeyReference }>>({ secretKeyRef: keyReference }, {}),
  configMapKeyRef: object<Extract<EnvSource, { readonly configMapKeyRef: KeyReference }>>(
    { configMapKeyRef: keyReference },
    {},
  ),
});
export const envVariable: Shape<EnvVariable> = keyed({
  value: object<Extract<EnvVariable, { readonly value: string }>>({ name: envName, value: anyText }, {}),
  valueFrom: object<Extract<EnvVariable, { readonly valueFrom: EnvSource }>>(
    { name: envName, valueFrom: envSource },
    {},
  ),
});

export const matchesAlways: Rule = ({ key, operator }) =>
  key === undefined && operator !== 'Exists' ? 'needs a key, or the operator Exists' : undefined;
export const withoutValue: Rule = (fields) =>
  fields.operator === 'Exists' && fields.value !== undefined ? 'has a value, which Exists does not take' : undefined;
export const toleration: Shape<Toleration> = object<Toleration>(
  {},
  {
    key: someText,
    operator: word('Exists', 'Equal'),
    value: anyText,
    effect: word('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
    tolerationSeconds: integer(0),
  },
  matchesAlways,
  withoutValue,
);

const seccompProfile = object<{ readonly type: 'RuntimeDefault' }>({ type: word('RuntimeDefault') }, {});
const id = integer(1);
export const securityContext: Shape<SecurityContext> = object<SecurityContext>(
  {},
  {
    allowPrivilegeEscalation: flag,
    readOnlyRootFilesystem: flag,
    runAsNonRoot: flag,
    runAsUser: id,
    capabilities: object<{ readonly drop: readonly string[] }>({ drop: list(someText) }, {}),
    seccompProfile,
  },
);
export const podSecurityContext: Shape<PodSecurityContext> = object<PodSecurityContext>(
  {},
  { runAsNonRoot: flag, runAsUser: id, runAsGroup: id, fsGroup: id, seccompProfile },
);

const folder = object<EmptyFolder>({}, { sizeLimit: quantity });
const secret = object<SecretVolume['secret']>({ secretName: objectName }, {});
export const volume: Shape<Volume> = keyed({
  emptyDir: object<EmptyVolume>({ name: labelName, emptyDir: folder }, {}),
  secret: object<SecretVolume>({ name: labelName, secret }, {}),
  configMap: object<ConfigMapVolume>({ name: labelName, configMap: objectReference }, {}),
});
export const volumeMount: Shape<VolumeMount> = object<VolumeMount>(
  { name: labelName, mountPath: text('a path that begins with /', /^\/[^:]*$/) },
  { readOnly: flag },
);
