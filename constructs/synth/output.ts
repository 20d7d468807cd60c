import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ChatbotError } from '../values';
import { uninterrupted } from './signals';

/**
 * Replaces a folder by new files, whole or not at all: everything is written beside it first, and then the two change
 * places. What stood there stays as it was when anything fails, and when it is the same already. A signal that ends the
 * program waits until it is done.
 * @throws ChatbotError where the folder cannot be written.
 */
export function replaceFolder(folder: string, files: ReadonlyMap<string, string | Buffer>): void {
  const target = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  if (!relative(target, process.cwd()).startsWith('..')) {
    throw new ChatbotError(`${folder} is not a folder for output: it holds the one that this program runs in`);
  }
  try {
    uninterrupted(() => {
      repair(target);
      if (!holds(target, files)) replace(target, files);
    });
  } catch (error) {
    throw refusal(folder, error) ?? error;
  }
}

function replace(target: string, files: ReadonlyMap<string, string | Buffer>): void {
  const fresh = `${target}.new-${process.pid}`;
  const old = `${target}.old-${process.pid}`;
  try {
    writeFiles(fresh, files);
    if (existsSync(target)) renameSync(target, old);
    try {
      renameSync(fresh, target);
    } catch (error) {
      if (existsSync(old)) renameSync(old, target);
      throw error;
    }
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Puts in order what a program left that was killed meanwhile: the folder goes back, what stood beside it goes. */
function repair(target: string): void {
  if (!existsSync(dirname(target))) return;
  const name = basename(target);
  for (const entry of readdirSync(dirname(target))) {
    const [, kind, pid] = (entry.startsWith(name) && /^\.(new|old)-(\d+)$/.exec(entry.slice(name.length))) || [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const left = join(dirname(target), entry);
    if (kind === 'old' && !existsSync(target)) renameSync(left, target);
    else rmSync(left, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'its folder may not be written to; make it yours',
  EPERM: 'its folder may not be written to; make it yours',
  EROFS: 'its file system may only be read; mount it for writing, or choose another folder by CDK8S_OUTDIR',
  ENOSPC: 'the disk is full; free some of it',
  EDQUOT: 'your quota of the disk is used up; free some of it',
  EBUSY: 'it is a mount, which cannot be replaced; mount the folder around it, or choose one in it by CDK8S_OUTDIR',
  ENOTEMPTY: 'another program writes it now; run this again after that',
  ENOENT: 'another program writes it now; run this again after that',
  ENOTDIR: 'a file stands where a folder has to be; move it away',
  EEXIST: 'a file stands where a folder has to be; move it away',
};

/** What a person can mend, in a sentence. */
function refusal(folder: string, error: unknown): ChatbotError | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  return reason === undefined ? undefined : new ChatbotError(`${folder} cannot be written (${code}): ${reason}`);
}

/** Whether a folder holds exactly these files. */
function holds(folder: string, files: ReadonlyMap<string, string | Buffer>): boolean {
  if (!existsSync(folder)) return false;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  if (entries.length !== files.size || !entries.every((entry) => entry.isFile())) return false;
  const found = new Set(entries.map(({ parentPath, name }) => join(parentPath, name)));
  return [...files].every(([name, content]) => {
    const path = join(folder, name);
    if (!found.has(path)) return false;
    return typeof content === 'string' ? readFileSync(path, 'utf8') === content : readFileSync(path).equals(content);
  });
}

function writeFiles(folder: string, files: ReadonlyMap<string, string | Buffer>): void {
  const made = new Set<string>();
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) {
    const file = join(folder, name);
    const parent = dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, content);
  }
}
