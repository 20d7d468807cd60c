import type { Box, Point } from './layout';

/** From a line's last bend to the box where it ends. */
const APPROACH = 18;

/**
 * Leads a line that comes from the left into the left side of its end, along whose column it goes first: a straight one would pass
 * behind the boxes above or below.
 * @param column the boxes one above the other, that of the end among them
 */
export function docked(points: readonly Point[], end: Box, column: readonly Box[]): readonly Point[] {
  const left = Math.min(...column.map(({ x, width }) => x - width / 2)) - APPROACH;
  const before = points.at(-2);
  if (!before || before.x > left) return points;
  return [...points.slice(0, -1), { x: left, y: end.y }, { x: end.x - end.width / 2, y: end.y }];
}

/** The same line, drawn nearer to the point where its label stands: labels have room where they were placed. */
export function drawnTo(points: readonly Point[], label: Point): readonly Point[] {
  const distances = points.map(({ x, y }) => Math.hypot(x - label.x, y - label.y));
  const nearest = distances.indexOf(Math.min(...distances));
  return points.flatMap((point, index) => (index === nearest ? [point, point] : [point]));
}
