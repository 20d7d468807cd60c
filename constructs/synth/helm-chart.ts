import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import {
  type BooleanDeclaration,
  ChatbotError,
  type Condition,
  type Fields,
  type HandleOf,
  type SectionDeclaration,
  boolean,
  handlesOf,
  section,
} from '../values';
import { check } from '../../imports/shape/check';
import type { Bound } from './budget';
import type { Catalogue } from './catalogue';
import { HELM_CHART, SUBCHART_PROPS } from './chart-shape';
import { DeclaredValues } from './declared-values';

const CHART = Symbol.for('cdk8s-chatbot.HelmChart');
const SUBCHART = Symbol.for('cdk8s-chatbot.Subchart');

/** What a Helm chart is made of. */
export interface HelmChartProps<V extends SectionDeclaration, G extends SectionDeclaration> {
  /** Version of the chart, and of the application unless `appVersion` says otherwise: semantic, e.g. `1.4.0`. */
  readonly version: string;
  /** @default - the chart's version */
  readonly appVersion?: string;
  /** One line. */
  readonly description: string;
  /** What catalogues of charts show. @default - nothing */
  readonly catalogue?: Catalogue;
  /** The chart's own values. @default - none */
  readonly values?: V;
  /** Values that the chart and all its subcharts share. @default - none */
  readonly global?: G;
  /** Namespace of an environment's manifests. @default - `<chart>-<environment>` */
  readonly namespaceOf?: (environment: string) => string;
  /** What `helm install` prints at its end; handles may stand in it. @default - nothing */
  readonly notes?: string;
  /**
   * The most that the pods of an environment may take together, at their limits, as quantities: `{ dev: { memory: '4Gi' } }`.
   * Synth refuses an overlay above it. @default - no bound
   */
  readonly budgets?: Readonly<Record<string, Bound>>;
}

/**
 * A chart that has values: `synth` writes it as a Helm chart and, for each overlay, as plain manifests. Constructs in its
 * scope become its templates; those in the scope of a `Subchart` become that subchart's.
 */
export class HelmChart<
  V extends SectionDeclaration = SectionDeclaration,
  G extends SectionDeclaration = SectionDeclaration,
> extends Chart {
  /** Handles of the chart's own values. */
  readonly values: HandleOf<V>;
  /** Handles of the shared values, `global.*`. */
  readonly global: HandleOf<G>;
  /** Version of the chart. */
  readonly version: string;
  /** Version of the application in it. */
  readonly appVersion: string;
  /** One line. */
  readonly description: string;
  /** What catalogues of charts show. */
  readonly catalogue: Catalogue | undefined;
  /** What `helm install` prints at its end. It may be set until synth, since it may speak of components. */
  notes: string | undefined;
  /**
   * What stands before the name of every object, such as `choose(equals(override, ''), '', `${override}-`)`, so that two
   * releases fit into one namespace. To be set before workloads are made. @default - nothing
   */
  namePrefix = '';
  /** What `app.kubernetes.io/part-of` says. To be set before workloads are made. @default - the chart's name */
  partOf: string;
  /** Namespace of an environment's manifests. */
  readonly namespaceOf: (environment: string) => string;
  /** The most that the pods of an environment may take together. */
  readonly budgets: Readonly<Record<string, Bound>>;
  /** @internal */
  readonly owners: { readonly own: DeclaredValues; readonly global: DeclaredValues };

  /** Whether it is one. Its superclass answers `instanceof` for every chart. */
  static isHelmChart(construct: object): construct is HelmChart {
    return CHART in construct;
  }

  /** The chart around a construct, if it is a Helm chart. */
  static around(construct: IConstruct): HelmChart | undefined {
    return construct.node.scopes.find((scope): scope is HelmChart => HelmChart.isHelmChart(scope));
  }

  constructor(scope: Construct, id: string, props: HelmChartProps<V, G>) {
    super(scope, id);
    Object.defineProperty(this, CHART, { value: true });
    checkName(this);
    check(props, HELM_CHART, `${this.node.path}:`);
    const values = props.values ?? section(`Values of ${id}`, {});
    const global = props.global ?? section('Values that all components share', {});
    this.owners = { own: new DeclaredValues(this, '', values), global: new DeclaredValues(this, 'global', global) };
    this.values = handlesOf(this.owners.own, values) as HandleOf<V>;
    this.global = handlesOf(this.owners.global, global) as HandleOf<G>;
    this.version = props.version;
    this.appVersion = props.appVersion ?? props.version;
    this.description = props.description;
    this.catalogue = props.catalogue;
    this.notes = props.notes;
    this.partOf = id;
    this.budgets = props.budgets ?? {};
    this.namespaceOf = props.namespaceOf ?? ((environment) => `${id}-${environment}`);
  }

  /** The subcharts in this chart's scope, in the order of their creation. */
  get subcharts(): Subchart[] {
    return this.node.children.filter((child): child is Subchart => SUBCHART in child);
  }

  /** The declaration of everything that a values file may say. @internal */
  declaration(): SectionDeclaration {
    const { own, global } = this.owners;
    const subcharts = this.subcharts.map((subchart) => [subchart.node.id, subchart.owner.declaration] as const);
    for (const [id] of [['global'] as const, ...subcharts]) {
      if (Object.hasOwn(own.declaration.fields, id)) {
        throw new ChatbotError(
          `${this.node.path}: the value "${id}" has the name of ${id === 'global' ? 'what all share' : 'a subchart'}`,
        );
      }
    }
    const shared: Fields = Object.keys(global.declaration.fields).length > 0 ? { global: global.declaration } : {};
    // Not section(): a subchart's name may have dashes.
    const fields: Fields = { ...shared, ...own.declaration.fields, ...Object.fromEntries(subcharts) };
    return { kind: 'section', description: own.declaration.description, fields };
  }
}

