import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOf } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { chartFolder, helmTemplate } from './support/charts';
import { overlayOf, together } from './support/declared';
import { type Mistake, batchesOf, misspelt, nulls, outOfBounds, wrongTypes } from './support/mistakes';
import { declaration, overlayText, readOverlay } from './support/stack';

const LONG = 120_000;

const kinds: readonly (readonly [string, readonly Mistake[]])[] = [
  ['a key misspelt by one letter', [...misspelt(declaration)]],
  ['a value of another type', [...wrongTypes(declaration)]],
  ['a value out of its bounds', [...outOfBounds(declaration)]],
  ['a key with nothing behind it', [...nulls(declaration)]],
];

function textOf(mistakes: readonly Mistake[]): string {
  return overlayText(together(...mistakes.map(({ path, value }) => overlayOf(path, value))));
}

/** The mistakes of which a refusal says nothing, and what it says where there is no mistake. */
function misunderstood(mistakes: readonly Mistake[], places: readonly string[]): string[] {
  const within = (place: string, other: string) => place === other || place.startsWith(`${other}.`);
  const unnoticed = mistakes.filter(({ place }) => !places.some((found) => within(found, place)));
  const invented = places.filter((found) => !mistakes.some(({ place }) => within(found, place)));
  return [
    ...unnoticed.map(({ place, value }) => `${place}: ${JSON.stringify(value)} is not refused`),
    ...invented.map((place) => `${place}: refused, but right`),
  ];
}

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('there are many mistakes to make', () => {
  for (const [, mistakes] of kinds) expect(mistakes.length).toBeGreaterThan(100);
});

describe('plain synth refuses', () => {
  test.each(kinds)('%s', (_, mistakes) => {
    for (const batch of batchesOf(mistakes)) {
      const lines = refusalOf(() => readOverlay(textOf(batch)))
        .split('\n')
        .filter(Boolean);
      const places = lines.map((line) => /^overlay\.yaml:\d+: ([^:]+): ./.exec(line)?.[1] ?? line);
      expect(
        misunderstood(
          batch,
          places.map((place) => place.replace(/\[(\d+)\]/g, '.$1')),
        ),
      ).toEqual([]);
    }
  });

  test('each misspelt key with the key that was meant', () => {
    const wrong = [...misspelt(declaration)];
    const guesses = wrong.map(({ path }) => problemsOf(declaration, overlayOf(path, 1))[0]!);
    expect(guesses).toEqual(
      wrong.map(({ place, meant }) => ({ path: place, message: `unknown; did you mean "${meant}"?` })),
    );
  });

  test('nothing that is right', () => {
    expect(refusalOf(() => readOverlay(overlayText({ global: { logLevel: 'info' } })))).toBe('');
  });
});

test.each([
  ['a digest that says nothing', { global: { imageDigests: { 'my/bot': '' } } }, 'a digest such as'],
  ['a range that is no address', { global: { dns: { addresses: [':::/1'] } } }, 'an address range such as'],
])('%s is refused, with what was expected', (_, overlay, expected) => {
  expect(refusalOf(() => readOverlay(overlayText(overlay)))).toContain(expected);
});

describeWithHelm(3, 'Helm 3 refuses', (helm) => helmRefuses(helm));
describeWithHelm(4, 'Helm 4 refuses', (helm) => helmRefuses(helm));

function helmRefuses(helm: string): void {
  const { path, chart } = chartFolder();
  const file = join(path, 'overlay.yaml');

  function refusalBySchema(batch: readonly Mistake[]): string {
    writeFileSync(file, textOf(batch));
    return refusalOf(() => helmTemplate(helm, chart, 'dev', file));
  }

  // A subchart's values that are no map at all end Helm before it looks at the schema.
  const isOfHelm = ({ path: [first, ...more], value }: Mistake) =>
    more.length === 0 && first !== 'secrets' && (typeof value !== 'object' || Array.isArray(value));

  test.each(kinds)(
    '%s',
    (_, mistakes) => {
      for (const batch of batchesOf(mistakes.filter((mistake) => !isOfHelm(mistake)))) {
        expect(misunderstood(batch, placesIn(refusalBySchema(batch)))).toEqual([]);
      }
    },
    LONG,
  );

  test(
    'a component that is no map',
    () => {
      const texts = [...wrongTypes(declaration)].filter((mistake) => isOfHelm(mistake) && mistake.value === 'text');
      expect(texts.length).toBeGreaterThan(1);
      for (const mistake of texts) expect(refusalBySchema([mistake])).toContain(mistake.place);
    },
    LONG,
  );
}

/** The places that Helm's schema check names, keys joined by dots. */
function placesIn(refusal: string): string[] {
  return [...refusal.matchAll(/- at '([^']*)': (.*)$/gm)].flatMap(([, pointer, message]) => {
    const keys = pointer!.split('/').slice(1);
    if (message === 'validation failed') return [];
    if (!/^(missing|additional) propert/.test(message!)) return [keys.join('.')];
    return [...message!.matchAll(/'([^']+)'/g)].map(([, key]) => [...keys, key].join('.'));
  });
}
