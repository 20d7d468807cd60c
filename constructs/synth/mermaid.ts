import { type ServiceEdge, type ServiceGraph, type ServiceNode, isSometimes } from './service-graph';

/** A service graph as a Mermaid flowchart, without the fence around it. */
export function mermaidOf(title: string, { nodes, edges }: ServiceGraph): string {
  const inside = nodes.filter(({ kind }) => kind === 'workload' || kind === 'job');
  const lines = [
    'flowchart LR',
    `  accTitle: Service graph of ${title}`,
    ...nodes.filter((node) => !inside.includes(node)).map((node) => `  ${shape(node)}`),
    `  subgraph release ["namespace of the release"]`,
    ...inside.map((node) => `    ${shape(node)}`),
    '  end',
    ...edges.map((edge) => `  ${arrow(edge, isSometimes(edge, nodes))}`),
    ...sometimes(nodes),
  ];
  return `${lines.join('\n')}\n`;
}

const BRACKETS = { workload: ['[', ']'], job: ['[[', ']]'], neighbour: ['([', '])'], world: ['((', '))'] } as const;

function shape({ id, name, kind, storesData, condition }: ServiceNode): string {
  const [open, close] = storesData ? ['[(', ')]'] : BRACKETS[kind];
  return `${id}${open}"${name}${condition === undefined ? '' : `<br><small>${condition}</small>`}"${close}`;
}

function arrow({ from, to, port, condition }: ServiceEdge, sometimes: boolean): string {
  const label = condition === undefined ? port : `"${port}<br><small>${condition}</small>"`;
  return sometimes ? `${from} -. ${label} .-> ${to}` : `${from} -- ${label} --> ${to}`;
}

function sometimes(nodes: readonly ServiceNode[]): string[] {
  const ids = nodes.filter(({ condition }) => condition !== undefined).map(({ id }) => id);
  return ids.length === 0 ? [] : ['  classDef sometimes stroke-dasharray: 4 4', `  class ${ids.join(',')} sometimes`];
}
