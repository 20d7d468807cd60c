import { ChatbotError } from '../values';
import { type ChartSource, withChart } from './chart-source';
import { compareObjects } from './compare-objects';
import { compareSchemas } from './compare-schemas';
import { type PlacedFinding, together } from './finding';
import { findHelm, render, shortRefusal } from './helm';
import { type OverlayPair, overlayPairs } from './overlay-pairs';

/** Which charts to compare, over what. */
export interface UpgradeOptions {
  /** The chart that releases stand on: its folder or its package. */
  readonly old: string;
  /** The chart that they are to be upgraded to. */
  readonly fresh: string;
  /** Folder of the overlays `values-<environment>.yaml` that are laid over both charts. @default - the defaults alone */
  readonly overlays?: string;
  /** Folder of the same overlays as they are laid over the new chart, where they changed too. @default - as `overlays` */
  readonly freshOverlays?: string;
}

/** What an upgrade would break. */
export interface UpgradeReport {
  /** Name of the chart. */
  readonly name: string;
  /** Version that releases stand on. */
  readonly oldVersion: string;
  /** Version that they are to be upgraded to. */
  readonly freshVersion: string;
  /** Names of the overlays that were rendered by both charts. */
  readonly overlays: readonly string[];
  /** What would break a release, each once. */
  readonly findings: readonly PlacedFinding[];
  /** What could not be compared, and why. */
  readonly notes: readonly string[];
}

/**
 * Compares two versions of a chart, by what Helm renders over overlays and by their values' schemas, and names what would
 * break a release.
 * @throws ChatbotError when one is not a chart, they are two different ones, or the old one refuses every overlay;
 * MissingProgramError without Helm.
 */
export function checkUpgrade(options: UpgradeOptions): UpgradeReport {
  const { overlays, freshOverlays } = options;
  const pairs = overlays === undefined ? overlayPairsOfDefaults : overlayPairs(overlays, freshOverlays);
  return withChart(options.old, (old) => withChart(options.fresh, (fresh) => compareCharts(old, fresh, pairs)));
}

const overlayPairsOfDefaults: readonly OverlayPair[] = [{ name: 'defaults', old: undefined, fresh: undefined }];

function compareCharts(old: ChartSource, fresh: ChartSource, pairs: readonly OverlayPair[]): UpgradeReport {
  if (old.name !== fresh.name) {
    throw new ChatbotError(`${old.name} and ${fresh.name} are two charts; expected two versions of one`);
  }
  const notes: string[] = [];
  const rendered: string[] = [];
  const findings = comparedSchemas(old, fresh, notes);
  const helm = findHelm();
  for (const pair of pairs) {
    const [before, after] = [render(helm, old, pair.old), render(helm, fresh, pair.fresh)];
    if ('refusal' in before) {
      notes.push(`${pair.name}: not compared, the old chart refuses it: ${shortRefusal(before.refusal)}`);
    } else if ('refusal' in after) {
      rendered.push(pair.name);
      findings.push(refused(pair.name, after.refusal));
    } else {
      rendered.push(pair.name);
      const found = compareObjects(before.objects, after.objects);
      findings.push(...found.map((finding) => ({ ...finding, overlays: [pair.name] })));
    }
  }
  // A check that saw nothing must not say that nothing breaks.
  if (rendered.length === 0) throw new ChatbotError(`nothing was compared\n${notes.join('\n')}`);
  return {
    name: old.name,
    oldVersion: old.version,
    freshVersion: fresh.version,
    overlays: rendered,
    findings: together(findings),
    notes,
  };
}

function comparedSchemas(old: ChartSource, fresh: ChartSource, notes: string[]): PlacedFinding[] {
  if (old.schema === undefined || fresh.schema === undefined) {
    const which = old.schema === undefined ? 'old' : 'new';
    notes.push(`values: not compared, the ${which} chart has no values.schema.json`);
    return [];
  }
  return compareSchemas(old.schema, fresh.schema, fresh.defaults).map((finding) => ({ ...finding, overlays: [] }));
}

function refused(overlay: string, refusal: string): PlacedFinding {
  return {
    subject: `overlay ${overlay}`,
    change: `the new chart refuses it: ${shortRefusal(refusal)}`,
    reason: 'A release with these values cannot be upgraded.',
    advice: 'Go on taking what was taken; or say in the release notes what to change in the values first.',
    overlays: [overlay],
  };
}
