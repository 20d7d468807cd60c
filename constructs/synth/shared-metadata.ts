import { Merged, Named, isObject, partOf } from '../values/part';
import type { ChartContext } from './chart-context';
import type { ChartObject } from './objects';
import { writeTemplate } from './template';

type Content = ChartObject['content'];

/**
 * What objects say alike of themselves: a named template that is named after their labels: `labels` gives `metadata`,
 * `backup.labels`, or labels that are told the component `backup`, give `backup.metadata`. An object that says something
 * else says it by itself.
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
    const { part, labels, rest } = alike;
    // The only one of its name says all by itself.
    if (this.labelled.get(part.name) === 1)
      return labels.told
        ? content
        : { ...content, metadata: { ...(content.metadata as object), labels: labels.content } };
    if (part.reach !== 'shared' && this.counts.get(this.textOf(alike)) === 1) return content;
    if (!this.context.offers(part)) return content;
    const isAll = Object.values(rest).every((value) => value === undefined);
    return { ...content, metadata: isAll ? part : new Merged([part, rest]) };
  }

  // To write the labels would define them.
  private textOf({ part }: Alike): string {
    return writeTemplate({ ...(part.content as object), labels: part.name }, this.context);
  }
}

/** What others may say too, the labels after which it is named, and the rest of the metadata. */
interface Alike {
  readonly part: Named;
  readonly labels: Named;
  readonly rest: object;
}

function alikeIn({ metadata }: Content): Alike | undefined {
  const { name, namespace, labels, ...rest } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  const named = isObject(labels) ? partOf(labels) : undefined;
  const id = named instanceof Named ? nameOf(named) : undefined;
  if (!(named instanceof Named) || id === undefined) return undefined;
  const reach = named.told ? 'own' : named.reach;
  // What surrounds one hook comes and goes with it.
  const { annotations, ...other } = rest as { readonly annotations?: object };
  const isHook = annotations !== undefined && reach !== 'shared' && 'helm.sh/hook' in annotations;
  const own = isHook ? { name, namespace, labels, annotations } : { name, namespace, labels };
  return { part: new Named(id, own, reach), labels: named, rest: isHook ? other : rest };
}

function nameOf({ name, told }: Named): string | undefined {
  const component = told?.scalars.component;
  if (name === 'componentLabels' && typeof component === 'string') return `${component}.metadata`;
  return /(^|\.)labels$/.test(name) ? name.replace(/labels$/, 'metadata') : undefined;
}
