import { type Condition, shared, when } from '../values';
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
  /**
   * Word in camelCase for neighbours that several programs of a chart read alike: the chart says them once, in named
   * templates such as `databaseVolumes`. @default - each program says it itself
   */
  readonly group?: string;
}

const FOLDER = '/run/secrets/chatbot';

/** The variables that say where the files are. */
export function secretVariables(files: readonly SecretFile[]): EnvVar[] {
  return eachGiven('Env', files, (file) => ({ name: file.variable, value: `${folderOf(file)}/value` }));
}

export function secretVolumes(files: readonly SecretFile[]): Volume[] {
  return eachGiven('Volumes', files, (file) =>
    shared('secretVolume', { name: nameOf(file), secretName: file.secretName, key: file.key }, secretVolume),
  );
}

export function secretMounts(files: readonly SecretFile[]): VolumeMount[] {
  return eachGiven('VolumeMounts', files, (file) => ({
    name: nameOf(file),
    mountPath: folderOf(file),
    readOnly: true,
  }));
}

// Read by the pod's group, fsGroup, and nobody else: 0440.
function secretVolume({ name, secretName, key }: { name: string; secretName: string; key: string }): Volume {
  return { name, secret: { secretName, items: [{ key, path: 'value' }], defaultMode: 0o440 } };
}

/** A part for each file that is there; neighbours of one group under its name. */
function eachGiven<T>(what: string, files: readonly SecretFile[], partOf: (file: SecretFile) => T): T[] {
  const parts: T[] = [];
  for (let start = 0; start < files.length;) {
    const { group } = files[start]!;
    const after = files.findIndex((file, index) => index > start && file.group !== group);
    const end = after < 0 ? files.length : after;
    const given = files.slice(start, end).map((file) => when(file.when ?? true, partOf(file)));
    // A list under a name gives its items.
    parts.push(...(group === undefined ? given : [shared(`${group}${what}`, given) as T]));
    start = end;
  }
  return parts;
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
