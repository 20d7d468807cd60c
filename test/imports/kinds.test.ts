import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import { HelmChart, SynthesizedChart } from '../../constructs/synth';
import { ChatbotError, section } from '../../constructs/values';
import * as imports from '../../imports';
import type { ResourceProps } from '../../imports/custom-resource';
import type { Shape } from '../../imports/shape/shape';
import { describeWithHelm } from '../constructs/support/helm';
import { type JsonObject, renderChart } from '../constructs/support/render';
import { Valued, anyForm, anyMistake } from './support/forms';
import { OTHERS } from './support/full-operators';
import { describeWithDefinitions } from './support/kubeconform';
import { FULL, type Kind, SMALL } from './support/specimens';

type AnyClass = (new (scope: Chart, id: string, props: ResourceProps<unknown>) => imports.Agent) & {
  readonly shape: Shape<unknown>;
};
const classes = imports as unknown as Readonly<Record<Kind, AnyClass>>;
const KINDS = Object.keys(classes) as Kind[];
// A machine that is busy takes its time.
jest.setTimeout(60_000);

const NAME = { metadata: { name: 'todo' } };

const objectOf = (kind: Kind, props: unknown) =>
  new classes[kind](new Chart(new App(), 'shop'), 'thing', props as ResourceProps<unknown>).toJson() as object;

describeWithDefinitions('what the definitions accept', (validate) => {
  test.each(KINDS)('%s in its smallest and its full form', (kind) => {
    const forms = [SMALL[kind], FULL[kind]].map((spec) => objectOf(kind, { ...NAME, spec }));
    expect(validate(forms)).toEqual([]);
    expect(forms.map((form) => (form as JsonObject).spec)).toEqual([SMALL[kind], FULL[kind]]);
  });

  test('the other forms of kinds that have several', () => {
    expect(validate(OTHERS.map(([kind, spec]) => objectOf(kind, { ...NAME, spec })))).toEqual([]);
  });

  test('a field that a definition does not know would be noticed', () => {
    expect(validate([{ ...objectOf('Agent', { ...NAME, spec: SMALL.Agent }), specs: {} }])).toHaveLength(1);
  });

  test.each(KINDS)('%s: whatever it takes, and it refuses the rest with its path', (kind) => {
    const form = anyForm(classes[kind].shape);
    const samples = [
      ...fc.sample(form, { numRuns: 60, seed: 7 }),
      ...fc.sample(anyMistake(form), { numRuns: 60, seed: 7 }),
    ];
    const accepted: object[] = [];
    for (const props of samples) {
      try {
        accepted.push(objectOf(kind, props));
      } catch (error) {
        expect(error).toBeInstanceOf(ChatbotError);
        expect((error as Error).message).toMatch(/^shop\/thing: ./);
      }
    }
    expect(accepted.length).toBeGreaterThan(5);
    expect(accepted.length).toBeLessThan(samples.length);
    expect(validate(accepted)).toEqual([]);
  });

  describeWithHelm(3, 'in a Helm chart, with a value in every place that takes one', (helm) => {
    const valued = new Valued();
    const spec = (kind: Kind) =>
      valued.of({ ...NAME, spec: FULL[kind] }, classes[kind].shape) as ResourceProps<unknown>;
    KINDS.forEach(spec);
    const chart = new HelmChart(new App(), 'shop', {
      version: '1.0.0',
      description: 'A shop',
      values: section('A value for each scalar', valued.fields),
    });
    valued.use(chart.values);
    for (const kind of KINDS) new classes[kind](chart, kind, spec(kind));
    const synthesized = new SynthesizedChart(chart);

    test.each([true, false])('optional fields: %s', (full) => {
      const plain = synthesized.plain({ environment: 'dev', values: { full } }).map(({ json }) => json);
      const rendered = renderChart(helm, synthesized.chartFiles(), { full }, 'shop');
      const byKind = (a: JsonObject, b: JsonObject) => JSON.stringify(a.kind).localeCompare(JSON.stringify(b.kind));
      expect(rendered.toSorted(byKind)).toEqual(plain.toSorted(byKind));
      expect(validate(plain)).toEqual([]);
      if (full)
        expect(plain.map(({ kind, spec: one }) => [kind, one])).toEqual(KINDS.map((kind) => [kind, FULL[kind]]));
    });
  });
});
