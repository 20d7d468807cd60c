import { ChatbotError, type Json, evaluate } from '../values';
import type { Builtin, Reference, Scope } from '../values/expression';
import { toYaml } from '../values/yaml';
import type { AnyHelmChart } from './helm-chart';
import type { GivenObject } from './extra-objects';
import { type ChartObject, fileName } from './objects';
import { isServed } from './served';

/** What plain synth knows in place of a release. */
export interface Environment {
  /** All values, defaults and overlay together. */
  readonly values: Json;
  readonly releaseName: string;
  readonly namespace: string;
  /** API versions that the cluster serves beyond Kubernetes' own. @default - none */
  readonly apiVersions?: readonly string[];
}

/** A plain object and the file that it is written to. */
export interface PlainObject {
  /** Name of the file that holds it alone. */
  readonly file: string;
  /** As `kubectl` reads it. */
  readonly json: { [key: string]: Json };
}

/** The plain objects of a chart for one environment. */
export function plainObjects(
  chart: AnyHelmChart,
  objects: readonly ChartObject[],
  environment: Environment,
): PlainObject[] {
  const scope = scopeOf(chart, environment);
  const scopes = new Map(chart.subcharts.map((subchart) => [subchart, namedAfter(subchart.node.id, scope)]));
  const disabled = new Set(chart.subcharts.filter((subchart) => !isEnabled(subchart.enabled, scope)));
  return objects.flatMap((object) => {
    if (object.output === 'chart' || (object.subchart && disabled.has(object.subchart))) return [];
    const own = (object.subchart && scopes.get(object.subchart)) ?? scope;
    if (object.list) return isEnabled(object.condition, own) ? extraFiles(object.list.evaluate(own)) : [];
    const json = plainObject(object, own);
    return json === undefined ? [] : [{ file: fileOf(object), json }];
  });
}

/** One object, or nothing where its condition does not hold. */
export function plainObject(object: ChartObject, scope: Scope): PlainObject['json'] | undefined {
  return atPath(object.path, () =>
    isEnabled(object.condition, scope)
      ? (evaluate(object.content, scope) as PlainObject['json'] | undefined)
      : undefined,
  );
}

/** @throws when two objects of different subcharts would be written to the same file of plain manifests. */
export function checkFileNames(objects: readonly ChartObject[]): void {
  const paths = new Map<string, string>();
  for (const object of objects.filter(({ output }) => output !== 'chart')) {
    const file = fileOf(object);
    const other = paths.get(file);
    if (other)
      throw new ChatbotError(`${object.path}: its file ${file} is that of ${other} already; give it another id`);
    paths.set(file, object.path);
  }
}

/** YAML files by name. */
export function manifestFiles(objects: readonly PlainObject[]): Map<string, string> {
  return new Map(objects.map(({ file, json }) => [file, toYaml(json)]));
}

/** The objects of a list, each in a file of its own, in their order. */
function extraFiles(objects: readonly GivenObject[]): PlainObject[] {
  return objects.map((json, index) => {
    const isFirst = json.kind === 'Namespace' || json.kind === 'CustomResourceDefinition';
    const file = fileName(`extra-${index + 1}-${json.kind}-${json.metadata.name}`);
    return { file: `${isFirst ? '00-' : ''}${file}.yaml`, json: json as unknown as PlainObject['json'] };
  });
}

// kubectl applies a folder in the order of its file names, and nothing can be created before the namespace.
function fileOf(object: ChartObject): string {
  const name = object.subchart ? `${object.subchart.node.id}-${object.file}` : object.file;
  return `${object.content.kind === 'Namespace' ? '00-' : ''}${name}.yaml`;
}

function isEnabled(condition: ChartObject['condition'], scope: Scope): boolean {
  return typeof condition === 'boolean' ? condition : condition.evaluate(scope);
}

/** What expressions are evaluated in, for one environment. */
export function scopeOf(chart: AnyHelmChart, environment: Environment): Scope {
  const builtins: Readonly<Record<Builtin, string>> = {
    'Release.Name': environment.releaseName,
    'Release.Namespace': environment.namespace,
    'Release.Service': 'Helm',
    'Chart.Name': chart.node.id,
    'Chart.Version': chart.version,
    'Chart.AppVersion': chart.appVersion,
  };
  return {
    valueOf: (reference) => valueAt(environment.values, reference),
    builtin: (name) => builtins[name],
    serves: (apiVersion) => isServed(apiVersion, environment.apiVersions),
    variables: new Map(),
    named: new Map(),
  };
}

function namedAfter(subchart: string, scope: Scope): Scope {
  return { ...scope, named: new Map(), builtin: (name) => (name === 'Chart.Name' ? subchart : scope.builtin(name)) };
}

function valueAt(values: Json, reference: Reference<unknown>): unknown {
  let value: unknown = reference.owner.key ? (values as Record<string, unknown>)[reference.owner.key] : values;
  for (const key of reference.keys) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}

/** Runs something and says in its errors which construct it was about. */
export function atPath<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ChatbotError) throw new ChatbotError(`${path}: ${error.message}`);
    throw error;
  }
}
