import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const SCHEMAS = resolve('../shared/schemas/crds');
const LOCATION = join(SCHEMAS, '{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json');

/** What the definitions of the custom resources refuse: one line for each object. @throws when it did not look at all of them. */
export type Validate = (objects: readonly object[]) => string[];

/** `describe` for tests that need kubeconform and the definitions; skips them, with a line, where they are not there. */
export function describeWithDefinitions(name: string, tests: (validate: Validate) => void): void {
  const folders = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'kubeconform'));
  const places = [process.env.KUBECONFORM, resolve('.tools/bin/kubeconform'), ...folders];
  const program = places.find((place) => place && existsSync(place));
  if (program && existsSync(SCHEMAS)) describe(name, () => tests((objects) => refusalsOf(program, objects)));
  else {
    const missing = program ? 'definitions in ../shared/schemas/crds' : 'kubeconform: set KUBECONFORM';
    describe.skip(`${name} (there is no ${missing})`, () => tests(() => []));
  }
}

interface Report {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly status: string;
    readonly msg: string;
  }[];
}

function refusalsOf(program: string, objects: readonly object[]): string[] {
  const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const args = ['-strict', '-schema-location', LOCATION, '-output', 'json', '-verbose', '-'];
  const { stdout, error } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) throw error;
  const { resources } = JSON.parse(stdout) as Report;
  if (resources.length !== objects.length)
    throw new Error(`kubeconform saw ${resources.length} of ${objects.length} objects`);
  const refused = resources.filter(({ status }) => status !== 'statusValid');
  return refused.map(({ kind, name, status, msg }) => `${kind} ${name}: ${status} ${msg}`);
}
