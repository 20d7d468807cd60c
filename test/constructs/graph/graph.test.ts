import { readFileSync, readdirSync } from 'node:fs';
import { layoutOf } from '../../../constructs/graph/layout';
import { graphPages } from '../../../constructs/graph/pages';
import { svgOf } from '../../../constructs/graph/svg';
import type { ServiceGraph } from '../../../constructs/synth';
import { stacks } from '../../../main';

const graph: ServiceGraph = {
  nodes: [
    { id: 'front', name: 'front & co', kind: 'workload', storesData: false },
    { id: 'back', name: 'back', kind: 'workload', storesData: true, condition: 'global.back.mode is <slow>' },
    { id: 'clean', name: 'clean', kind: 'job', storesData: false },
    { id: 'world', name: 'world', kind: 'world', storesData: false },
  ],
  edges: [
    { from: 'front', to: 'back', port: 8000 },
    { from: 'back', to: 'front', port: 8001, condition: 'global.loop' },
    { from: 'world', to: 'front', port: 443 },
    { from: 'clean', to: 'back', port: 5432 },
  ],
};

test('docs/graph/ is what the constructs were told', () => {
  const pages = graphPages(stacks());
  expect(readdirSync('docs/graph').sort()).toEqual([...pages.keys()].sort());
  const stale = [...pages].filter(([name, text]) => readFileSync(`docs/graph/${name}`, 'utf8') !== text);
  expect(stale.map(([name]) => `docs/graph/${name} is stale; run npm run graph`)).toEqual([]);
});

test('the pages show the picture', () => {
  for (const page of ['README.md', 'docs/design.md']) {
    expect(readFileSync(page, 'utf8')).toMatch(/!\[[^\]]+\]\((docs\/)?graph\/todo-chatbot\.svg\)/);
  }
});

test('the same graph gives the same bytes', () => {
  expect(svgOf('shop', graph)).toBe(svgOf('shop', structuredClone(graph)));
});

test('nothing lies over another, and those of the release lie in the frame', () => {
  const { nodes, frame, width, height } = layoutOf(graph);
  const isIn = (inner: (typeof nodes)[number], x: number, y: number, w: number, h: number) =>
    Math.abs(inner.x - x) <= (w - inner.width) / 2 && Math.abs(inner.y - y) <= (h - inner.height) / 2;
  const inside = nodes.filter((node) => isIn(node, frame.x, frame.y, frame.width, frame.height));
  expect(inside.map(({ id }) => id)).toEqual(['front', 'back', 'clean']);
  for (const one of nodes) {
    expect(isIn(one, width / 2, height / 2, width, height)).toBe(true);
    for (const other of nodes.filter(({ id }) => id > one.id)) {
      const apart =
        Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
        Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
      expect([one.id, other.id, apart]).toEqual([one.id, other.id, true]);
    }
  }
});

test('the picture says in words what it shows, with every sign escaped', () => {
  const svg = svgOf('shop', graph);
  expect(svg).toContain('role="img" aria-labelledby="title desc"');
  expect(svg).toContain('front &#38; co may call back on port 8000.');
  expect(svg).toContain('Data rests in back.');
  expect(svg).toContain('global.back.mode is &#60;slow&#62;');
  expect(svg).toContain('prefers-color-scheme:dark');
  expect(svg.match(/<path class="way sometimes" d="M[0-9]/g)).toHaveLength(4);
  expect(svg).not.toMatch(/NaN|undefined/);
});
