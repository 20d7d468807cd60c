import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ChatbotError } from '../values';

/**
 * Replaces a folder by new files, whole or not at all: everything is written beside it first, and then the two change
 * places. What stood there stays as it was when anything fails, and when it is the same already.
 */
export function replaceFolder(folder: string, files: ReadonlyMap<string, string | Buffer>): void {
  const target = resolve(folder);
  if (!relative(target, process.cwd()).startsWith('..')) {
    throw new ChatbotError(`${folder} is not a folder for output: it holds the one that this program runs in`);
  }
  if (holds(target, files)) return;
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
