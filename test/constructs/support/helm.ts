import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/** Helm 3 or 4: from the environment, from what scripts/test installs, or from PATH. */
export function findHelm(major: 3 | 4): string | undefined {
  const named = process.env[`HELM${major}`];
  if (named) return named;
  const installed = resolve('.tools/bin', `helm${major}`);
  if (existsSync(installed)) return installed;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, 'helm'))
    .find((program) => existsSync(program) && isMajor(program, major));
}

function isMajor(program: string, major: number): boolean {
  return execFileSync(program, ['version', '--short'], { encoding: 'utf8' }).startsWith(`v${major}.`);
}

/** `describe` for tests that need Helm; skips them, with a line, where there is none. */
export function describeWithHelm(major: 3 | 4, name: string, tests: (helm: string) => void): void {
  const helm = findHelm(major);
  if (helm) describe(name, () => tests(helm));
  else describe.skip(`${name} (Helm ${major} is not there: set HELM${major})`, () => tests('helm'));
}

/** Runs something with a folder that holds these files, and removes it. */
export function inFolder<T>(files: ReadonlyMap<string, string | Buffer>, run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-chatbot-'));
  try {
    for (const [name, content] of files) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a Helm command prints. @throws with what it says when it fails. */
export function runHelm(helm: string, args: readonly string[]): string {
  try {
    return execFileSync(helm, args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 28 });
  } catch (error) {
    throw new Error(String((error as { stderr?: string }).stderr ?? error), { cause: error });
  }
}
