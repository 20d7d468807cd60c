import { referenceOf } from '../values';
import type { AnyHelmChart } from './helm-chart';
import { mermaidOf } from './mermaid';
import { serviceGraphOf } from './service-graph';

/** The README of a chart: what people who install it read, its service graph, and its values. */
export function chartReadme(chart: AnyHelmChart): string {
  const { id } = chart.node;
  return `# ${id} ${chart.version}

${chart.description}.

${chart.catalogue?.guide ?? shortGuide(chart)}
${architecture(chart)}## Values

${referenceOf(chart.declaration(), '###')}`;
}

function shortGuide(chart: AnyHelmChart): string {
  const { id } = chart.node;
  return `\`\`\`sh
helm upgrade --install ${id} ${id}-${chart.version}.tgz --namespace ${chart.namespaceOf('dev')} --create-namespace
\`\`\`

Every value is checked: a misspelt key, a wrong type or a number out of its bounds is refused before anything is changed.
`;
}

// A chart without workloads has no graph.
function architecture(chart: AnyHelmChart): string {
  const graph = serviceGraphOf(chart);
  if (graph.nodes.length === 0) return '';
  return `## Who may call whom

The NetworkPolicies open these ways and no others; besides, every pod may ask the DNS. A dashed line is there under the value that
is named, and ports are those of the default values.

\`\`\`mermaid
${mermaidOf(chart.node.id, graph)}\`\`\`

`;
}
