import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a program printed and how it ended. */
export interface Result {
  readonly status: number | null;
  readonly output: string;
}

export function run(folder: string, program: string, ...args: readonly string[]): Result {
  const env = { ...process.env, CDK8S_OUTDIR: undefined, NODE_PATH: undefined };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env });
  return { status, output: stdout + stderr };
}

function mustRun(folder: string, program: string, ...args: readonly string[]): void {
  const { status, output } = run(folder, program, ...args);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${status ?? 'none'}\n${output}`);
}

const reachable = spawnSync('npm', ['view', 'constructs@10.8.1', 'version', '--fetch-retries=0']).status === 0;

/** `describe` for tests that install packages; skips them, with a line, where the registry cannot be reached. */
export function describeWithRegistry(name: string, tests: () => void): void {
  if (reachable) describe(name, tests);
  else describe.skip(`${name} (npm's registry cannot be reached)`, tests);
}

/** The library as `npm pack` packs it, in a folder that is removed after the tests of a file. */
export function packed(): { readonly folder: string; readonly archive: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-chatbot-package-'));
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  beforeAll(() => mustRun(resolve('.'), 'npm', 'pack', '--pack-destination', folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, archive: join(folder, `cdk8s-chatbot-${version}.tgz`) };
}

/** A copy of an example, by itself in an empty folder, with the packed library installed. */
export function installedExample(name: string, archive: string): string {
  const project = mkdtempSync(join(tmpdir(), `cdk8s-chatbot-${name}-`));
  afterAll(() => rmSync(project, { recursive: true, force: true }));
  beforeAll(() => {
    cpSync(join('examples', name), project, {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist|package-lock\.json)$/.test(path),
    });
    const file = join(project, 'package.json');
    const about = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
    about.dependencies['cdk8s-chatbot'] = `file:${archive}`;
    writeFileSync(file, JSON.stringify(about));
    mustRun(project, 'npm', 'install', '--prefer-offline', '--no-package-lock', '--ignore-scripts');
  });
  return project;
}

/** Type-checks main.ts with a text of it replaced, and puts it back. */
export function typeErrorsWith(project: string, text: string, replacement: string): string {
  const file = join(project, 'main.ts');
  const source = readFileSync(file, 'utf8');
  expect(source).toContain(text);
  writeFileSync(file, source.replace(text, replacement));
  const { output } = run(project, 'npx', 'tsc');
  writeFileSync(file, source);
  return output;
}
