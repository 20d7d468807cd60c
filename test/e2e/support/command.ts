import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The project's folder: every command runs there. */
export const ROOT = resolve(__dirname, '../../..');

export interface Output {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The command and all that it said, for a message. */
  readonly told: string;
}

export interface CommandOptions {
  /** What it reads from stdin. @default - nothing */
  readonly input?: string;
  /** @default 60 */
  readonly timeoutSeconds?: number;
  /** More environment variables. @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end, whatever its exit code. @throws when it takes longer than it may, or cannot start */
export function attempt(program: string, args: readonly string[], options: CommandOptions = {}): Promise<Output> {
  const { input = '', timeoutSeconds = 60, env = {} } = options;
  return new Promise((fulfil, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    const told = (how: string) => `$ ${[program, ...args].join(' ')}\n${stdout}${stderr}(${how})`;
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(told(`ended: it took longer than ${timeoutSeconds} s`)));
    }, timeoutSeconds * 1000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      clearTimeout(late);
      reject(new Error(told(error.message)));
    });
    child.on('close', (code) => {
      clearTimeout(late);
      fulfil({ code, stdout, stderr, told: told(`exit code ${String(code)}`) });
    });
    // A program that does not read its input may be gone before all of it is written.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** Runs a program that must succeed; what it printed on stdout. @throws with all that it said */
export async function run(program: string, args: readonly string[], options?: CommandOptions): Promise<string> {
  const output = await attempt(program, args, options);
  if (output.code !== 0) throw new Error(output.told);
  return output.stdout;
}
