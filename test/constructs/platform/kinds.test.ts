import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import * as library from '../../../constructs';
import { KINDS } from '../../../constructs/platform/shapes/kinds';
import type { ObjectShape } from '../../../imports/shape/shape';
import { testFolder } from '../../chart/support/charts';
import { describeWithKubeconform } from '../../chart/support/kubeconform';
import { NONSENSE, Wanted, anyForm, anyMistake } from '../../imports/support/forms';
import { CHARTS, MADE_FOR_CHARTS, objectsOfChart } from './support/chart-subjects';
import { BODIES } from './support/kinds';

const { ChatbotError } = library;
type AnyClass = new (scope: Construct, id: string, props: never) => Construct;
const classes = library as unknown as Readonly<Record<string, AnyClass>>;

// A machine that is busy takes its time.
jest.setTimeout(120_000);
const SEED = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));

function expectAdvice(error: unknown, path: RegExp): void {
  expect(error).toBeInstanceOf(ChatbotError);
  expect((error as Error).message).toMatch(path);
}

/** An object of the kind, one place of whose metadata or fields is nonsense, or that has a field which nobody knows. */
function anyWrongBody(name: keyof typeof KINDS): fc.Arbitrary<unknown> {
  const body = { metadata: { name: 'thing' }, ...BODIES[name] } as Readonly<Record<string, object>>;
  const metadata = anyForm((KINDS[name] as ObjectShape).required.metadata!);
  const nonsense = fc.constantFrom(...NONSENSE);
  const key = fc.constantFrom(...Object.keys(body));
  return fc.oneof(
    anyMistake(metadata).map((one) => ({ ...body, metadata: one })),
    fc.tuple(key, nonsense).map(([one, to]) => ({ ...body, [one]: to })),
    // A pod's fields are too many to be named.
    fc.tuple(name === 'Pod' ? fc.constant('metadata') : key, nonsense).map(([one, to]) => ({
      ...body,
      [one]: { ...body[one], speck: to ?? 1 },
    })),
    nonsense.map((to) => ({ ...body, speck: to ?? 1 })),
    nonsense,
  );
}

describeWithKubeconform(`objects at random (seed ${SEED})`, (refusalsOf) => {
  const folder = testFolder();

  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    '%s: is what Kubernetes accepts, or says what to do',
    (name) => {
      const metadata = anyForm((KINDS[name] as ObjectShape).required.metadata!);
      const right = metadata.map((one) => ({ metadata: one, ...BODIES[name] }));
      const samples = [right, anyWrongBody(name)].flatMap((one) => fc.sample(one, { numRuns: 30, seed: SEED }));
      const accepted: object[] = [];
      for (const props of samples) {
        const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
        try {
          new classes[name]!(chart, 'thing', props as never);
          accepted.push(...(chart.toJson() as object[]));
        } catch (error) {
          expectAdvice(error, /^shop\/thing.*: ./);
        }
      }
      expect(accepted.length).toBeGreaterThanOrEqual(30);
      expect(accepted.length).toBeLessThan(samples.length);
      writeFileSync(join(folder, `${name}.yaml`), accepted.map((one) => JSON.stringify(one)).join('\n---\n'));
    },
  );

  test.each(Object.keys(CHARTS))('%s: is made and written, or says what to do', (name) => {
    const { shape, runs, chartOf } = CHARTS[name]!;
    const form = anyForm(shape);
    const samples = [form, anyMistake(form)].flatMap((one) => fc.sample(one, { numRuns: runs, seed: SEED }));
    const accepted: object[] = [];
    let charts = 0;
    for (const props of samples) {
      try {
        accepted.push(...objectsOfChart(chartOf(filled(props) as never)));
        charts += 1;
      } catch (error) {
        expectAdvice(error, /^(shop\/)?thing.*: ./);
      }
    }
    expect(charts).toBeGreaterThan(1);
    expect(charts).toBeLessThan(samples.length);
    const yaml = accepted.map((one) => JSON.stringify(one)).join('\n---\n');
    if (accepted.length > 0) writeFileSync(join(folder, `${name}.yaml`), yaml);
  });

  test('Kubernetes accepts all of them', () => {
    expect(refusalsOf('1.34.0', folder)).toEqual([]);
  });
});

test('a misspelt field is named, and what was meant', () => {
  const chart = new Chart(new App(), 'shop');
  const wrong = { metadata: { name: 'web' }, spec: { selecter: {}, template: {}, selector: {} } };
  expect(() => new classes.Deployment!(chart, 'web', wrong as never)).toThrow(
    'shop/web: spec has the field "selecter", which is not known; did you mean selector?',
  );
});

function filled(form: unknown): unknown {
  if (form instanceof Wanted) return MADE_FOR_CHARTS[form.shape.expected];
  if (Array.isArray(form)) return form.map(filled);
  if (typeof form !== 'object' || form === null || form instanceof Date) return form;
  return Object.fromEntries(Object.entries(form).map(([key, one]) => [key, filled(one)]));
}
