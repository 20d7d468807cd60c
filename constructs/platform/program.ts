import type { Construct } from 'constructs';
import { ChatbotError, type Dictionary, Expression, type List, isUnresolved } from '../values';
import { isSecretName, weaknessOf } from '../values/weak-secret';
import type { EnvSource } from './env-sources';
import type { PodProps, WritableFolders } from './pod';
import type { Resources } from './resources';
import type { SecretFile } from './secret-files';

/** What every program of a pod is made of, whether it serves or runs to its end. */
export interface ProgramProps extends PodProps {
  /** Name of the workload and of all that surrounds it. @default - the id of the subchart or construct around it */
  readonly name?: string;
  /** Full reference of the image. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** Requests and limits of the container. */
  readonly resources: Resources;
  /** Settings that are no secrets, by environment variable; a password that is easy to guess is refused. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** More environment variables, which go before those of the settings. @default - none */
  readonly extraEnv?: List<{ readonly name: string; readonly value: string }>;
  /** ConfigMaps and Secrets of which every key becomes a variable. @default - none */
  readonly extraEnvFrom?: List<EnvSource>;
  /** Secrets that the container reads as files. @default - none */
  readonly secrets?: readonly SecretFile[];
  /** Folders that the container may write to, with their size limit. @default - /tmp with 64Mi */
  readonly writable?: WritableFolders;
  /** Numeric user and group of the process; not 0. @default 10001 */
  readonly user?: number;
  /** More containers that run to their end before, in Kubernetes' form. @default - none */
  readonly initContainers?: List<Dictionary<unknown>>;
}

/** @throws ChatbotError for a program that runs as root, whose image is another each day, or that has a weak secret in a variable. */
export function checkProgram(construct: Construct, props: ProgramProps): void {
  const { node } = construct;
  const { user, image } = props;
  if (user === 0) throw new ChatbotError(`${node.path}: the user 0 is root; give a numeric user above 0`);
  if (typeof image === 'string' && image.endsWith(':latest')) {
    throw new ChatbotError(
      `${node.path}: the image ${image} has the tag latest, which means another image each day; name a version`,
    );
  }
  checkVariables(construct, props);
}

// A variable is no place for a secret, and the one that says nothing is the worst.
function checkVariables(
  { node }: Construct,
  { environment = {}, settings = {}, extraEnv = [] }: ProgramProps & Settings,
) {
  const extra = extraEnv instanceof Expression ? [] : extraEnv.map(({ name, value }) => [name, value] as const);
  for (const [name, value] of [...Object.entries(environment), ...Object.entries(settings), ...extra]) {
    if (value === '' || isUnresolved(value) || !isSecretName(name)) continue;
    const weakness = weaknessOf(value, name);
    if (weakness)
      throw new ChatbotError(
        `${node.path}: the variable ${name} ${weakness}; put a long random one into a Secret, and name that in secrets`,
      );
  }
}

/** Those of Jobs. */
interface Settings {
  readonly settings?: Readonly<Record<string, string>>;
}
