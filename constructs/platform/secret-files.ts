import { type Condition, when } from '../values';
import type { EnvVar, Volume, VolumeMount } from './kubernetes';

/** One key of a Secret, given to a container as a file. Files do not show in `kubectl describe` or a process's environment. */
export interface SecretFile {
  /** Name of the Secret, in the pod's namespace. */
  readonly secretName: string;
  readonly key: string;
  /** Environment variable that holds the file's path, e.g. `JWT_KEY_FILE`. */
  readonly variable: string;
  /** @default true */
  readonly when?: Condition;
}

const FOLDER = '/run/secrets/chatbot';

/** The variables that say where the files are. */
export function secretVariables(files: readonly SecretFile[]): EnvVar[] {
  return files.map((file) => given(file, { name: file.variable, value: `${folderOf(file)}/value` }));
}

export function secretVolumes(files: readonly SecretFile[]): Volume[] {
  // Read by the pod's group, fsGroup, and nobody else: 0440.
  const source = ({ secretName, key }: SecretFile) => ({
    secretName,
    items: [{ key, path: 'value' }],
    defaultMode: 0o440,
  });
  return files.map((file) => given(file, { name: nameOf(file), secret: source(file) }));
}

export function secretMounts(files: readonly SecretFile[]): VolumeMount[] {
  return files.map((file) => given(file, { name: nameOf(file), mountPath: folderOf(file), readOnly: true }));
}

function given<T>(file: SecretFile, part: T): T {
  return when(file.when ?? true, part);
}

function folderOf(file: SecretFile): string {
  return `${FOLDER}/${nameOf(file)}`;
}

function nameOf({ variable }: SecretFile): string {
  return variable
    .replace(/_FILE$/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}
