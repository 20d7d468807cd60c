import { randomUUID } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AnyMap, encodedMap, type EncodedSourceMap } from '@jridgewell/trace-mapping';
import type { Page } from 'playwright-core';

export const root = join(import.meta.dirname, '../..');
/** Where each page leaves what ran on it, for `report-coverage.ts`. */
export const ranFolder = join(root, 'test-results/coverage');
/** Where the frontend's process leaves what ran of it. */
export const serverRanFolder = join(ranFolder, 'server');

export interface RanScript {
  /** Its path from the root, where the build first wrote it. */
  readonly path: string;
  readonly functions: Profiler.FunctionCoverage[];
}

/** A script that the build made. */
export interface BuiltScript {
  readonly code: string;
  /** Its sources are paths from the root. */
  readonly sourceMap: EncodedSourceMap;
}

const ownSource = /^(app|client|server|ui|proxy\.ts)\b/;
const turbopack = 'turbopack:///[project]/';

/** What runs in the browser, by its path from the root. */
export const browserScripts = builtScripts('.next/static/chunks');

/** What runs in the frontend's process, likewise. */
export const serverScripts = new Map([...builtScripts('.next/server'), ...builtScripts('.next/start')]);

/** The scripts of a folder that have something of this folder's own sources in them. */
function builtScripts(folder: string): ReadonlyMap<string, BuiltScript> {
  const scripts = new Map<string, BuiltScript>();
  for (const name of globSync('**/*.js', { cwd: join(root, folder) })) {
    const path = join(folder, name);
    const code = readFileSync(join(root, path), 'utf8');
    const mapName = /sourceMappingURL=(\S+)/.exec(code)?.[1];
    if (!mapName) continue;
    const here = join(root, dirname(path));
    const map = encodedMap(new AnyMap(readFileSync(join(here, decodeURIComponent(mapName)), 'utf8')));
    const sources = map.sources.map((source) => source && fromRoot(source, here));
    if (sources.some((source) => source && ownSource.test(source)))
      scripts.set(path, { code, sourceMap: { ...map, sources } });
  }
  return scripts;
}

function fromRoot(source: string, folder: string): string {
  return source.startsWith(turbopack)
    ? source.slice(turbopack.length)
    : relative(root, resolve(folder, decodeURI(source)));
}

/** What ran of the frontend's processes, which have ended. */
export function ranOnServer(): readonly RanScript[] {
  const files = globSync('*.json', { cwd: serverRanFolder });
  const { href } = pathToFileURL(join(root, '.next/standalone/'));
  return files.flatMap((file) => {
    const { result } = JSON.parse(
      readFileSync(join(serverRanFolder, file), 'utf8'),
    ) as Profiler.TakePreciseCoverageReturnType;
    return result.flatMap(({ url, functions }) => {
      if (!url.startsWith(href)) return [];
      const name = decodeURIComponent(url.slice(href.length));
      return [{ path: name.startsWith('.next/') ? name : join('.next/start', name), functions }];
    });
  });
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
      .map(({ url, functions }): RanScript => ({ path: join('.next/static/chunks', basename(url)), functions }))
      .filter(({ path }) => browserScripts.has(path));
    mkdirSync(ranFolder, { recursive: true });
    writeFileSync(join(ranFolder, `${randomUUID()}.json`), JSON.stringify(ran));
  };
}
