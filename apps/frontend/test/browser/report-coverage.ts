import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mergeScriptCovs } from '@bcoe/v8-coverage';
import { AnyMap, encodedMap } from '@jridgewell/trace-mapping';
import { parse } from 'acorn';
import convert from 'ast-v8-to-istanbul';
import coverage, { type CoverageMapData, type Totals } from 'istanbul-lib-coverage';
import { ownChunks, ranFolder, root, type RanScript } from './coverage.ts';

// How much of what the page draws ran in the browser's tests, as it is shipped: fails under 90 % of lines or branches.
// The logic that is drawn has the unit tests, which hold it to as much.
// Prints lines, branches, the lines that did not run, and those of which a branch did not.
const requiredPercent = 90;
const project = 'turbopack:///[project]/';

/** What ran of one chunk on all pages together, by source file. */
async function ranOf(name: string, ran: readonly RanScript[]): Promise<CoverageMapData> {
  const { code, map } = ownChunks.get(name) ?? { code: '', map: '' };
  const url = pathToFileURL(join(root, name)).href;
  const ranges = [{ startOffset: 0, endOffset: code.length, count: 0 }];
  const unloaded = [{ functionName: '', isBlockCoverage: true, ranges }];
  const merged = mergeScriptCovs(ran.map(({ functions }) => ({ scriptId: '', url, functions })));
  const sourceMap = encodedMap(new AnyMap(map));
  const sources = sourceMap.sources.map((source) => source?.replace(project, '') ?? null);
  return convert({
    code,
    sourceMap: { ...sourceMap, sources },
    coverage: { url, functions: merged?.functions ?? unloaded },
    ast: parse(code, { ecmaVersion: 'latest', sourceType: 'script' }),
  });
}

const shown = ({ covered, total, pct }: Totals) => `${pct.toFixed(1)} % (${covered} of ${total})`;
const column = ({ pct }: Totals) => `${pct.toFixed(1)} %`.padStart(8);

const ran = globSync('*.json', { cwd: ranFolder }).flatMap(
  (file) => JSON.parse(readFileSync(join(ranFolder, file), 'utf8')) as readonly RanScript[],
);
const all = coverage.createCoverageMap();
for (const name of ownChunks.keys()) {
  const scripts = ran.filter(({ chunk }) => chunk === name);
  all.merge(await ranOf(name, scripts));
}
all.filter((path) => /^app\/|^ui\/.*\.tsx$|\/use-|^client\/(api|clipboard)\.ts$/.test(relative(root, path)));
for (const path of all.files().sort()) {
  const file = all.fileCoverageFor(path);
  const { lines, branches } = file.toSummary();
  const partly = Object.entries(file.getBranchCoverageByLine()).filter(([, { covered, total }]) => covered < total);
  const places = [file.getUncoveredLines().join(' '), partly.map(([line]) => line).join(' ')].join(' | ');
  console.log(column(lines), column(branches), '', relative(root, path), places);
}
const { lines, branches } = all.getCoverageSummary();
console.log(`Coverage in the browser: lines ${shown(lines)}, branches ${shown(branches)}`);
const absent = globSync('ui/*.tsx', { cwd: root }).filter((file) => !all.files().includes(join(root, file)));
if (absent.length > 0) console.error(`No page loads ${absent.join(', ')}`);
if (absent.length > 0 || Math.min(lines.pct, branches.pct) < requiredPercent) {
  console.error(`At least ${requiredPercent} % of lines and of branches are required`);
  process.exitCode = 1;
}
