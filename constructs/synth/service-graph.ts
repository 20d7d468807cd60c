import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Condition, defaultsOf, inWords } from '../values';
import type { Scope } from '../values/expression';
import { expressionOf } from '../values/joined';
import { conditionOf } from './conditions';
import { HelmChart } from './helm-chart';
import { Manifest, NO_VALUES } from './manifest';
import { scopeOf } from './manifests';

/** Who of a stack may call whom, as its constructs were told. */
export interface ServiceGraph {
  /** Workloads in the order of their construction, then what stands around them. */
  readonly nodes: readonly ServiceNode[];
  /** In the order in which they were told. */
  readonly edges: readonly ServiceEdge[];
}

/** A workload of the stack, or somebody with whom it talks. */
export interface ServiceNode {
  /** One word, one for each node. */
  readonly id: string;
  /** As it is shown. */
  readonly name: string;
  /** A program that answers, one that ends, others in the cluster, or the world outside the cluster. */
  readonly kind: 'workload' | 'job' | 'neighbour' | 'world';
  /** Whether data rests there. */
  readonly storesData: boolean;
  /** When it is there, in words. @default - always */
  readonly condition?: string;
}

/** A way that is open. */
export interface ServiceEdge {
  /** Id of the node that calls. */
  readonly from: string;
  /** Id of the node that answers. */
  readonly to: string;
  /** Port by the default values. */
  readonly port: number;
  /** When it is open, in words, beyond what both its nodes say. @default - as long as both are there */
  readonly condition?: string;
}

/** Whether a way is open under some values only: by its own condition, or by that of one of its ends. */
export function isSometimes({ from, to, condition }: ServiceEdge, nodes: readonly ServiceNode[]): boolean {
  return (
    condition !== undefined ||
    nodes.some((node) => (node.id === from || node.id === to) && node.condition !== undefined)
  );
}

/** Somebody outside a stack: other pods, or the world. */
export interface Outsider {
  /** A few words; the same words are the same node. */
  readonly name: string;
  /** Whether data of the stack rests there. @default false */
  readonly storesData?: boolean;
  /** Whether it is outside the cluster. @default false */
  readonly isOutsideCluster?: boolean;
}

interface Way {
  readonly other: Caller | Outsider;
  readonly port: number;
  readonly condition: Condition;
  readonly isInto: boolean;
}

/** What a workload says of itself while a stack is built: with whom it talks. */
export class Caller {
  /** @internal */
  readonly ways: Way[] = [];

  /** @param name is shown. */
  constructor(
    readonly scope: IConstruct,
    readonly name: string,
  ) {
    callers.set(scope, this);
  }

  /** It calls another, or somebody outside. */
  calls(other: Caller | Outsider, port: number, condition: Condition = true): void {
    this.ways.push({ other, port, condition, isInto: false });
  }

  /** Somebody outside calls it. */
  isCalledBy(other: Outsider, port: number, condition: Condition = true): void {
    this.ways.push({ other, port, condition, isInto: true });
  }
}

const callers = new WeakMap<IConstruct, Caller>();

/** The service graph of a chart, or of any construct: what its workloads were told of each other, with default ports. */
export function serviceGraphOf(scope: IConstruct): ServiceGraph {
  const found = scope.node.findAll().flatMap((construct) => callers.get(construct) ?? []);
  const values = defaultScope(scope);
  const ids = new Map<Caller | string, string>();
  const nodes = found.map((caller) => nodeOf(caller, idFor(caller.name, caller, ids)));
  const edges = found.flatMap((caller) => caller.ways.flatMap((way) => edgeOf(caller, way, ids, values)));
  for (const { other } of found.flatMap(({ ways }) => ways)) {
    if (other instanceof Caller || nodes.some(({ id }) => id === ids.get(other.name))) continue;
    const id = ids.get(other.name)!;
    const said = new Set(edges.filter(({ from, to }) => from === id || to === id).map(({ condition }) => condition));
    const [condition] = said.size === 1 ? said : [];
    nodes.push({
      id,
      name: other.name,
      kind: other.isOutsideCluster ? 'world' : 'neighbour',
      storesData: other.storesData ?? false,
      condition,
    });
  }
  return { nodes, edges: edges.map((edge) => withoutEcho(edge, nodes)) };
}

function nodeOf({ scope, name }: Caller, id: string): ServiceNode {
  const objects = scope.node.findAll().filter((one): one is ApiObject => ApiObject.isApiObject(one));
  const kind = objects.some(({ kind }) => kind === 'Job' || kind === 'CronJob') ? 'job' : 'workload';
  return { id, name, kind, storesData: objects.some(isStore), condition: worded(conditionOf(scope)) };
}

function isStore(object: ApiObject): boolean {
  if (object.kind === 'PersistentVolumeClaim' || object.apiGroup === 'postgresql.cnpg.io') return true;
  const { spec } = (Manifest.isManifest(object) ? object.content : {}) as { spec?: { volumeClaimTemplates?: object } };
  return spec?.volumeClaimTemplates !== undefined;
}

function edgeOf(
  caller: Caller,
  { other, port, condition, isInto }: Way,
  ids: Map<Caller | string, string>,
  values: Scope,
): ServiceEdge[] {
  if (condition === false) return [];
  const [self, peer] = [ids.get(caller)!, idFor(other.name, other instanceof Caller ? other : other.name, ids)];
  const [from, to] = isInto ? [peer, self] : [self, peer];
  return [{ from, to, port: Number(expressionOf(port).evaluate(values)), condition: worded(condition) }];
}

// What a node says, its edges need not say again.
function withoutEcho({ condition, ...edge }: ServiceEdge, nodes: readonly ServiceNode[]): ServiceEdge {
  const ends = nodes.filter(({ id }) => id === edge.from || id === edge.to);
  return ends.some((node) => node.condition === condition) ? edge : { ...edge, condition };
}

function worded(condition: Condition): string | undefined {
  return condition === true ? undefined : inWords(condition);
}

function idFor(name: string, key: Caller | string, ids: Map<Caller | string, string>): string {
  const known = ids.get(key);
  if (known !== undefined) return known;
  const word = name.toLowerCase().replace(/[^a-z0-9]+/g, '_') || 'node';
  const taken = new Set(ids.values());
  let id = word;
  for (let count = 2; taken.has(id); count++) id = `${word}_${count}`;
  ids.set(key, id);
  return id;
}

function defaultScope(scope: IConstruct): Scope {
  const chart = HelmChart.around(scope);
  if (!chart) return NO_VALUES;
  const values = defaultsOf(chart.declaration())!;
  return scopeOf(chart, { values, releaseName: chart.node.id, namespace: chart.node.id });
}
