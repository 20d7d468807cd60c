import type { UpgradeReport } from './check-upgrade';
import { type PlacedFinding, titleOf } from './finding';

/** What was compared and found, for people. */
export function upgradeReport(report: UpgradeReport, left: readonly PlacedFinding[], accepted: number): string {
  const { name, oldVersion, freshVersion, overlays, notes } = report;
  const over = overlays.length > 0 ? `over ${overlays.join(', ')}` : 'over no overlay';
  const lines = [`${name} ${oldVersion} to ${freshVersion}, ${over}`, ...notes.map((note) => `note: ${note}`)];
  for (const finding of left) lines.push('', ...linesOf(finding));
  const also = accepted > 0 ? `; ${accepted} accepted` : '';
  const count = `${left.length} ${left.length === 1 ? 'change' : 'changes'} would break a release`;
  return [...lines, '', `${left.length === 0 ? 'Nothing would break a release' : count}${also}`].join('\n');
}

function linesOf(finding: PlacedFinding): string[] {
  const { overlays, reason, advice } = finding;
  const where = overlays.length > 0 ? [`    over: ${overlays.join(', ')}`] : [];
  return [titleOf(finding), ...where, `    why:  ${reason}`, `    do:   ${advice}`];
}
