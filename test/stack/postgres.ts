import { spawnSync } from 'node:child_process';
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

export const databasePassword = 'marker-of-the-database-password';

/** Where PostgreSQL's server binaries are, newest first; undefined when they are not installed. */
export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((one, other) => Number(other) - Number(one)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((folder) => existsSync(join(folder, 'pg_ctl')));
}

/** A PostgreSQL server of its own in a folder, on a port. */
export class Postgres {
  readonly url: string;
  readonly #binaries: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #user = unprivilegedUser();

  constructor(binaries: string, folder: string, port: number) {
    this.#binaries = binaries;
    this.#folder = folder;
    this.#port = port;
    this.url = `postgresql://todo:${databasePassword}@127.0.0.1:${port}/postgres`;
    mkdirSync(folder);
    const password = join(folder, 'password');
    writeFileSync(password, databasePassword);
    for (const path of [folder, password]) if (this.#user) chownSync(path, this.#user.uid, this.#user.gid);
    const initial = ['-U', 'todo', '--pwfile', 'password', '--auth', 'scram-sha-256', '-E', 'UTF8', '--locale', 'C'];
    this.#run('initdb', '-D', 'data', ...initial, '--no-sync', '--no-instructions');
  }

  start(): void {
    const options = `-c listen_addresses=127.0.0.1 -c port=${this.#port} -c unix_socket_directories= -c fsync=off`;
    this.#run('pg_ctl', 'start', '-w', '-D', 'data', '-l', 'log', '-o', options);
  }

  /** @param mode `fast` ends connections in good order; `immediate` is as a crash */
  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    if (existsSync(join(this.#folder, 'data', 'postmaster.pid'))) {
      this.#run('pg_ctl', 'stop', '-w', '-m', mode, '-D', 'data');
    }
  }

  /** The output goes to a file: the server inherits it, and a pipe would stay open as long as the server runs. */
  #run(program: string, ...args: string[]): void {
    const file = join(this.#folder, 'output');
    const output = openSync(file, 'a');
    const { status } = spawnSync(join(this.#binaries, program), args, {
      cwd: this.#folder,
      env: { LC_ALL: 'C' },
      stdio: ['ignore', output, output],
      ...this.#user,
    });
    closeSync(output);
    if (status !== 0) throw new Error(`${program} failed:\n${readFileSync(file, 'utf8')}`);
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
