import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HelmChart, Subchart } from '../synth';
import { chart, named, release } from '../values';

/** Labels by which Kubernetes and people find what belongs together. */
export interface Identity {
  readonly name: string;
  /** For selectors and pod templates: what never changes in the life of a release. */
  readonly selector: Record<string, string>;
  /** The selector's labels spelt out, for policies of others, which cannot include this workload's helper. */
  readonly plainSelector: Record<string, string>;
  /** For all objects: the selector's labels, and the version, which must stay off pods lest each upgrade restarts them. */
  readonly labels: Record<string, string>;
}

/** The identity of a workload by its name. In a Helm chart its labels are helpers, said once. */
export function identityOf(scope: IConstruct, name: string): Identity {
  const helm = HelmChart.around(scope);
  const selector = {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': helm ? release.name : Chart.of(scope).node.id,
  };
  if (!helm) return { name, selector, plainSelector: selector, labels: selector };
  // In the workload's own subchart the helper is `<name>.labels`; elsewhere the name tells several apart.
  const prefix = Subchart.around(scope)?.node.id === name ? '' : `${name}.`;
  const labels = {
    ...selector,
    'app.kubernetes.io/part-of': helm.node.id,
    'app.kubernetes.io/version': chart.appVersion,
  };
  return {
    name,
    selector: named(`${prefix}selectorLabels`, selector),
    plainSelector: selector,
    labels: named(`${prefix}labels`, labels),
  };
}
