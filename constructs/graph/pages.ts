import type { App } from 'cdk8s';
import { HelmChart, type ServiceGraph, mermaidOf, serviceGraphOf } from '../synth';
import { svgOf } from './svg';

/** The pages of an app's service graphs: for each of its Helm charts a picture, and the same as Mermaid and as a table. */
export function graphPages(app: App): Map<string, string> {
  const pages = new Map<string, string>();
  for (const chart of app.node.children) {
    if (!HelmChart.isHelmChart(chart)) continue;
    const { id } = chart.node;
    const graph = serviceGraphOf(chart);
    pages.set(`${id}.svg`, svgOf(id, graph));
    pages.set(`${id}.md`, page(id, graph));
  }
  return pages;
}

function page(id: string, graph: ServiceGraph): string {
  return `# The service graph of ${id}

What each construct was told of its calls, as \`npm run graph\` draws it. The NetworkPolicies open these ways and no others; besides,
every pod may ask the DNS. A dashed line is there under the value that is named, and ports are those of the default values.

![The service graph of ${id}; the table below says the same](${id}.svg)

## Ways

${table(graph)}
## As Mermaid

\`\`\`mermaid
${mermaidOf(id, graph)}\`\`\`
`;
}

function table({ nodes, edges }: ServiceGraph): string {
  const of = (id: string) => nodes.find((node) => node.id === id)!;
  const rows = edges.map(({ from, to, port, condition }) => {
    const conditions = [of(from).condition, of(to).condition, condition].filter((one) => one !== undefined);
    return `| ${of(from).name} | ${of(to).name} | ${port} | ${[...new Set(conditions)].join('; ')} |\n`;
  });
  return `| from | to | port | when |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}
