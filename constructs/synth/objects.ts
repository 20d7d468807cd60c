import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Condition, ChatbotError } from '../values';
import { losses } from '../values/mark';
import { conditionOf } from './conditions';
import { ExtraObjects, type ObjectList } from './extra-objects';
import { Subchart } from './helm-chart';
import { type HelmHook, Manifest } from './manifest';

/** An object of a chart, ready for either interpreter. */
export interface ChartObject {
  /** Path of its construct, for errors. */
  readonly path: string;
  readonly subchart: Subchart | undefined;
  /** File name without extension, one for each object of a (sub)chart. */
  readonly file: string;
  readonly condition: Condition;
  readonly content: Readonly<Record<string, unknown>>;
  readonly output: 'both' | 'manifests' | 'chart';
  readonly hook: HelmHook | undefined;
  /** The objects of a list value, which stand in its place. @default - it is one object */
  readonly list?: ObjectList;
}

/** The objects of a chart in the order of their construction. One pass: linear in the number of objects. */
export function objectsOf(chart: Chart): ChartObject[] {
  const objects: ChartObject[] = [];
  const files = new Map<string, string>();
  for (const construct of chart.node.findAll()) {
    const object = chartObjectOf(construct, chart);
    if (!object) continue;
    const key = `${object.subchart?.node.id ?? ''}/${object.file}`;
    const other = files.get(key);
    if (other)
      throw new ChatbotError(
        `${object.path}: its file ${object.file}.yaml is that of ${other} already; give it another id`,
      );
    files.set(key, object.path);
    objects.push(object);
  }
  return objects;
}

function chartObjectOf(construct: IConstruct, chart: Chart): ChartObject | undefined {
  const list = construct instanceof ExtraObjects ? construct.list : undefined;
  const object = ApiObject.isApiObject(construct) ? construct : undefined;
  if (!list && !object) return undefined;
  const subchart = Subchart.around(construct);
  const scopes = construct.node.scopes;
  const above = scopes.indexOf(subchart ?? chart) + 1;
  const ids = scopes.slice(above).map((scope) => scope.node.id);
  const visible = ids.filter((id) => id !== 'Default' && id !== 'Resource').join('-');
  const place = { path: construct.node.path, subchart, condition: conditionOf(construct) };
  if (!object) return list && { ...place, list, file: fileName(visible), content: {}, output: 'both', hook: undefined };
  const manifest = Manifest.isManifest(object) ? object : undefined;
  return {
    ...place,
    file: fileName(visible || object.kind),
    content: manifest ? manifest.content : contentOf(object),
    output: manifest?.output ?? 'both',
    hook: manifest?.hook,
  };
}

// The typed classes of cdk8s copy field by field, and drop or choke on what stands in place of a list or an object.
function contentOf(construct: ApiObject): Record<string, unknown> {
  const { path } = construct.node;
  const advice =
    'a typed L1 object takes when(), each() and embed() in single fields only; use Manifest for lists and objects';
  try {
    const { result, lost } = losses(() => construct.toJson() as Record<string, unknown>);
    if (lost.size > 0) throw new ChatbotError(`${path}: a part got lost; ${advice}`);
    return result;
  } catch (error) {
    if (error instanceof TypeError) throw new ChatbotError(`${path}: ${error.message}; ${advice}`);
    throw error;
  }
}

// Helm takes a file whose name begins with an underscore or a dot for something else than a template.
export function fileName(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+/, '') || 'object'
  );
}
