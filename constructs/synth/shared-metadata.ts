import { Arguments } from '../values/inclusion';
import { Merged, Named, isObject, partOf } from '../values/part';
import type { ChartContext } from './chart-context';
import type { ChartObject } from './objects';
import { writeTemplate } from './template';

type Content = ChartObject['content'];

/**
 * What objects say alike of themselves: a named template that is named after their labels: `labels` gives `metadata`,
 * `backup.labels` gives `backup.metadata`. Labels that are told a component give `componentMetadata`, which is told the
 * name too, and `<component>.metadata` for what surrounds a hook. An object that says something else says it by itself.
 */
export class SharedMetadata {
  private readonly counts = new Map<string, number>();
  private readonly labelled = new Map<string, number>();

  constructor(private readonly context: ChartContext) {}

  /** Sees how many objects of the chart say the same. */
  count(content: Content): void {
    const alike = alikeIn(content);
    if (!alike || alike.part.reach === 'shared') return;
    const text = this.textOf(alike);
    this.counts.set(text, (this.counts.get(text) ?? 0) + 1);
    this.labelled.set(alike.part.name, (this.labelled.get(alike.part.name) ?? 0) + 1);
  }

  /** The object, which includes what others say too. */
  within(content: Content): Content {
    const alike = alikeIn(content);
    if (!alike) return content;
    const { part, labels, said, rest } = alike;
    // The only one of its name says all by itself.
    if (!labels.told && this.labelled.get(part.name) === 1)
      return { ...content, metadata: { ...(content.metadata as object), labels: labels.content } };
    if (part.reach === 'shared' || this.counts.get(this.textOf(alike))! > 1) return this.including(content, part, rest);
    return labels.told ? this.including(content, ofComponent(labels, said), { ...said, ...NAMED, ...rest }) : content;
  }

  private including(content: Content, part: Named, rest: object): Content {
    if (!this.context.offers(part)) return content;
    const isAll = Object.values(rest).every((value) => value === undefined);
    return { ...content, metadata: isAll ? part : new Merged([part, rest]) };
  }

  // To write the labels would define them.
  private textOf({ part, said }: Alike): string {
    return writeTemplate({ ...said, labels: part.name }, this.context);
  }
}

/** Name, namespace and labels, and the annotations of a hook. */
type Said = Readonly<Record<'name' | 'namespace' | 'labels' | 'annotations', unknown>>;
const NAMED = { name: undefined, namespace: undefined, labels: undefined };

/** What others may say too, the labels after which it is named, and the rest of the metadata. */
interface Alike {
  readonly part: Named;
  readonly labels: Named;
  readonly said: Said;
  readonly rest: object;
}

function alikeIn({ metadata }: Content): Alike | undefined {
  const { name, namespace, labels: given, ...rest } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  const labels = isObject(given) ? partOf(given) : undefined;
  if (!(labels instanceof Named)) return undefined;
  const component = labels.name === 'componentLabels' ? labels.told?.scalars.component : undefined;
  if (component === undefined && !/(^|\.)labels$/.test(labels.name)) return undefined;
  // What surrounds one hook comes and goes with it.
  const { annotations, ...other } = rest as { readonly annotations?: object };
  const isHook =
    annotations !== undefined && (labels.told ?? labels.reach !== 'shared') && 'helm.sh/hook' in annotations;
  const said = { name, namespace, labels, annotations: isHook ? annotations : undefined };
  if (component === undefined) {
    const id = labels.name.replace(/labels$/, 'metadata');
    return { part: new Named(id, said, labels.reach), labels, said, rest: isHook ? other : rest };
  }
  const part = ofComponent(labels, said);
  if (!isHook) return { part, labels, said, rest };
  const all = new Merged([part, { annotations }]);
  return { part: new Named(`${String(component)}.metadata`, all), labels, said, rest: other };
}

/** Of labels that are told a component: the same with the name, which it is told too. */
function ofComponent(labels: Named, { name, namespace }: Said): Named {
  const id = 'componentMetadata';
  const told = new Arguments(id, { ...labels.told!.scalars, name: name as string }, labels.told!.variables);
  const say = () => ({ name: told.handles.name, namespace, labels: labels.body });
  return new Named(id, { name, namespace, labels: labels.content }, 'shared', told, say);
}
