import { ChartContext } from './chart-context';
import { ChatbotError, type Declaration, type Json, referenceTable, schemaOf, valuesYaml } from '../values';
import { DEFINITIONS } from '../values/schema';
import type { Reference } from '../values/expression';
import { leavesOf } from '../values/handle';
import { partsOfString } from '../values/token';
import { toYaml } from '../values/yaml';
import type { AnyHelmChart, DeclaredValues, Subchart } from './helm-chart';
import { atPath } from './manifests';
import type { ChartObject } from './objects';
import { mixedText } from './scalar-template';
import { writeTemplate } from './template';

/**
 * The files of a Helm chart, by path.
 * @throws when a template reads another subchart's value, a handle got lost, or a value is declared that nothing uses.
 */
export function chartFiles(chart: AnyHelmChart, objects: readonly ChartObject[]): Map<string, string> {
  const used = new Set<string>();
  const files = new Map<string, string>();
  const declaration = chart.declaration();
  const umbrella = new ChartContext(chart, undefined, used);
  const contexts = new Map(chart.subcharts.map((one) => [one, new ChartContext(chart, one, used, umbrella)] as const));
  const written = [...contexts].map(
    ([subchart, context]) => [subchart, templatesOf(objects, subchart, context)] as const,
  );
  shareAlike(
    written.map(([, templates]) => templates),
    umbrella,
  );
  // The umbrella comes last, when its subcharts have said what they share.
  for (const [subchart, templates] of [...written, [undefined, templatesOf(objects, undefined, umbrella)] as const]) {
    const folder = subchart ? `charts/${subchart.node.id}/` : '';
    const context = subchart ? contexts.get(subchart)! : umbrella;
    files.set(`${folder}Chart.yaml`, chartYaml(chart, subchart));
    files.set(`${folder}values.yaml`, subchart ? SUBCHART_VALUES : valuesHeader(chart) + valuesYaml(declaration));
    for (const [name, text] of templates) files.set(`${folder}templates/${name}.yaml`, text);
    if (context.helpers.size > 0)
      files.set(`${folder}templates/_helpers.tpl`, [...context.helpers.values()].join('\n'));
    for (const [name, text] of context.files) files.set(`${folder}files/${name}`, text);
  }
  files.set('values.schema.json', schemaJson(chart, true));
  files.set('overlay.schema.json', schemaJson(chart, false));
  files.set('README.md', readme(chart));
  files.set('.helmignore', '*.orig\n*.tmp\n.git/\n');
  const { notes } = chart;
  if (notes) {
    const context = new ChartContext(chart, undefined, used);
    const text = atPath(chart.node.path, () => notesOf(notes, context));
    files.set('templates/NOTES.txt', text);
  }
  findTokensOfManifests(chart, objects);
  checkTokens(chart);
  checkUse(chart, used);
  return files;
}

const SUBCHART_VALUES =
  "# This component's values stand in the values.yaml of the chart that it is a part of, with their schema.\n";

function templatesOf(
  objects: readonly ChartObject[],
  subchart: Subchart | undefined,
  context: ChartContext,
): Map<string, string> {
  const own = objects.filter((object) => object.subchart === subchart && object.output !== 'manifests');
  const write = (object: ChartObject) =>
    atPath(object.path, () => writeTemplate(withHook(object), context, object.condition));
  return new Map(own.map((object) => [object.file, write(object)]));
}

/** What several subcharts say alike, word by word, is said once, in a named template of the whole chart. */
function shareAlike(charts: readonly Map<string, string>[], umbrella: ChartContext): void {
  const texts = charts.flatMap((templates) => [...templates].map(([file, text]) => `${file}\n${text}`));
  const alike = new Set(texts.filter((text, index) => texts.indexOf(text) < index));
  for (const templates of charts) {
    for (const [file, text] of templates) {
      // A chart reads its own files only.
      if (!alike.has(`${file}\n${text}`) || text.includes('.Files.')) continue;
      templates.set(file, umbrella.share(file, text) ?? text);
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

function chartYaml(chart: AnyHelmChart, subchart?: Subchart): string {
  const dependencies = chart.subcharts.map(({ node }) => ({
    name: node.id,
    version: chart.version,
    condition: `${node.id}.enabled`,
  }));
  return toYaml({
    apiVersion: 'v2',
    name: (subchart ?? chart).node.id,
    description: (subchart ?? chart).description,
    type: 'application',
    version: chart.version,
    appVersion: chart.appVersion,
    ...(subchart ? {} : { kubeVersion: '>=1.25.0-0' }),
    ...(subchart || dependencies.length === 0 ? {} : { dependencies }),
  });
}

function valuesHeader(chart: AnyHelmChart): string {
  return `# Values of ${chart.node.id} ${chart.version}. Everything else is refused: see values.schema.json.\n\n`;
}

function schemaJson(chart: AnyHelmChart, required: boolean): string {
  const schema: Json = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: required ? `Values of ${chart.node.id}` : `Overlay of ${chart.node.id}`,
    ...(required ? withGlobals(chart) : schemaOf(chart.declaration(), { required })),
    ...(hasFreeObjects(chart.declaration()) ? { definitions: DEFINITIONS } : {}),
  };
  return `${JSON.stringify(schema, null, 1)}\n`;
}

function hasFreeObjects(declaration: Declaration): boolean {
  if (declaration.kind === 'section') return Object.values(declaration.fields).some(hasFreeObjects);
  return declaration.kind === 'object' || ('item' in declaration && hasFreeObjects(declaration.item));
}

// Helm gives every subchart the global values, before it checks the whole.
function withGlobals(chart: AnyHelmChart): { [key: string]: Json } {
  const schema = schemaOf(chart.declaration(), { required: true });
  const properties = schema.properties as Record<string, { properties: Json }>;
  for (const { node } of chart.subcharts) {
    const known = properties[node.id]!.properties as Record<string, Json>;
    known.global = { type: 'object', description: 'Set by Helm; write global values at the top' };
  }
  return schema;
}

function readme(chart: AnyHelmChart): string {
  const { id } = chart.node;
  return `# ${id} ${chart.version}

${chart.description}.

\`\`\`sh
helm upgrade --install ${id} ${id}-${chart.version}.tgz --namespace ${chart.namespaceOf('dev')} --create-namespace
\`\`\`

Every value is checked: a misspelt key, a wrong type or a number out of its bounds is refused before anything is changed.

## Values

${referenceTable(chart.declaration())}`;
}

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
