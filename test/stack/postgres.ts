import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { until } from './program.ts';

export const databasePassword = 'marker-of-the-database-password';

/** Where PostgreSQL's server binaries are, newest first; undefined when they are not installed. */
export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((one, other) => Number(other) - Number(one)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

/** A PostgreSQL server of its own in a folder, on a port; a child of this process, so that it ends with it. */
export class Postgres {
  readonly url: string;
  readonly #binaries: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #user = unprivilegedUser();
  #server: ChildProcess | undefined;

  constructor(binaries: string, folder: string, port: number) {
    this.#binaries = binaries;
    this.#folder = folder;
    this.#port = port;
    this.url = `postgresql://todo:${databasePassword}@127.0.0.1:${port}/postgres`;
    mkdirSync(folder);
    const password = join(folder, 'password');
    writeFileSync(password, databasePassword);
    for (const path of [folder, password]) if (this.#user) chownSync(path, this.#user.uid, this.#user.gid);
    const options = ['-U', 'todo', '--pwfile', 'password', '--auth', 'scram-sha-256', '-E', 'UTF8', '--locale', 'C'];
    const initdb = this.#path('initdb');
    const { status, stderr } = spawnSync(initdb, ['-D', 'data', ...options, '--no-sync'], this.#spawning);
    if (status !== 0) throw new Error(`initdb failed:\n${stderr.toString()}`);
  }

  get runs(): boolean {
    return this.#server?.exitCode === null && this.#server.signalCode === null;
  }

  /** The process that the others of this server are children of, while it runs. */
  get pid(): number | undefined {
    return this.runs ? this.#server?.pid : undefined;
  }

  /** Starts it unless it runs; resolves when it takes connections. */
  async start(): Promise<void> {
    if (this.runs) return;
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(this.#port),
      unix_socket_directories: '',
      fsync: 'off',
      max_connections: '100',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const log = openSync(join(this.#folder, 'log'), 'a');
    const stdio: ['ignore', number, number] = ['ignore', log, log];
    this.#server = spawn(this.#path('postgres'), ['-D', 'data', ...options], { ...this.#spawning, stdio });
    closeSync(log);
    const asking = ['-q', '-h', '127.0.0.1', '-p', String(this.#port)];
    await until('PostgreSQL takes connections', 30, () => {
      if (!this.runs) throw new Error(readFileSync(join(this.#folder, 'log'), 'utf8'));
      return spawnSync(this.#path('pg_isready'), asking).status === 0;
    });
  }

  /** @param mode `fast` ends connections in good order; `immediate` is as a crash */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const server = this.#server;
    if (server === undefined || !this.runs) return;
    const exit = once(server, 'exit');
    server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await exit;
  }

  get #spawning() {
    return { cwd: this.#folder, env: { LC_ALL: 'C' }, ...this.#user };
  }

  #path(program: string): string {
    return join(this.#binaries, program);
  }
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  const account = ['postgres', 'nobody'].flatMap((name) => accounts.filter((line) => line.startsWith(`${name}:`)))[0];
  const [, , uid, gid] = account?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
