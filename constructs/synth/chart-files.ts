import { ChatbotError, defaultsOf, valuesYaml } from '../values';
import type { Reference } from '../values/expression';
import { leavesOf } from '../values/handle';
import { partsOfString } from '../values/token';
import { ChartContext } from './chart-context';
import { chartYaml, schemaJson, valuesHeader } from './chart-documents';
import { chartReadme } from './chart-readme';
import type { DeclaredValues } from './declared-values';
import type { AnyHelmChart } from './helm-chart';
import { atPath, plainObjects } from './manifests';
import type { ChartObject } from './objects';
import { mixedText } from './scalar-template';
import { writeTemplate } from './template';
import { shareAlike, templatesOf, wholeText } from './templates';

/** What Helm neither loads nor packs: it would stand in the Secret of every release. */
export const FOR_EDITORS = 'overlay.schema.json';

/**
 * The files of a Helm chart, by path.
 * @throws when a template reads another subchart's value, a handle got lost, or a value is declared that nothing uses.
 */
export function chartFiles(chart: AnyHelmChart, objects: readonly ChartObject[]): Map<string, string> {
  const used = new Set<string>();
  const files = new Map<string, string>();
  const declaration = chart.declaration();
  const images = chart.catalogue ? imagesOf(chart, objects) : [];
  const umbrella = new ChartContext(chart, undefined, used);
  const contexts = new Map(chart.subcharts.map((one) => [one, new ChartContext(chart, one, used, umbrella)] as const));
  const written = [...contexts].map(
    ([subchart, context]) => [subchart, templatesOf(objects, subchart, context)] as const,
  );
  shareAlike(
    written.map(([, templates]) => templates),
    umbrella,
  );
  const { notes } = chart;
  // Before the helpers, of which they may ask for some.
  if (notes)
    files.set(
      'templates/NOTES.txt',
      atPath(chart.node.path, () => notesOf(notes, umbrella)),
    );
  // The umbrella comes last, when its subcharts have said what they share.
  for (const [subchart, templates] of [...written, [undefined, templatesOf(objects, undefined, umbrella)] as const]) {
    const folder = subchart ? `charts/${subchart.node.id}/` : '';
    const context = subchart ? contexts.get(subchart)! : umbrella;
    files.set(`${folder}Chart.yaml`, chartYaml(chart, subchart, images));
    files.set(`${folder}values.yaml`, subchart ? SUBCHART_VALUES : valuesHeader(chart) + valuesYaml(declaration));
    for (const [name, template] of templates) files.set(`${folder}templates/${name}.yaml`, wholeText(template));
    if (context.helpers.size > 0)
      files.set(`${folder}templates/_helpers.tpl`, [...context.helpers.values()].join('\n'));
    for (const [name, text] of context.files) files.set(`${folder}files/${name}`, text);
  }
  files.set('values.schema.json', schemaJson(chart, true));
  files.set(FOR_EDITORS, schemaJson(chart, false));
  files.set('README.md', chartReadme(chart));
  files.set('.helmignore', `${FOR_EDITORS}\n`);
  findTokensOfManifests(chart, objects);
  checkTokens(chart);
  checkUse(chart, used);
  return files;
}

/** The images of the pods that the defaults give. */
function imagesOf(chart: AnyHelmChart, objects: readonly ChartObject[]): string[] {
  const { id } = chart.node;
  const values = defaultsOf(chart.declaration())!;
  const plain = plainObjects(chart, objects, { values, releaseName: id, namespace: id });
  const text = JSON.stringify(plain.map(({ json }) => json));
  return [...new Set([...text.matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image!))].sort();
}

const SUBCHART_VALUES =
  "# This component's values stand in the values.yaml of the chart that it is a part of, with their schema.\n";

function notesOf(notes: string, context: ChartContext): string {
  return `${mixedText(partsOfString(notes), context).trimEnd()}\n`;
}

// What is in plain manifests only has found its tokens too, though the chart does not use the value for it.
function findTokensOfManifests(chart: AnyHelmChart, objects: readonly ChartObject[]): void {
  for (const object of objects.filter(({ output }) => output === 'manifests')) {
    const context = new ChartContext(chart, object.subchart, new Set());
    atPath(object.path, () => writeTemplate(object.content, context, object.condition));
  }
}

function checkTokens(chart: AnyHelmChart): void {
  const owners: DeclaredValues[] = [
    chart.owners.own,
    chart.owners.global,
    ...chart.subcharts.map(({ owner }) => owner),
  ];
  for (const owner of owners) {
    const lost = owner.tokens.find((token) => !token.found);
    if (!lost) continue;
    const [reference] = lost.expression.references();
    throw new ChatbotError(
      `${owner.path}: the value ${(reference as Reference<unknown>).name} was read, but is in no manifest; ` +
        'something computed with it or compared it (use add(), equals(), choose()), or left it out',
    );
  }
}

function checkUse(chart: AnyHelmChart, used: ReadonlySet<string>): void {
  const owners: DeclaredValues[] = [
    chart.owners.own,
    chart.owners.global,
    ...chart.subcharts.map(({ owner }) => owner),
  ];
  for (const owner of owners) {
    for (const [keys] of leavesOf(owner.declaration)) {
      const name = [owner.key, ...keys].filter(Boolean).join('.');
      if (used.has(name) || (keys.length === 1 && keys[0] === 'enabled' && owner.key !== '' && owner.key !== 'global'))
        continue;
      throw new ChatbotError(`${owner.path}: the value ${name} is declared, but nothing uses it; use it or remove it`);
    }
  }
}
