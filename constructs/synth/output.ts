import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ChatbotError } from '../values';

/**
 * Replaces a folder by new files, whole or not at all: everything is written beside it first, and then the two change
 * places. What stood there stays as it was when anything fails.
 */
export function replaceFolder(folder: string, files: ReadonlyMap<string, string | Buffer>): void {
  const target = resolve(folder);
  if (!relative(target, process.cwd()).startsWith('..')) {
    throw new ChatbotError(`${folder} is not a folder for output: it holds the one that this program runs in`);
  }
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