/** A Helm chart, whatever its values are. */
export type AnyHelmChart = Omit<HelmChart, 'values' | 'global'>;

/** What a component of a Helm chart is made of. */
export interface SubchartProps<V extends SectionDeclaration> {
  /** Values of the component, without `enabled`, which each subchart has. */
  readonly values: V;
  /** One line. @default - the description of the values */
  readonly description?: string;
  /** Whether it is part of a release whose values say nothing about it. @default true */
  readonly isEnabled?: boolean;
}

/** A component of a Helm chart that can be switched off: a subchart with the condition `<id>.enabled`. */
export class Subchart<V extends SectionDeclaration = SectionDeclaration> extends Construct {
  /** Handles of the component's values. */
  readonly values: HandleOf<V>;
  /** Whether the component is there. Only the chart and the component itself may read it. */
  readonly enabled: Condition;
  /** One line. */
  readonly description: string;
  /** @internal */
  readonly owner: DeclaredValues;

  /** The subchart around a construct, if there is one. */
  static around(construct: IConstruct): Subchart | undefined {
    return construct.node.scopes.find((scope): scope is Subchart => SUBCHART in scope);
  }

  constructor(
    readonly chart: AnyHelmChart,
    id: string,
    props: SubchartProps<V>,
  ) {
    super(chart, id);
    Object.defineProperty(this, SUBCHART, { value: true });
    checkName(this);
    check(props, SUBCHART_PROPS, `${this.node.path}:`);
    if (id === 'global') throw new ChatbotError(`${this.node.path}: "global" is the name of what all components share`);
    const enabled: BooleanDeclaration = boolean({
      description: `Whether ${id} is part of the release`,
      default: props.isEnabled ?? true,
    });
    for (const reserved of ['enabled', 'global']) {
      if (!Object.hasOwn(props.values.fields, reserved)) continue;
      throw new ChatbotError(`${this.node.path}: the value "${reserved}" is Helm's own; give it another name`);
    }
    const fields: Fields & { enabled: BooleanDeclaration } = { enabled, ...props.values.fields };
    const declaration = section(props.values.description, fields);
    this.description = props.description ?? props.values.description;
    this.owner = new DeclaredValues(this, id, declaration);
    const handles = handlesOf(this.owner, declaration);
    this.values = handles as HandleOf<V>;
    this.enabled = (handles as { enabled: Condition }).enabled;
  }
}

function checkName(construct: IConstruct): void {
  const { id, path } = construct.node;
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(id)) {
    throw new ChatbotError(`${path}: "${id}" is not a chart's name; expected lower case letters, digits and dashes`);
  }
}
