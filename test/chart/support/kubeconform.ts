import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const SCHEMAS = resolve('../shared/schemas/kubernetes');
/** Those of custom resources, by kind, group and version. */
const CUSTOM = `${resolve('../shared/schemas/crds')}/{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json`;

/** From the environment, from what scripts/test installs, or from PATH; nothing where program or schemas are missing. */
function findKubeconform(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = [process.env.KUBECONFORM, resolve('.tools/bin/kubeconform')];
  return [...places, ...folders.map((folder) => join(folder, 'kubeconform'))].find((one) => one && existsSync(one));
}

/** `describe` for tests that need kubeconform and its schemas; skips them, with a line, where they are not there. */
export function describeWithKubeconform(
  name: string,
  tests: (check: (version: string, file: string) => string[]) => void,
) {
  const program = findKubeconform();
  if (program && existsSync(SCHEMAS)) describe(name, () => tests((...args) => refusalsOf(program, ...args)));
  else {
    const missing = program ? 'schemas in ../shared/schemas' : 'kubeconform: set KUBECONFORM';
    describe.skip(`${name} (there is no ${missing})`, () => tests(() => []));
  }
}

interface Report {
  readonly resources?: readonly { readonly kind: string; readonly name: string; readonly msg: string }[];
  readonly summary: {
    readonly valid: number;
    readonly invalid: number;
    readonly errors: number;
    readonly skipped: number;
  };
}

/** What Kubernetes of a version would refuse in a file of objects, one line each. @throws when kubeconform does not run. */
function refusalsOf(program: string, version: string, file: string): string[] {
  const location = `${SCHEMAS}/{{ .NormalizedKubernetesVersion }}-standalone{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
  const args = [
    '-strict',
    '-kubernetes-version',
    version,
    '-schema-location',
    location,
    '-schema-location',
    CUSTOM,
    '-summary',
    '-output',
    'json',
    file,
  ];
  let output: string;
  try {
    output = execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
  } catch (error) {
    output = (error as { stdout?: string }).stdout ?? '';
    if (!output) throw error;
  }
  const { resources = [], summary } = JSON.parse(output) as Report;
  if (summary.valid + summary.invalid + summary.errors === 0) throw new Error(`kubeconform saw nothing in ${file}`);
  return resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`);
}
