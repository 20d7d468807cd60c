import type { Point } from './layout';

/** A B-spline near the points, from the first to the last. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
  const mix = (a: Point, b: Point, part: number) => ({ x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part });
  const parts = rest.map((end, index) => {
    const start = points[index]!;
    return `C${at(mix(start, end, 1 / 3))} ${at(mix(start, end, 2 / 3))} ${at(onCurve(points, index + 1))}`;
  });
  return `M${at(first)}${parts.join('')}`;
}

/** Where the curve is nearest to one of its points: at the ends on it. */
export function onCurve(points: readonly Point[], index: number): Point {
  const here = points[index]!;
  const [before, after] = [points[index - 1], points[index + 1]];
  if (!before || !after) return here;
  return { x: (before.x + 4 * here.x + after.x) / 6, y: (before.y + 4 * here.y + after.y) / 6 };
}

/** A length as it is written: a tenth of a pixel is enough. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
