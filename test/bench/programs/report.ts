/** One figure: what was measured, beside what, and how large it may be. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  /** What was measured in the same run, to compare with. */
  readonly beside?: string;
  readonly ratio?: string;
  readonly goal?: string;
}

/** The value that the given share of all are at most. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('There are no values.');
  return value;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;

/** A bound, and whether it is kept. */
export const bound = (text: string, isKept: boolean): string => (isKept ? text : `${text}: MISSED`);
