import { randomUUID } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';

export const root = join(import.meta.dirname, '../..');
/** Where each page leaves what ran on it, for `report-coverage.ts`. */
export const ranFolder = join(root, 'test-results/coverage');
const chunkFolder = join(root, '.next/static/chunks');

export interface RanScript {
  /** Its name in the folder of chunks. */
  readonly chunk: string;
  readonly functions: Profiler.FunctionCoverage[];
}

interface Chunk {
  readonly code: string;
  /** Its source map, which the build keeps back from what is shipped. */
  readonly map: string;
}

/** The chunks that have something of this folder's own sources in them. */
export const ownChunks: ReadonlyMap<string, Chunk> = new Map(
  globSync('*.js', { cwd: chunkFolder })
    .map((name) => [name, readChunk(name)] as const)
    .filter(([, { map }]) => /"turbopack:\/\/\/\[project\]\/(app|client|ui)\//.test(map)),
);

function readChunk(name: string): Chunk {
  const code = readFileSync(join(chunkFolder, name), 'utf8');
  const map = /sourceMappingURL=(\S+)/.exec(code)?.[1];
  return { code, map: map ? readFileSync(join(chunkFolder, map), 'utf8') : '' };
}

/**
 * Watches which code runs on a page, also after it is loaded again.
 * @returns what keeps the result; to be called while the page is open
 */
export async function watchCoverage(page: Page): Promise<() => Promise<void>> {
  // Playwright's own coverage fetches the text of every script on every page, which here lies in a folder.
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.startPreciseCoverage', { detailed: true, callCount: false });
  return async () => {
    const { result } = await session.send('Profiler.takePreciseCoverage');
    const ran = result
      .map(({ url, functions }): RanScript => ({ chunk: basename(url), functions }))
      .filter(({ chunk }) => ownChunks.has(chunk));
    mkdirSync(ranFolder, { recursive: true });
    writeFileSync(join(ranFolder, `${randomUUID()}.json`), JSON.stringify(ran));
  };
}
