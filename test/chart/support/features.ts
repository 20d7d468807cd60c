import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';
import * as cdk8s from 'cdk8s';
import * as ts from 'typescript';
import { parse, parseAllDocuments } from 'yaml';
import * as library from '../../../constructs';
import { HelmChart, SynthesizedChart } from '../../../constructs/synth';
import * as imports from '../../../imports';
import type { KubernetesObject } from './objects';

/** A block of the page: its language, what else its info string says, its text. */
export interface Block {
  readonly language: string;
  readonly kind: string;
  readonly text: string;
}

/** A feature of docs/features.md. */
export interface Feature {
  readonly name: string;
  readonly blocks: readonly Block[];
}

export const page = readFileSync('docs/features.md', 'utf8').replace(/^<!--.*?^-->$/ms, '');

const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^```(\w+) ?(\w*)\n(.*?)^```$/gms)].map(([, language, kind, body]) => ({
    language: language!,
    kind: kind!,
    text: body!,
  }));

export const features: readonly Feature[] = page
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [name = ''] = section.split('\n');
    return { name, blocks: blocksOf(section.split(/^## /m)[0]!) };
  });

/** The lines before each snippet. */
const preamble = blocksOf(page.split(/^### /m)[0]!).find(({ language }) => language === 'ts')!.text;

export const textOf = ({ blocks }: Feature, language: string, kind = ''): string | undefined =>
  blocks.find((block) => block.language === language && block.kind === kind)?.text;

export const snippetOf = (feature: Feature): string | undefined => {
  const text = textOf(feature, 'ts');
  return text === undefined ? undefined : `${preamble}\n${text}`;
};

/** What `tsc` says against the snippets, one line each. */
export function typeErrors(snippets: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    types: ['node'],
    baseUrl: process.cwd(),
    paths: {
      'cdk8s-chatbot': ['constructs/index.ts'],
      'cdk8s-chatbot/imports': ['imports/index.ts'],
      'cdk8s-chatbot/imports/*': ['imports/*.ts'],
    },
  };
  const host = ts.createCompilerHost(options);
  const files = new Map<string, { readonly name: string; readonly text: string }>();
  for (const [name, text] of snippets) files.set(`snippet-${files.size}.ts`, { name, text });
  host.fileExists = (file) => files.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => files.get(file)?.text ?? ts.sys.readFile(file);
  host.getSourceFile = (file, target) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([file, { name }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}

/** The objects of all charts that a snippet makes. */
export function objectsOfSnippet(source: string): KubernetesObject[] {
  return chartsOfSnippet(source).flatMap(objectsOf);
}

/** What Chart.yaml says of the Helm charts that a snippet makes. */
export function metadataOfSnippet(source: string): KubernetesObject[] {
  const charts = chartsOfSnippet(source).filter((chart) => HelmChart.isHelmChart(chart));
  return charts.map((chart) => parse(new SynthesizedChart(chart).chartFiles().get('Chart.yaml')!) as KubernetesObject);
}

function chartsOfSnippet(source: string): cdk8s.Chart[] {
  const { code } = transformSync(source, {
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  const apps: cdk8s.App[] = [];
  class App extends cdk8s.App {
    constructor(props?: cdk8s.AppProps) {
      super(props);
      apps.push(this);
    }
  }
  const known: Readonly<Record<string, object>> = { cdk8s: { ...cdk8s, App }, 'cdk8s-chatbot': library };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own example
  const run = new Function('require', 'exports', code) as (require: (name: string) => object, exports: object) => void;
  run((name) => known[name] ?? imports, {});
  return apps.flatMap((app) => app.charts);
}

function objectsOf(chart: cdk8s.Chart): KubernetesObject[] {
  if (!HelmChart.isHelmChart(chart)) return chart.toJson() as KubernetesObject[];
  const plain = new SynthesizedChart(chart).plain({ environment: 'dev', values: {} });
  return plain.map(({ json }) => json as unknown as KubernetesObject);
}

/** The excerpts that are in none of the objects. */
export function missing(excerpts: string, objects: readonly KubernetesObject[]): string[] {
  const all = parseAllDocuments(excerpts).map((document) => document.toJS() as unknown);
  return all
    .filter((excerpt) => !objects.some((object) => contains(object, excerpt)))
    .map((one) => JSON.stringify(one));
}

/** Whether something has all that an excerpt of it says; an item of a list may stand anywhere in it. */
function contains(whole: unknown, excerpt: unknown): boolean {
  if (typeof excerpt !== 'object' || excerpt === null) return whole === excerpt;
  if (typeof whole !== 'object' || whole === null) return false;
  if (Array.isArray(excerpt))
    return Array.isArray(whole) && excerpt.every((item) => whole.some((one) => contains(one, item)));
  return Object.entries(excerpt).every(([key, value]) => contains((whole as Record<string, unknown>)[key], value));
}
