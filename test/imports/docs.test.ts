import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';
import * as cdk8s from 'cdk8s';
import * as library from '../../constructs';
import { type HelmChart, SynthesizedChart } from '../../constructs/synth';
import { toYaml } from '../../constructs/values/yaml';
import * as imports from '../../imports';

const page = readFileSync('docs/imports.md', 'utf8');

/** The first blocks of a language in the page. */
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text!);

/** What a block of TypeScript exports. */
function run(source: string): unknown {
  const { code } = transformSync(source, {
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  const known: Readonly<Record<string, object>> = { cdk8s, 'cdk8s-chatbot': library };
  const exports = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own example
  const load = new Function('require', 'exports', code) as (require: (name: string) => object, exports: object) => void;
  load((name) => known[name] ?? imports, exports);
  return exports;
}

test('the example of the page makes the YAML that the page shows', () => {
  const { chart } = run(blocks('ts')[0]!) as { chart: HelmChart };
  const synthesized = new SynthesizedChart(chart);
  const plain = synthesized.plain({ environment: 'prod', values: { aliases: ['www.example.com'] } });
  const certificate = plain.find(({ json }) => json.kind === 'Certificate')!.json;
  expect(blocks('yaml')).toEqual([synthesized.chartFiles().get('templates/monitor.yaml'), toYaml(certificate)]);
});

test('the page has a row for every kind, and names no other', () => {
  const rows = page.matchAll(/^\| `cdk8s-chatbot\/imports\/[a-z-]+` *\| ([^|]*) \|/gm);
  const named = [...rows].flatMap(([, kinds]) => [...kinds!.matchAll(/`(\w+)`/g)].map(([, kind]) => kind!));
  expect(named.toSorted()).toEqual(Object.keys(imports).toSorted());
});
