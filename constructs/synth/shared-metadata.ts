import { Merged, Named, isObject, partOf } from '../values/part';
import type { ChartContext } from './chart-context';
import type { ChartObject } from './objects';
import { writeTemplate } from './template';

type Content = ChartObject['content'];

/**
 * What objects say alike of themselves: a named template that is named after their labels: `labels` gives `metadata`,
 * `backup.labels` gives `backup.metadata`. An object that says something else says it by itself.
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
    this.labelled.set(alike.labels.name, (this.labelled.get(alike.labels.name) ?? 0) + 1);
  }

  /** The object, which includes what others say too. */
  within(content: Content): Content {
    const alike = alikeIn(content);
    if (!alike) return content;
    const { part, labels, rest } = alike;
    // The only one of its name says all by itself.
    if (this.labelled.get(labels.name) === 1)
      return { ...content, metadata: { ...(content.metadata as object), labels: labels.content } };
    if (part.reach !== 'shared' && this.counts.get(this.textOf(alike)) === 1) return content;
    if (!this.context.offers(part.name, part.content, part.reach)) return content;
    const isAll = Object.values(rest).every((value) => value === undefined);
    return { ...content, metadata: isAll ? part : new Merged([part, rest]) };
  }

  // To write the labels would define them.
  private textOf({ part, labels }: Alike): string {
    return writeTemplate({ ...(part.content as object), labels: labels.name }, this.context);
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
  if (!(named instanceof Named) || !/(^|\.)labels$/.test(named.name)) return undefined;
  const id = named.name.replace(/labels$/, 'metadata');
  // What surrounds one hook comes and goes with it.
  const { annotations, ...other } = rest as { readonly annotations?: object };
  const isHook = annotations !== undefined && named.reach !== 'shared' && 'helm.sh/hook' in annotations;
  const own = isHook ? { name, namespace, labels, annotations } : { name, namespace, labels };
  return { part: new Named(id, own, named.reach), labels: named, rest: isHook ? other : rest };
}
