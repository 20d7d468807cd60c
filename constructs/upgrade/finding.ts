/** A change that would break a release which stands on the old chart. */
export interface Finding {
  /** What it is about: `StatefulSet database`, `value global.logLevel`. */
  readonly subject: string;
  /** What was and what is, in words. */
  readonly change: string;
  /** Why an upgrade fails, or what is lost by it. */
  readonly reason: string;
  /** What to do. */
  readonly advice: string;
}

/** A finding, and the overlays with which it shows; none for what the schemas alone say. */
export interface PlacedFinding extends Finding {
  /** Their names. */
  readonly overlays: readonly string[];
}

/** What tells one finding from another, and what a line of the file of accepted ones says. */
export function titleOf({ subject, change }: Finding): string {
  return `${subject}: ${change}`;
}

/** The same finding over several overlays is one. */
export function together(found: readonly PlacedFinding[]): PlacedFinding[] {
  const byTitle = new Map<string, PlacedFinding>();
  for (const finding of found) {
    const title = titleOf(finding);
    const overlays = new Set([...(byTitle.get(title)?.overlays ?? []), ...finding.overlays]);
    byTitle.set(title, { ...finding, overlays: [...overlays] });
  }
  return [...byTitle.values()];
}
