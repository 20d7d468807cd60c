import type { Condition } from '../values';
import { Merged, Named, isObject, partOf } from '../values/part';

import type { ChartContext } from './chart-context';
import type { ObjectList } from './extra-objects';
import type { Subchart } from './helm-chart';
import { atPath } from './manifests';
import type { ChartObject } from './objects';
import { writeTemplate } from './template';

/** A template: what it says, between the lines that say when. */
export interface Template {
  readonly when: readonly [before: string, after: string];
  readonly what: string;
}

export function templatesOf(
  objects: readonly ChartObject[],
  subchart: Subchart | undefined,
  context: ChartContext,
): Map<string, Template> {
  const own = objects.filter((object) => object.subchart === subchart && object.output !== 'manifests');
  const write = (object: ChartObject) =>
    atPath(object.path, () =>
      object.list
        ? writeList(object.list, object.condition, context)
        : writeTemplate(withSharedMetadata(withHook(object), context), context, object.condition),
    );
  return new Map(
    own.map((object) => [
      object.file,
      typeof object.condition === 'boolean' ? always(write(object)) : conditional(write(object)),
    ]),
  );
}

function writeList(list: ObjectList, condition: Condition, context: ChartContext): string {
  const text = list.template(context);
  return typeof condition === 'boolean' ? text : `{{- if ${condition.template(context)} }}\n${text}{{- end }}\n`;
}

function always(text: string): Template {
  return { when: ['', ''], what: text };
}

function conditional(text: string): Template {
  const first = text.indexOf('\n') + 1;
  const last = text.lastIndexOf('\n', text.length - 2) + 1;
  return { when: [text.slice(0, first), text.slice(last)], what: text.slice(first, last) };
}

/**
 * What several subcharts say alike, word by word, is said once, in a named template of the whole chart. Whether they say
 * it stays with each of them.
 */
export function shareAlike(charts: readonly Map<string, Template>[], umbrella: ChartContext): void {
  const texts = charts.flatMap((templates) => [...templates].map(([file, { what }]) => `${file}\n${what}`));
  const alike = new Set(texts.filter((text, index) => texts.indexOf(text) < index));
  for (const templates of charts) {
    for (const [file, { when, what }] of templates) {
      // A chart reads its own files only.
      if (!alike.has(`${file}\n${what}`) || what.includes('.Files.')) continue;
      templates.set(file, { when, what: umbrella.share(file, what) ?? what });
    }
  }
}

// What objects say alike of themselves is named after their labels: `labels` gives `metadata`, `backup.labels` gives
// `backup.metadata`. An object of another name says it by itself.
function withSharedMetadata(content: ChartObject['content'], context: ChartContext): ChartObject['content'] {
  const { name, namespace, labels, ...rest } = content.metadata as Readonly<Record<string, unknown>>;
  const part = isObject(labels) ? partOf(labels) : undefined;
  if (!(part instanceof Named) || !/(^|\.)labels$/.test(part.name)) return content;
  const alike = new Named(part.name.replace(/labels$/, 'metadata'), { name, namespace, labels }, part.reach);
  if (!context.offers(alike.name, alike.content, part.reach)) return content;
  const isAll = Object.values(rest).every((value) => value === undefined);
  return { ...content, metadata: isAll ? alike : new Merged([alike, rest]) };
}

function withHook(object: ChartObject): Readonly<Record<string, unknown>> {
  const { hook, content } = object;
  if (!hook) return content;
  const metadata = content.metadata as { annotations?: object };
  const annotations = {
    ...metadata.annotations,
    'helm.sh/hook': hook.events.join(','),
    'helm.sh/hook-weight': String(hook.weight ?? 0),
    'helm.sh/hook-delete-policy': (hook.deletePolicy ?? ['before-hook-creation']).join(','),
  };
  return { ...content, metadata: { ...metadata, annotations } };
}
