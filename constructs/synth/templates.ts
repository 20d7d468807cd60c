import type { Condition } from '../values';
import type { ChartContext } from './chart-context';
import type { ObjectList } from './extra-objects';
import type { Subchart } from './helm-chart';
import { atPath } from './manifests';
import type { ChartObject } from './objects';
import { SharedMetadata } from './shared-metadata';
import { FULL_LINE, writeTemplate } from './template';

/** A template: what it says, between the lines that say when. */
export interface Template {
  readonly when: readonly [before: string, after: string];
  readonly what: string;
}

/** A template as a file; what only includes another one stands in the line of its condition. */
export function wholeText({ when: [before, after], what }: Template): string {
  const isCall = before !== '' && /^\{\{- include "[^"]+" \. \}\}\n$/.test(what);
  const row = before.trimEnd() + [what, after].map((line) => line.trimEnd().replace('{{- ', '{{ ')).join('');
  return isCall && row.length <= FULL_LINE ? `${row}\n` : before + what + after;
}

export function templatesOf(
  objects: readonly ChartObject[],
  subchart: Subchart | undefined,
  context: ChartContext,
): Map<string, Template> {
  const own = objects.filter((object) => object.subchart === subchart && object.output !== 'manifests');
  const metadata = new SharedMetadata(context);
  const contents = new Map(own.map((object) => [object, withHook(object)] as const));
  for (const [{ path }, content] of contents) atPath(path, () => metadata.count(content));
  const write = (object: ChartObject) =>
    atPath(object.path, () =>
      object.list
        ? writeList(object.list, object.condition, context)
        : writeTemplate(metadata.within(contents.get(object)!), context, object.condition),
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
