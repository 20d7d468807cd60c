#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ChatbotError } from '../values';
import { readAccepted, withoutAccepted } from './accepted';
import { withChart } from './chart-source';
import { checkUpgrade } from './check-upgrade';
import { MissingProgramError } from './helm';
import { upgradeReport } from './report';

const HELP = `Usage: npm run check-upgrade -- [OPTION...] OLD [NEW]

Names what would break a release when it is upgraded from the chart OLD to the chart NEW: each a folder or a
package (.tgz). Helm renders both over the same overlays, and their values' schemas are compared.

  NEW                      default: dist/charts/todo-chatbot
  --overlays FOLDER        overlays values-<environment>.yaml to lay over both charts, beside the defaults
                           (default: helm/<chart>, where it is)
  --new-overlays FOLDER    the same overlays as they are now, to lay over NEW (default: those of --overlays)
  --accept FILE            changes that break nobody (default: helm/<chart>/accepted-changes.txt, where it is); a line
                           each: the finding's first line as it is printed, then " # " and the reason
  --help                   prints this

HELM names the program (default: .tools/bin/helm4, .tools/bin/helm3, or helm in PATH).

Found are: changed immutable fields (selectors, StatefulSets, templates of Jobs, roles of bindings, immutable Secrets and
ConfigMaps), claims that are renamed, shrunk or changed, objects with data that are gone, types, addresses, selectors and
ports of Services, and values that are gone, retyped or take less. What hooks do, and schemas of databases, is not looked at.

Exit codes: 0 nothing would break a release, 1 something would, 2 wrong use, 3 a program is missing.
`;

const OPTIONS = {
  overlays: { type: 'string' },
  'new-overlays': { type: 'string' },
  accept: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

class UsageError extends ChatbotError {}

function main(args: readonly string[]): number {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [old, fresh = 'dist/charts/todo-chatbot', ...more] = positionals;
  if (old === undefined) throw new UsageError('which chart is the old one? Expected its folder or its package (.tgz)');
  if (more.length > 0) throw new UsageError(`expected at most two charts, found ${positionals.length}`);
  const home = join(
    'helm',
    withChart(fresh, ({ name }) => name),
  );
  const usual = join(home, 'accepted-changes.txt');
  const file = values.accept ?? (existsSync(usual) ? usual : undefined);
  const accepted = file === undefined ? new Set<string>() : readAccepted(file);
  const report = checkUpgrade({
    old,
    fresh,
    overlays: values.overlays ?? (existsSync(home) ? home : undefined),
    freshOverlays: values['new-overlays'],
  });
  const { left, stale } = withoutAccepted(report.findings, accepted);
  const notes = [...report.notes, ...stale.map((title) => `${file!}: no longer found, remove it: ${title}`)];
  console.log(upgradeReport({ ...report, notes }, left, report.findings.length - left.length));
  return left.length > 0 ? 1 : 0;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ChatbotError)) throw error;
  console.error(`check-upgrade: ${error.message}`);
  if (error instanceof UsageError) console.error('npm run check-upgrade -- --help tells what it takes.');
  process.exitCode = error instanceof MissingProgramError ? 3 : 2;
}
