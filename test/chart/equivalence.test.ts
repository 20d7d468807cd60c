import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { valueOf } from './support/arbitrary';
import { chartFolder, helmTemplate, objectsIn } from './support/charts';
import { type KubernetesObject, comparable, differences } from './support/objects';
import { untidyLines } from './support/tidy';
import { declaration, environments, overlayText, plainOf, readOverlay } from './support/stack';

const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 200);
const SEED = process.env.FAST_CHECK_SEED;
const LONG = 120_000 + RUNS * 1_000;

describeWithHelm(4, 'helm template and plain synth', (helm) => {
  const { path, chart } = chartFolder();

  /** Where the two outputs differ for one overlay, which both read from the same text. */
  function disagreements(values: Json, environment: string): string[] {
    const text = overlayText(values);
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, text);
    const plain = plainOf(readOverlay(text), environment);
    const rendered = helmTemplate(helm, chart, environment, file);
    return [...untidyLines(rendered), ...differences(comparable(plain), comparable(objectsIn(rendered)))];
  }

  test.each(environments)('say the same for $environment', ({ environment, values }) => {
    expect(disagreements(values, environment)).toEqual([]);
  });

  test('say the same without an overlay', () => {
    expect(disagreements({}, 'dev')).toEqual([]);
  });

  test(
    `say the same for ${RUNS} random overlays`,
    () => {
      const property = fc.property(
        valueOf(declaration),
        fc.constantFrom<string[]>('dev', 'qa-2'),
        (values, environment) => {
          const lines = disagreements(values, environment);
          if (lines.length > 0) throw new Error(lines.slice(0, 10).join('\n'));
        },
      );
      const result = fc.check(property, { numRuns: RUNS, ...(SEED ? { seed: Number(SEED) } : {}) });
      if (result.failed) throw new Error(failureOf(result));
    },
    LONG,
  );
});

function failureOf({
  counterexample,
  errorInstance,
  seed,
  numShrinks,
}: fc.RunDetails<[values: Json, environment: string]>): string {
  const [values, environment] = counterexample!;
  return [
    `plain synth (first) and helm template (second) differ; FAST_CHECK_SEED=${seed} shows it again`,
    (errorInstance as Error).message,
    `# overlay, shrunk ${numShrinks} times; environment ${environment}`,
    overlayText(values),
  ].join('\n');
}

describe('the comparison notices', () => {
  test.each([
    ['data:\n  \n  PORT: "1"\n', ['a line of blanks after: data:']],
    ['data:\n\n  PORT: "1"\n', ['an empty line after: data:']],
    ['egress:\n  -\n    to: []\n', ['a dash alone after: egress:']],
    ['data:\n  run.sh: |\n    one\n\n    two\n  PORT: "1"\n', []],
    ['data:\n  run.sh: |\n    one\n    \n    two\n', ['a line of blanks after:   run.sh: |']],
    ['a: 1\n\n---\nb: 2 \n', ['blanks at the end after: ---']],
  ])('untidy lines in %j', (text, lines) => {
    expect(untidyLines(text)).toEqual(lines);
  });

  const objects = plainOf({});
  const copy = (): { -readonly [K in keyof KubernetesObject]: KubernetesObject[K] }[] => structuredClone(objects);

  test('a changed field', () => {
    const changed = copy();
    const index = changed.findIndex(({ kind }) => kind === 'Deployment');
    const spec = changed[index]!.spec!;
    changed[index]!.spec = { ...spec, replicas: String(spec.replicas) as unknown as number };
    expect(differences(objects, changed)).toEqual(['apps/v1/Deployment/model spec replicas: 1 <> "1"']);
  });

  test('a field that is null instead of absent', () => {
    const changed = copy();
    changed[1]!.immutable = null;
    expect(differences(objects, changed)).toEqual([expect.stringMatching(/ immutable: absent <> null$/)]);
  });

  test('a missing and an additional object', () => {
    const less = objects.slice(1);
    expect(differences(objects, less)).toEqual([expect.stringMatching(/: in the first only$/)]);
    expect(differences(less, objects)).toEqual([expect.stringMatching(/: in the second only$/)]);
  });

  test('an object that is there twice', () => {
    expect(differences(objects, [...objects, objects[0]!])).toEqual([expect.stringMatching(/: twice$/)]);
  });

  test('another annotation than those of Helm', () => {
    const [first] = ['a', 'b'].map((value) => withAnnotations({ 'helm.sh/hook': value, 'example.com/x': 'y' }));
    expect(comparable([first!])).toEqual([withAnnotations({ 'example.com/x': 'y' })]);
    expect(comparable([withAnnotations({ 'helm.sh/hook': 'test' })])).toEqual([]);
  });
});

function withAnnotations(annotations: Record<string, string>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', annotations } };
}
