import { type EdgeLabel, Graph, type GraphLabel, type NodeLabel, layout } from '@dagrejs/dagre';
import type { ServiceEdge, ServiceGraph, ServiceNode } from '../synth';
import { docked, drawnTo } from './lines';
import { linesOf, widthOf } from './text';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its centre. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends ServiceNode, Box {
  /** Its condition, broken into lines. */
  readonly lines: readonly string[];
}

export interface PlacedEdge extends ServiceEdge {
  readonly points: readonly Point[];
  readonly label: Box;
  /** Its condition, broken into lines. */
  readonly lines: readonly string[];
}

/** A service graph in layers from left to right. Lengths are pixels. */
export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Around the workloads of the stack. */
  readonly frame: Box;
  readonly width: number;
  readonly height: number;
}

const FRAME = 'the frame';
const NAME_HEIGHT = 20;
/** Height of a line of a condition. */
export const LINE_HEIGHT = 14;

/** Places what is in a service graph. The same graph gets the same places. */
export function layoutOf({ nodes, edges }: ServiceGraph): Layout {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: 'LR', ranksep: 44, nodesep: 34, edgesep: 18, marginx: 28, marginy: 40 });
  graph.setDefaultEdgeLabel(() => ({}));
  graph.setNode(FRAME, { width: 0, height: 0 });
  for (const node of fromTheDoor({ nodes, edges })) {
    const lines = linesOf(node.condition);
    const width = Math.max(96, widthOf(node.name, 14) + 40, ...lines.map((line) => widthOf(line, 11) + 32));
    const height = NAME_HEIGHT + 24 + lines.length * LINE_HEIGHT + (node.storesData ? 12 : 0);
    graph.setNode(node.id, { width, height });
    if (isInside(node)) graph.setParent(node.id, FRAME);
  }
  const lengths = lengthsOf({ nodes, edges });
  edges.forEach((edge, index) => {
    const lines = linesOf(edge.condition);
    const width = Math.max(widthOf(String(edge.port), 11) + 14, ...lines.map((line) => widthOf(line, 10) + 14));
    graph.setEdge(
      edge.from,
      edge.to,
      { width, height: 18 + lines.length * LINE_HEIGHT, labelpos: 'c', minlen: lengths[index] },
      String(index),
    );
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const boxes = nodes.map(({ id }) => boxOf(graph.node(id)));
  return {
    nodes: nodes.map((node, index) => ({ ...node, ...boxes[index]!, lines: linesOf(node.condition) })),
    edges: edges.map((edge, index) => {
      const placed = graph.edge(edge.from, edge.to, String(index));
      const [label, end] = [boxOf(placed), boxOf(graph.node(edge.to))];
      const column = boxes.filter(({ x }) => x === end.x);
      const points = docked(drawnTo(placed.points ?? [], label), end, column);
      return { ...edge, points, label, lines: linesOf(edge.condition) };
    }),
    frame: boxOf(graph.node(FRAME)),
    width,
    height,
  };
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x, y, width, height };
}

const isInside = ({ kind }: ServiceNode) => kind === 'workload' || kind === 'job';

// A cycle is cut where it leads back to what was met before: those whom people call first stand at the left.
function fromTheDoor({ nodes, edges }: ServiceGraph): readonly ServiceNode[] {
  const callsOf = ({ id }: ServiceNode) => edges.filter(({ from }) => from === id).length;
  const isCalled = ({ id }: ServiceNode) => edges.some(({ to }) => to === id);
  const doors = nodes.filter((node) => !isInside(node) && !isCalled(node));
  return [...doors.sort((a, b) => callsOf(a) - callsOf(b)), ...nodes.filter((node) => !doors.includes(node))];
}

// Those outside that are only called stand at the right, behind the longest chain of calls.
function lengthsOf({ nodes, edges }: ServiceGraph): number[] {
  const inside = new Set(nodes.filter(isInside).map(({ id }) => id));
  const order = fromTheDoor({ nodes, edges });
  const depths = new Map<string, number>();
  const visit = (id: string, depth: number, path: readonly string[]) => {
    if (path.includes(id) || (depths.get(id) ?? -1) >= depth) return;
    depths.set(id, depth);
    for (const { from, to } of edges) if (from === id && inside.has(to)) visit(to, depth + 1, [...path, id]);
  };
  for (const { id } of order) visit(id, inside.has(id) ? 1 : 0, []);
  const deepest = Math.max(...[...inside].map((id) => depths.get(id) ?? 1));
  return edges.map(({ from, to }) => (inside.has(to) ? 1 : Math.max(1, deepest + 1 - (depths.get(from) ?? 1))));
}
