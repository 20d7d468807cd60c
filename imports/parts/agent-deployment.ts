import {
  type EnvVariable,
  type PodSecurityContext,
  type Resources,
  type SecurityContext,
  type Toleration,
} from './pod';
import { type Volume, type VolumeMount } from './pod';
import { envVariable, podSecurityContext, resources, securityContext, toleration, volume, volumeMount } from './pod';
import { type ObjectReference, objectReference } from './references';
import { type OptionalFields, type Shape, integer, list, object, word } from '../shape/shape';
import { annotations, anyText, labels, objectName, someText } from '../shape/words';

/** How the pods of an agent run. */
export interface AgentDeployment {
  /** 0 or more. @default 1 */
  readonly replicas?: number;
  /** @default - kagent's own */
  readonly resources?: Resources;
  /** @default - none */
  readonly env?: readonly EnvVariable[];
  /** @default - kagent's own */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** @default - none */
  readonly imagePullSecrets?: readonly ObjectReference[];
  /** Of the pods. @default - kagent's own */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the pods. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Rights of the container. @default - kagent's own */
  readonly securityContext?: SecurityContext;
  /** Rights of the pod. @default - kagent's own */
  readonly podSecurityContext?: PodSecurityContext;
  /** @default - one is made */
  readonly serviceAccountName?: string;
  /** @default - none */
  readonly volumes?: readonly Volume[];
  /** @default - none */
  readonly volumeMounts?: readonly VolumeMount[];
  /** @default - any nodes */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly tolerations?: readonly Toleration[];
}

/** An agent from an image of one's own, which speaks A2A on port 8080. */
export interface OwnDeployment extends AgentDeployment {
  readonly image: string;
  /** @default - the image's own */
  readonly cmd?: string;
  /** @default - the image's own */
  readonly args?: readonly string[];
}

const fields: OptionalFields<AgentDeployment> = {
  replicas: integer(0),
  resources,
  env: list(envVariable, { unique: 'name' }),
  imagePullPolicy: word('Always', 'IfNotPresent', 'Never'),
  imagePullSecrets: list(objectReference),
  labels,
  annotations,
  securityContext,
  podSecurityContext,
  serviceAccountName: objectName,
  volumes: list(volume, { unique: 'name' }),
  volumeMounts: list(volumeMount, { unique: 'mountPath' }),
  nodeSelector: labels,
  tolerations: list(toleration),
};

export const agentDeployment: Shape<AgentDeployment> = object<AgentDeployment>({}, fields);
export const ownDeployment: Shape<OwnDeployment> = object<OwnDeployment>(
  { image: someText },
  { ...fields, cmd: someText, args: list(anyText) },
);
