import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type Environment = Readonly<Record<string, string>>;

export interface ProgramOptions {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  readonly port: number;
  /** All of its environment but PATH: what this machine has set does not reach it. */
  readonly environment: Environment;
  /** Its output goes here, after what is there already. */
  readonly log: string;
}

/** One program of the chatbot, as a process that can be ended and started again on its port. */
export class Program {
  readonly name: string;
  readonly url: string;
  readonly #options: ProgramOptions;
  #child: ChildProcess | undefined;
  #exit: Promise<number | NodeJS.Signals | null> | undefined;

  constructor(options: ProgramOptions) {
    this.name = options.name;
    this.url = `http://127.0.0.1:${options.port}`;
    this.#options = options;
  }

  get runs(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** The process, while it runs. */
  get pid(): number | undefined {
    return this.runs ? this.#child?.pid : undefined;
  }

  get output(): string {
    return readFileSync(this.#options.log, 'utf8');
  }

  /** Starts it unless it runs. */
  start(): void {
    if (this.runs) return;
    const { command, cwd, port, environment, log } = this.#options;
    const output = openSync(log, 'a');
    const path = process.env['PATH'] ?? '/usr/bin:/bin';
    const env = { PATH: path, HOST: '127.0.0.1', PORT: String(port), ...environment };
    const child = spawn(command[0], command.slice(1), { cwd, env, stdio: ['ignore', output, output] });
    closeSync(output);
    this.#child = child;
    this.#exit = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  }

  /** Resolves once it is ready; throws when it ends before, or takes longer than the seconds given. */
  async ready(seconds = 60): Promise<void> {
    await until(`${this.name} is ready`, seconds, async () => {
      if (!this.runs) throw new Error(`${this.name} ended before it was ready:\n${this.output.slice(-4_000)}`);
      return (await statusOf(`${this.url}/readyz`)) === 200;
    });
  }

  /** Sends a signal to this process; resolves to its exit code, or to the signal that killed it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals | null> {
    this.signal(signal);
    return (await this.#exit) ?? null;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.runs) this.#child?.kill(signal);
  }

  /** Whether a request has arrived that it has not read: Linux counts the bytes of each connection. */
  get hasUnread(): boolean {
    const port = this.#options.port.toString(16).toUpperCase().padStart(4, '0');
    const connections = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
    return connections.some((line) => {
      const [, local = '', , , queues = ''] = line.trim().split(/\s+/);
      return local.endsWith(`:${port}`) && Number.parseInt(queues.split(':')[1] ?? '0', 16) > 0;
    });
  }

  /** Ends it, by force if it takes longer than the milliseconds given. */
  async stop(milliseconds = 15_000): Promise<void> {
    const timer = setTimeout(() => this.signal('SIGKILL'), milliseconds);
    await this.end();
    clearTimeout(timer);
  }
}

/** The HTTP status, or undefined where nothing answers. */
export async function statusOf(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

/** Asks every 50 ms until it is so; throws after the seconds given. */
export async function until(what: string, seconds: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not so within ${seconds} s: ${what}.`);
    await pause(50);
  }
}

/** Ports that are free now, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
