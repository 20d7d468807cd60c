import { curve } from '../../../constructs/graph/curve';
import { type Box, type Point, layoutOf } from '../../../constructs/graph/layout';
import { docked } from '../../../constructs/graph/lines';
import { HelmChart, serviceGraphOf } from '../../../constructs/synth';
import { stacks } from '../../../main';

/** Points of a picture's path, which is made of cubic Bezier curves. */
function pointsOn(path: string): Point[] {
  const [first, ...parts] = path.split(/[MC]/).slice(1);
  const numbers = (text: string) => text.split(' ').map(Number);
  let [x, y] = numbers(first!) as [number, number];
  return parts.flatMap((part) => {
    const [ax, ay, bx, by, cx, cy] = numbers(part) as [number, number, number, number, number, number];
    const at = (t: number, ...[a, b, c, d]: readonly [number, number, number, number]) =>
      a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t ** 2 * (1 - t) + d * t ** 3;
    const steps = Array.from({ length: 21 }, (_, step) => step / 20);
    const points = steps.map((t) => ({ x: at(t, x, ax, bx, cx), y: at(t, y, ay, by, cy) }));
    [x, y] = [cx, cy];
    return points;
  });
}

const isIn = (box: Box, { x, y }: Point) =>
  Math.abs(x - box.x) < box.width / 2 - 1 && Math.abs(y - box.y) < box.height / 2 - 1;

test.each(
  stacks()
    .node.children.filter((one) => one instanceof HelmChart)
    .map((one) => [one.node.id, one] as const),
)('no line of %s passes behind a box', (_, chart) => {
  const { nodes, edges } = layoutOf(serviceGraphOf(chart));
  const behind = edges.flatMap(({ from, to, port, points }) => {
    const drawn = pointsOn(curve(points));
    expect(drawn.length).toBeGreaterThan(20);
    const others = nodes.filter(({ id }) => id !== from && id !== to);
    return others
      .filter((box) => drawn.some((point) => isIn(box, point)))
      .map(({ id }) => `${from} to ${to} at ${port} passes behind ${id}`);
  });
  expect(behind).toEqual([]);
});

test('a line that comes from the left ends at the left side, one from above where it was led', () => {
  const end = { x: 500, y: 300, width: 100, height: 40 };
  const wider = { x: 500, y: 100, width: 140, height: 40 };
  const from = (x: number) => [
    { x: 0, y: 0 },
    { x, y: 20 },
    { x: 480, y: 280 },
  ];
  expect(docked(from(200), end, [end, wider]).slice(1)).toEqual([
    { x: 200, y: 20 },
    { x: 412, y: 300 },
    { x: 450, y: 300 },
  ]);
  expect(docked(from(490), end, [end, wider])).toEqual(from(490));
});
