import { type EdgeLabel, Graph, type GraphLabel, type NodeLabel, layout } from '@dagrejs/dagre';
import type { ServiceEdge, ServiceGraph, ServiceNode } from '../synth';
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
  for (const node of nodes) {
    const lines = linesOf(node.condition);
    const width = Math.max(96, widthOf(node.name, 14) + 40, ...lines.map((line) => widthOf(line, 11) + 32));
    const height = NAME_HEIGHT + 24 + lines.length * LINE_HEIGHT + (node.storesData ? 12 : 0);
    graph.setNode(node.id, { width, height });
    if (node.kind === 'workload' || node.kind === 'job') graph.setParent(node.id, FRAME);
  }
  edges.forEach((edge, index) => {
    const lines = linesOf(edge.condition);
    const width = Math.max(widthOf(String(edge.port), 11) + 14, ...lines.map((line) => widthOf(line, 10) + 14));
    graph.setEdge(edge.from, edge.to, { width, height: 18 + lines.length * LINE_HEIGHT, labelpos: 'c' }, String(index));
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    nodes: nodes.map((node) => ({ ...node, ...boxOf(graph.node(node.id)), lines: linesOf(node.condition) })),
    edges: edges.map((edge, index) => {
      const placed = graph.edge(edge.from, edge.to, String(index));
      return { ...edge, points: placed.points ?? [], label: boxOf(placed), lines: linesOf(edge.condition) };
    }),
    frame: boxOf(graph.node(FRAME)),
    width,
    height,
  };
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x, y, width, height };
}
