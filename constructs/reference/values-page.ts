import type { App } from 'cdk8s';
import { HelmChart } from '../synth';
import { referenceOf } from '../values';

/** The reference of the values of an app's Helm charts, as one page. */
export function valuesPage(app: App): string {
  return app.node.children
    .filter((child) => HelmChart.isHelmChart(child))
    .map(valuesOf)
    .join('\n');
}

function valuesOf(chart: HelmChart): string {
  return `# Values of ${chart.node.id}

What an overlay may say, as the constructs declare it; everything else is refused, by synth and by Helm. An overlay that leaves a value out has
the default; an optional value has none. A list in an overlay replaces the one before it, a map adds to it.

${referenceOf(chart.declaration(), '##')}`;
}
