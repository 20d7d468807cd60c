import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Construct } from 'constructs';
import fc from 'fast-check';
import * as library from '../../../constructs';
import { WEB_SERVICE } from '../../../constructs/platform/shapes/workloads';
import type { AnyShape } from '../../../imports/shape/shape';
import { testFolder } from '../../chart/support/charts';
import { describeWithKubeconform } from '../../chart/support/kubeconform';
import { anyForm, anyMistake } from '../../imports/support/forms';
import { CHARTS } from './support/chart-subjects';
import { BODIES } from './support/kinds';
import { type Host, SUBJECTS, outcome } from './support/subjects';

const { ChatbotError } = library;

// A machine that is busy takes its time.
jest.setTimeout(120_000);
const RUNS = 15;
const SEED = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const HOSTS: readonly Host[] = ['Chart', 'HelmChart'];
const CASES = Object.entries(SUBJECTS).flatMap(([name, { hosts = HOSTS }]) =>
  hosts.map((host) => [name, host] as const),
);

describeWithKubeconform(`props at random (seed ${SEED})`, (refusalsOf) => {
  const folder = testFolder();

  test.each(CASES)('%s in a %s: makes objects, or says what to do', (name, host) => {
    const form = anyForm(SUBJECTS[name]!.shape);
    const samples = [form, anyMistake(form), anyMistake(form)].flatMap((one, index) =>
      fc.sample(one, { numRuns: RUNS, seed: SEED + index }),
    );
    const accepted: object[] = [];
    for (const props of samples) {
      const result = outcome(name, host, 'thing', props);
      if ('objects' in result) accepted.push(...result.objects);
      else {
        expect(result.error).toBeInstanceOf(ChatbotError);
        expect((result.error as Error).message).toMatch(/^shop\/thing.*: ./);
      }
    }
    expect(accepted.length).toBeGreaterThan(1);
    writeFileSync(join(folder, `${name}-${host}.yaml`), accepted.map((one) => JSON.stringify(one)).join('\n---\n'));
  });

  test('Kubernetes and the operators accept all of them', () => {
    expect(refusalsOf('1.34.0', folder)).toEqual([]);
  });
});

test.each(Object.keys(SUBJECTS).filter((name) => SUBJECTS[name]!.isNamedById))(
  '%s refuses an id that is no name, unless it is given one',
  (name) => {
    const { shape, least } = SUBJECTS[name]!;
    const small = { ...smallest(shape), ...least };
    for (const id of ['My Api', '1st', 'a'.repeat(64), 'Ärger', '-', 'a.b']) {
      const result = outcome(name, 'HelmChart', id, small);
      expect(result).toEqual({ error: expect.any(ChatbotError) as unknown });
      expect((result as { error: Error }).error.message).toMatch(/name: expected (a name|63 characters at most)/);
    }
  },
);

test('a wrong prop is named with its place, what was expected and what was found', () => {
  const props = smallest(WEB_SERVICE);
  const messageOf = (changes: object) => {
    const result = outcome('WebService', 'Chart', 'api', { ...props, ...changes });
    return 'error' in result ? (result.error as Error).message : '';
  };
  expect(messageOf({ port: '8000' })).toBe(
    'shop/api: port: expected a whole number from 1024 to 65535, where a process that is not root listens, found "8000"',
  );
  expect(messageOf({ image: undefined })).toBe('shop/api: image is missing');
  expect(messageOf({ podLabels: { team: 'a b' } })).toContain('shop/api: podLabels.team: expected up to 63 letters');
  expect(messageOf({ sidecars: [{ image: 'a' }] })).toBe('shop/api: sidecars[0].name is missing');
});

test('every construct of the library is tried, or has no props of its own', () => {
  const abstract = ['JobWorkload', 'Manifest'];
  // Of the Todo Chatbot: made of handles of its values, not of literals.
  const parts = ['BackupComponent', 'Component', 'DatabaseComponent', 'OllamaComponent'];
  const constructs = Object.entries(library as Readonly<Record<string, unknown>>).filter(
    ([, one]) => typeof one === 'function' && one.prototype instanceof Construct,
  );
  const tried = [SUBJECTS, BODIES, CHARTS].flatMap((some) => Object.keys(some));
  expect(constructs.map(([name]) => name).toSorted()).toEqual([...tried, ...abstract, ...parts].toSorted());
});

/** A form with what has to be there and nothing else. */
function smallest(shape: AnyShape): object {
  const needed = shape.kind === 'object' ? { ...shape, optional: {} } : shape;
  return fc.sample(anyForm(needed), { numRuns: 1, seed: 1 })[0] as object;
}
