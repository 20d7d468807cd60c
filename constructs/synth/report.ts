import type { Budget } from './budget';

/** One line of what synth says it has done. */
export interface ReportRow {
  /** Name of the chart. */
  readonly chart: string;
  /** Name of the overlay. */
  readonly environment: string;
  /** Number of files of manifests. */
  readonly files: number;
  /** Number of objects in them. */
  readonly objects: number;
  /** What the pods ask for together. */
  readonly budget: Budget;
}

const MEBI = 2 ** 20;

/** A table for people: what was written for each environment, and what its pods ask for. */
export function reportTable(rows: readonly ReportRow[]): string {
  const head = [
    'chart',
    'environment',
    'files',
    'objects',
    'pods',
    'Jobs',
    'CPU requests',
    'limits',
    'memory requests',
    'limits',
  ];
  const cells = rows.map(({ chart, environment, files, objects, budget }) => [
    chart,
    environment,
    String(files),
    String(objects),
    String(budget.pods),
    String(budget.jobs),
    `${Math.round(budget.requests.cpu * 1000)}m`,
    `${Math.round(budget.limits.cpu * 1000)}m`,
    `${Math.round(budget.requests.memory / MEBI)}Mi`,
    `${Math.round(budget.limits.memory / MEBI)}Mi`,
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [head, ...cells].map(line).join('\n');
}
