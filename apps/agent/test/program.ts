import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A built program that runs as a process of its own. */
export interface Program {
  readonly url: string;
  readonly process: ChildProcessWithoutNullStreams;
  readonly lines: readonly string[];
  /** The exit code. */
  readonly exit: Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

function start(name: string, environment: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams {
  const main = fileURLToPath(new URL(`../../${name}/dist/main.js`, import.meta.url));
  return spawn(process.execPath, [main], { env: { HOST: '127.0.0.1', PORT: '0', ...environment } });
}

/** Starts a program and waits until it listens. */
export async function startProgram(name: string, environment: Readonly<Record<string, string>> = {}): Promise<Program> {
  const child = start(name, environment);
  const lines: string[] = [];
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const { promise: port, resolve } = Promise.withResolvers<number>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    const entry = JSON.parse(line) as { message: string; port?: number };
    if (entry.message === 'listening') resolve(entry.port ?? 0);
  });
  const failed = exit.then((code) =>
    Promise.reject(new Error(`${name} ended with ${String(code)} before it listened`)),
  );
  return { url: `http://127.0.0.1:${String(await Promise.race([port, failed]))}`, process: child, lines, exit };
}

/** Runs a program that is expected to end by itself. */
export async function runToEnd(name: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
  const child = start(name, environment);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}
