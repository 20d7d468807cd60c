import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HelmChart, Subchart } from '../synth';
import { chart, inEach, named, ofItself, release, shared } from '../values';
import type { Told } from '../values/inclusion';

/** Labels by which Kubernetes and people find what belongs together. */
export interface Identity {
  /** Name of its objects: the workload's, after the prefix of the release's names if there is one. */
  readonly name: string;
  /** The same spelt out, for others: in an address, or in the policy of another subchart. */
  readonly plainName: string;
  /** Name of the workload without prefix: of its container, and in `app.kubernetes.io/name`. */
  readonly component: string;
  /** For selectors and pod templates: what never changes in the life of a release. */
  readonly selector: Record<string, string>;
  /** The selector's labels spelt out, for policies of others, which cannot include this workload's helper. */
  readonly plainSelector: Record<string, string>;
  /** For all objects: the selector's labels, and the version, which must stay off pods lest each upgrade restarts them. */
  readonly labels: Record<string, string>;
  /** Makes a part of the workload's objects a helper of the chart, shared where it is the same for all workloads. */
  readonly helper: <T>(id: string, part: T) => T;
  /** The same for a part that is told scalars. */
  readonly helperTold: <A extends Told, T extends object>(id: string, told: A, part: (told: A) => T) => T;
  /** Makes a part that each workload has, but says otherwise, a helper that all call alike. */
  readonly own: <T extends object>(id: string, part: T) => T;
  /** A port as its own templates read it, the same in all of them. */
  readonly ownPort: (port: number) => number;
}

const NAME = 'app.kubernetes.io/name';

/** The identity of a workload by its name. In a Helm chart its labels are helpers, said once. */
export function identityOf(scope: IConstruct, name: string): Identity {
  const helm = HelmChart.around(scope);
  const instance = { 'app.kubernetes.io/instance': helm ? release.name : Chart.of(scope).node.id };
  const plainSelector = { [NAME]: name, ...instance };
  const known = { component: name, plainSelector };
  if (!helm)
    return {
      ...known,
      name,
      plainName: name,
      selector: plainSelector,
      labels: plainSelector,
      helper: (_, part) => part,
      helperTold: (_, told, part) => part(told),
      own: (_, part) => part,
      ownPort: (port) => port,
    };
  // What is named after its (sub)chart shares one helper with all that are; another has helpers of its own.
  const isOwn = name === (Subchart.around(scope) ?? helm).node.id;
  const selector = isOwn ? { [NAME]: chart.name, ...instance } : plainSelector;
  const labelsOf = (whose: Record<string, string>) => ({
    ...whose,
    'app.kubernetes.io/part-of': helm.partOf,
    'app.kubernetes.io/version': chart.appVersion,
  });
  // What one workload alone says stands where it says it; only its labels read like those of others.
  const helper = isOwn ? shared : <T>(_: string, part: T) => part;
  const labels = isOwn
    ? shared('labels', labelsOf(selector))
    : shared('componentLabels', { component: name }, ({ component }) => labelsOf({ [NAME]: component, ...instance }));
  const plainName = `${helm.namePrefix}${name}`;
  return {
    ...known,
    // Made when it is read: a name that no object has would be a value that got lost.
    get name() {
      return isOwn ? shared('fullname', `${helm.namePrefix}${chart.name}`) : plainName;
    },
    plainName,
    selector: helper('selectorLabels', selector),
    labels,
    helper,
    helperTold: isOwn ? shared : (_, told, part) => part(told),
    own: isOwn ? inEach : <T>(id: string, part: T) => named(`${name}.${id}`, part),
    ownPort: (port) => (isOwn ? ofItself(name, port) : port),
  };
}
