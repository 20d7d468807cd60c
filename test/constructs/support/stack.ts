import { App } from 'cdk8s';
import { HelmChart, Subchart, SynthesizedChart } from '../../../constructs/synth';
import { type HandleOf, type Json, boolean, integer, oneOf, path, section, string } from '../../../constructs/values';
import { type JsonObject, renderChart } from './render';

const description = 'For a test';

/** Values that a workload has. */
export const webValues = section('A web service', {
  replicas: integer({ description, default: 2 }),
  port: integer({ description, default: 8080 }),
  host: string({ description, default: 'example.com' }),
  path: path({ description, default: '/' }),
  cpu: integer({ description, default: 250 }),
  memory: integer({ description, default: 64 }),
  seconds: integer({ description, default: 5 }),
  tls: boolean({ description, default: false }),
  mode: oneOf({ description, options: ['a', 'b'], default: 'a' }),
});

export type Web = HandleOf<typeof webValues>;

/** A chart with one subchart, `my-web`, that `build` fills. */
export function webChart(build: (web: Subchart<typeof webValues>, chart: HelmChart) => void): HelmChart {
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop' });
  build(new Subchart(chart, 'my-web', { values: webValues }), chart);
  return chart;
}

/** What both ways give for an overlay, by kind and name. */
export function bothWays(helm: string, chart: HelmChart, overlay: Json): { plain: JsonObject; helm: JsonObject } {
  const synthesized = new SynthesizedChart(chart);
  const plain = synthesized.plain({ environment: 'dev', values: overlay }).map(({ json }) => json);
  const rendered = renderChart(helm, synthesized.chartFiles(), overlay, chart.node.id);
  return { plain: byName(plain), helm: byName(rendered) };
}

function byName(objects: readonly JsonObject[]): JsonObject {
  const entries = objects.map((object) => [
    `${object.kind as string} ${(object.metadata as JsonObject).name as string}`,
    object,
  ]);
  return Object.fromEntries(entries) as JsonObject;
}
