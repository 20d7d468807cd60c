import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithHelm, runHelm } from '../constructs/support/helm';
import { chartFolder, helmTemplate, objectsIn } from './support/charts';
import {
  type Block,
  type Feature,
  features,
  metadataOfSnippet,
  missing,
  objectsOfSnippet,
  page,
  snippetOf,
  textOf,
  typeErrors,
} from './support/features';
import { plainOf, readOverlay } from './support/stack';

const withSnippet = features.filter((feature) => snippetOf(feature) !== undefined);
// What an overlay does not have to change, the chart gives by default.
const ofChart = features.filter(({ blocks }) =>
  blocks.some(
    ({ language, kind }) => language === 'text' || (language === 'yaml' && !['code', 'metadata'].includes(kind)),
  ),
);
const overlayOf = (feature: Feature) => textOf(feature, 'yaml', 'values') ?? '{}\n';
/** Excerpts that are in both, and those of one alone. */
const excerptsOf = (feature: Feature, one: 'chart' | 'code') =>
  [textOf(feature, 'yaml'), textOf(feature, 'yaml', one)].filter((text) => text !== undefined);

test('the contents lead to every feature, in the order of the page', () => {
  const [, contents = ''] = page.split('## Contents\n');
  const entries = [...contents.split('\n## ')[0]!.matchAll(/\[([^\]]*)\]\(#([^)]*)\)/g)];
  const slug = (name: string) =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-');
  expect(features.length).toBeGreaterThan(20);
  expect(entries.map(([, , anchor]) => anchor)).toEqual(features.map(({ name }) => slug(name)));
});

test.each(features)('$name: shows how, and what comes out', ({ blocks }) => {
  expect(blocks.map(({ language, kind }) => `${language} ${kind}`.trim())).toEqual(
    expect.arrayContaining([expect.stringMatching(/^(ts|yaml values|sh|yaml|yaml chart)$/)]),
  );
  for (const { language, kind } of blocks) {
    const kinds = { ts: [''], sh: [''], yaml: ['', 'values', 'chart', 'code', 'helm', 'metadata'], text: ['notes'] };
    expect(kinds[language as keyof typeof kinds]).toContain(kind);
  }
  const kinds = blocks.map(({ language, kind }) => `${language} ${kind}`);
  expect(new Set(kinds).size).toBe(kinds.length);
  const isObject = blocks.some(({ language, kind }) => language === 'ts' || kind === 'values');
  const isResult = ({ language, kind }: Block) => language === 'text' || (language === 'yaml' && kind !== 'values');
  if (isObject) expect(blocks.some(isResult)).toBe(true);
});

test('the snippets compile', () => {
  expect(typeErrors(new Map(withSnippet.map((feature) => [feature.name, snippetOf(feature)!])))).toEqual([]);
}, 120_000);

test('a snippet that does not compile is found', () => {
  expect(typeErrors(new Map([['Wrong', 'const a: number = "a";\nexport { a };']]))).toEqual([
    expect.stringMatching(/^Wrong: Type 'string'/),
  ]);
}, 120_000);

test.each(withSnippet)('$name: the snippet gives what the page shows', (feature) => {
  const objects = objectsOfSnippet(snippetOf(feature)!);
  expect(excerptsOf(feature, 'code').flatMap((text) => missing(text, objects))).toEqual([]);
});

const withMetadata = withSnippet.filter((feature) => textOf(feature, 'yaml', 'metadata') !== undefined);
test.each(withMetadata)('$name: the chart of the snippet is described as the page shows', (feature) => {
  const shown = textOf(feature, 'yaml', 'metadata')!;
  expect(missing(shown, metadataOfSnippet(snippetOf(feature)!))).toEqual([]);
});

test.each(ofChart)('$name: the overlay is accepted and gives what the page shows', (feature) => {
  const objects = plainOf(readOverlay(overlayOf(feature)));
  expect(excerptsOf(feature, 'chart').flatMap((text) => missing(text, objects))).toEqual([]);
});

test('what is not there is missing', () => {
  const [first] = features;
  const objects = plainOf({});
  expect(missing(textOf(first!, 'yaml')!, objects)).toHaveLength(1);
  expect(missing('kind: Deployment\nspec: {strategy: {type: RollingUpdate}}', objects)).toEqual([]);
});

describeWithHelm(4, 'helm template', (helm) => {
  const { path, chart } = chartFolder();

  test.each(ofChart)('$name', (feature) => {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayOf(feature));
    const objects = objectsIn(helmTemplate(helm, chart, 'dev', file));
    const alone = textOf(feature, 'yaml', 'helm') ?? [];
    expect([...excerptsOf(feature, 'chart'), ...[alone].flat()].flatMap((text) => missing(text, objects))).toEqual([]);
  });

  const noted = ofChart.filter((feature) => textOf(feature, 'text', 'notes') !== undefined);
  test.each(noted)('$name: the notes say it', (feature) => {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayOf(feature));
    const args = ['--namespace', 'chatbot-dev', '-f', file, '--dry-run=client', '--hide-notes=false'];
    const notes = runHelm(helm, ['install', 'todo-chatbot', chart, ...args])
      .split('\nNOTES:\n')[1]!
      .split('\n');
    const lines = textOf(feature, 'text', 'notes')!.trimEnd().split('\n');
    expect(lines.filter((line) => !notes.includes(line))).toEqual([]);
  });
});
