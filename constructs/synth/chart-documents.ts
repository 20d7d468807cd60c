import { type Declaration, type Json, schemaOf } from '../values';
import { compactSchema } from '../values/compact-schema';
import { DEFINITIONS } from '../values/schema';
import { toYaml } from '../values/yaml';
import type { Catalogue } from './catalogue';
import type { AnyHelmChart, Subchart } from './helm-chart';
import { jsonText } from './json-text';

/** @param images those of the defaults, for Artifact Hub */
export function chartYaml(chart: AnyHelmChart, subchart: Subchart | undefined, images: readonly string[]): string {
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
    ...(subchart || !chart.catalogue ? {} : shownIn(chart.catalogue, images)),
  });
}

// Artifact Hub shows and scans the images. Source: Artifact Hub documentation, Helm annotations.
function shownIn({ keywords = [], annotations = {} }: Catalogue, images: readonly string[]): { [key: string]: Json } {
  const nameOf = (image: string) =>
    image
      .replace(/[:@].*$/, '')
      .split('/')
      .at(-1)!;
  const list = images.map((image) => ({ name: nameOf(image), image }));
  const scanned: Record<string, string> = list.length === 0 ? {} : { 'artifacthub.io/images': toYaml(list) };
  return { keywords: [...keywords], annotations: { ...annotations, ...scanned } };
}

export function valuesHeader(chart: AnyHelmChart): string {
  return `# Values of ${chart.node.id} ${chart.version}. Everything else is refused: see values.schema.json.\n\n`;
}

export function schemaJson(chart: AnyHelmChart, required: boolean): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: required ? `Values of ${chart.node.id}` : `Overlay of ${chart.node.id}`,
    ...(required ? withGlobals(chart) : schemaOf(chart.declaration(), { required })),
    ...(hasFreeObjects(chart.declaration()) ? { definitions: DEFINITIONS } : {}),
  };
  return `${jsonText(required ? compactSchema(schema) : schema)}\n`;
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
