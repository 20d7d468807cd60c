import {
  type Amounts,
  WebService,
  type WebServiceProps,
  autoscalingValues,
  disruptionValues,
  extraEnvFromValue,
  extraEnvValue,
  imageReference,
  imageValues,
  podValues,
  probeValues,
  resourceValues,
  serviceValues,
} from '../platform';
import { type HelmChart, Subchart } from '../synth';
import {
  type Fields,
  type HandleOf,
  type SectionDeclaration,
  add,
  integer,
  list,
  multiply,
  object,
  section,
} from '../values';
import type { TodoGlobals } from './globals';

/** What a component of a chatbot asks for unless the values say otherwise. */
export interface ComponentDefaults<F extends Fields = Fields> {
  readonly description: string;
  /** Image repository without registry. */
  readonly repository: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** More values than every component has. @default - none */
  readonly values?: F;
}

/** The values that every component with a program of ours has. */
export function componentValues({ description, repository, requests, limits, values }: ComponentDefaults) {
  return section(description, {
    replicas: integer({ description: 'Pods, unless autoscaling is on', default: 1, maximum: 100 }),
    image: imageValues(repository),
    resources: resourceValues({ requests, limits }),
    autoscaling: autoscalingValues,
    probes: probeValues,
    podDisruptionBudget: disruptionValues,
    service: serviceValues,
    ...podValues,
    extraEnv: extraEnvValue,
    extraEnvFrom: extraEnvFromValue,
    initContainers: list({
      description: "More containers that run to their end before, as in Kubernetes' pod spec",
      item: object({ description: 'A container' }),
    }),
    sidecars: list({
      description: "More containers beside, as in Kubernetes' pod spec",
      item: object({ description: 'A container' }),
    }),
    ...values,
  });
}

/** What a component does not read from its values. */
export type ComponentProps = Pick<
  WebServiceProps,
  'port' | 'metricsPort' | 'environment' | 'secrets' | 'writable' | 'before'
> & {
  /** Whether an Ingress leads to it. */
  readonly isEdge?: boolean;
};

type ComponentValues = ReturnType<typeof componentValues>;

/** The values that go to the prop of the same name. */
const PASSED = [
  ...(Object.keys(podValues) as (keyof typeof podValues)[]),
  'replicas',
  'resources',
  'autoscaling',
  'probes',
  'service',
  'extraEnv',
  'extraEnvFrom',
  'initContainers',
  'sidecars',
] as const;

// Not by a rest: that would read the values of this component alone too, which stand elsewhere.
function pick<T, K extends keyof T>(values: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, values[key]])) as Pick<T, K>;
}

/** A component of a chatbot: a subchart with one program. */
export class Component<F extends Fields = Fields> extends Subchart<ComponentValues> {
  readonly service: WebService;
  /** Handles of the values that it has beyond those of every component. */
  readonly own: HandleOf<SectionDeclaration<F>>;

  constructor(
    chart: HelmChart,
    id: string,
    defaults: ComponentDefaults<F>,
    globals: TodoGlobals,
    program: (own: HandleOf<SectionDeclaration<F>>) => ComponentProps,
  ) {
    super(chart, id, { values: componentValues(defaults) });
    this.own = this.values as unknown as HandleOf<SectionDeclaration<F>>;
    const { isEdge, ...props } = program(this.own);
    const { image, podDisruptionBudget } = this.values;
    const passed = pick(this.values, PASSED);
    this.service = new WebService(this, 'Default', {
      image: imageReference(image, globals),
      imagePullPolicy: image.pullPolicy,
      imagePullSecrets: globals.imagePullSecrets,
      topologySpreadConstraints: globals.topologySpreadConstraints,
      longestAnswerSeconds: globals.longestAnswerSeconds,
      maxUnavailable: podDisruptionBudget.maxUnavailable,
      ...passed,
      // Two readiness probes that fail, and time for the controller to notice.
      lameDuckSeconds: isEdge ? add(multiply(passed.probes.periodSeconds, 2), 5) : undefined,
      ...props,
    });
  }

  /**
   * Says once that this component calls another: it gets the address in a variable, both get the policy, and, unless it can
   * start without the other, it starts after it.
   */
  calls(
    target: Component,
    call: { readonly variable: string; readonly path?: string; readonly waits?: boolean },
  ): void {
    this.service.set(call.variable, `${target.service.url}${call.path ?? ''}`);
    this.service.traffic.to(target.service.traffic, target.service.port);
    if (call.waits !== false) this.service.startOrder.after(target.service.startOrder);
  }
}
