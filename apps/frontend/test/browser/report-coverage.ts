import { globSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mergeScriptCovs } from '@bcoe/v8-coverage';
import { parse } from 'acorn';
import convert from 'ast-v8-to-istanbul';
import coverage, { type CoverageMapData, type Totals } from 'istanbul-lib-coverage';
import {
  browserScripts,
  ranFolder,
  ranOnServer,
  root,
  serverScripts,
  type BuiltScript,
  type RanScript,
} from './coverage.ts';

// How much of what the page draws, and of what serves it, ran in the browser's tests, as it is shipped: fails under 90 % of
// lines or branches. The logic that is drawn, and that of the server, has the unit tests, which hold it to as much.
// Prints lines, branches, the lines that did not run, and those of which a branch did not.
const requiredPercent = 90;
const onPage = /^app\/|^ui\/.*\.tsx$|\/use-|^client\/(api|clipboard)\.ts$/;
const onServer = /^app\/.*\.tsx?$|^proxy\.ts$|^server\/start\.ts$/;

/** What ran of one script altogether, by source file. */
async function ranOf(
  path: string,
  { code, sourceMap }: BuiltScript,
  ran: readonly RanScript[],
): Promise<CoverageMapData> {
  const url = pathToFileURL(join(root, basename(path))).href;
  const ranges = [{ startOffset: 0, endOffset: code.length, count: 0 }];
  const unloaded = [{ functionName: '', isBlockCoverage: true, ranges }];
  const merged = mergeScriptCovs(ran.map(({ functions }) => ({ scriptId: '', url, functions })));
  return convert({
    code,
    sourceMap,
    coverage: { url, functions: merged?.functions ?? unloaded },
    ast: parse(code, { ecmaVersion: 'latest', sourceType: /^import |^export /m.test(code) ? 'module' : 'script' }),
  });
}

async function coverageOf(built: ReadonlyMap<string, BuiltScript>, ran: readonly RanScript[], wanted: RegExp) {
  const all = coverage.createCoverageMap();
  for (const [path, script] of built) {
    all.merge(
      await ranOf(
        path,
        script,
        ran.filter((one) => one.path === path),
      ),
    );
  }
  all.filter((path) => wanted.test(relative(root, path)));
  return all;
}

const shown = ({ covered, total, pct }: Totals) => `${pct.toFixed(1)} % (${covered} of ${total})`;
const column = ({ pct }: Totals) => `${pct.toFixed(1)} %`.padStart(8);

const ranOnPages = globSync('*.json', { cwd: ranFolder }).flatMap(
  (file) => JSON.parse(readFileSync(join(ranFolder, file), 'utf8')) as readonly RanScript[],
);
const all = await coverageOf(browserScripts, ranOnPages, onPage);
const served = await coverageOf(serverScripts, ranOnServer(), onServer);
// What is drawn at both ends is another script at each: one of them says enough.
served.filter((path) => !all.files().includes(path));
all.merge(served);
for (const path of all.files().sort()) {
  const file = all.fileCoverageFor(path);
  const { lines, branches } = file.toSummary();
  const partly = Object.entries(file.getBranchCoverageByLine()).filter(([, { covered, total }]) => covered < total);
  const places = [file.getUncoveredLines().join(' '), partly.map(([line]) => line).join(' ')].join(' | ');
  console.log(column(lines), column(branches), '', relative(root, path), places);
}
const { lines, branches } = all.getCoverageSummary();
console.log(`Coverage by the browser's tests: lines ${shown(lines)}, branches ${shown(branches)}`);
const absent = globSync('ui/*.tsx', { cwd: root }).filter((file) => !all.files().includes(join(root, file)));
if (absent.length > 0) console.error(`No page loads ${absent.join(', ')}`);
if (absent.length > 0 || Math.min(lines.pct, branches.pct) < requiredPercent) {
  console.error(`At least ${requiredPercent} % of lines and of branches are required`);
  process.exitCode = 1;
}
