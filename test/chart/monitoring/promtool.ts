import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Runs promtool and gives back its exit code and all that it says. */
export type Promtool = (...args: string[]) => { readonly code: number | null; readonly text: string };

/** `describe` for tests that need promtool, from the environment, from what scripts/test unpacks, or from PATH; skips them, with a line, where it is not there. */
export function describeWithPromtool(name: string, tests: (promtool: Promtool) => void): void {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = [
    process.env.PROMTOOL,
    resolve('.tools/bin/promtool'),
    ...folders.map((folder) => join(folder, 'promtool')),
  ];
  const program = places.find((place) => place && existsSync(place));
  if (!program) return describe.skip(`${name} (there is no promtool: set PROMTOOL)`, () => tests(() => run('', [])));
  describe(name, () => tests((...args) => run(program, args)));
}

function run(program: string, args: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (error) throw error;
  return { code: status, text: `${stdout}${stderr}` };
}
