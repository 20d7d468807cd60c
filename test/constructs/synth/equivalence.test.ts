import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { declaration, values } from '../support/arbitraries';
import { type Case, type Outcome, outcomesOf } from '../support/cases';
import { describeWithHelm } from '../support/helm';
import { expressions, parts } from '../support/random-content';

/** Cases of each kind; FAST_CHECK_RUNS raises it, FAST_CHECK_SEED repeats a run. */
const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 300);
const SEED = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const BATCH = 100;

type RandomCase = Case<typeof declaration> & { readonly show: string };

const randomCase = (content: fc.Arbitrary<{ show: string; make: RandomCase['content'] }>): fc.Arbitrary<RandomCase> =>
  fc.record({ content, values }).map(({ content: { show, make }, values }) => ({ show, content: make, values }));

const agrees = ({ plain, helm }: Outcome) => isDeepStrictEqual(JSON.parse(JSON.stringify(plain)), helm);

// The batch says which cases fail; only then does fast-check run them one by one, to shrink the first.
function checkInBatches(helm: string, arbitrary: fc.Arbitrary<RandomCase>): void {
  const cases = fc.sample(arbitrary, { numRuns: RUNS, seed: SEED });
  const good = new Set<string>();
  for (let start = 0; start < cases.length; start += BATCH) {
    const batch = cases.slice(start, start + BATCH);
    try {
      outcomesOf(helm, declaration, batch).forEach((outcome, i) => agrees(outcome) && good.add(keyOf(batch[i]!)));
    } catch {
      // One template that Helm refuses fails its whole batch: each is tried alone below.
    }
  }
  fc.assert(
    fc.property(arbitrary, (one) => {
      if (good.has(keyOf(one))) return;
      const [outcome] = outcomesOf(helm, declaration, [one]);
      if (!agrees(outcome!)) throw new Error(`${one.show}\n${outcome!.template}\n${JSON.stringify(outcome, null, 1)}`);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}

const keyOf = ({ show, values }: RandomCase) => JSON.stringify([show, values]);

describeWithHelm(3, 'random content means the same to both interpreters', (helm) => {
  const scalars = fc.oneof(expressions.integer, expressions.number, expressions.text, expressions.condition);

  test('expressions', () => {
    checkInBatches(helm, randomCase(scalars));
  });

  test('parts', () => {
    checkInBatches(helm, randomCase(parts));
  });
});
