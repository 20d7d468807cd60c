import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, problemsOf } from '../../constructs/values';
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

type Wrong = readonly [what: string, value: Json, path: string, expected: string];
const ranges = (texts: readonly string[]) =>
  texts.map((text): Wrong => [text, [text], 'global.dns.addresses', 'an address range such as']);
const schedules = (texts: readonly string[]) =>
  texts.map((text): Wrong => [text, text, 'backup.schedule', 'a schedule such as']);
const sizes = (texts: readonly string[]) =>
  texts.map((text): Wrong => [text, text, 'database.storage', 'a size above zero']);

/** What only the API server would refuse otherwise. */
const wrong: readonly Wrong[] = [
  ['a digest that says nothing', { 'my/bot': '' }, 'global.imageDigests', 'a digest such as'],
  ...ranges([':::/1', '999.1.1.1/9', '10.0.0.0/33', '010.0.0.0/8', 'fd00:1/64', 'fd00::/129', '1:2:3:4:5:6:7::8/64']),
  ['an address above 255', ['10.20.0.256/32'], 'global.externalDatabase.cidrs', 'addresses such as'],
  ...schedules(['60 2 * * *', '0 24 * * *', '0 2 0 * *', '0 2 32 * *', '0 2 * 13 *', '0 2 * * 7', '*/0 * * * *']),
  ['a second too many', '60 0 3 * * *', 'database.cnpg.backups.schedule', 'six fields that begin with seconds'],
  ...sizes(['0', '0Gi', '0.0Gi', '1m']),
  ['a half byte', '500m', 'agent.resources.limits.memory', 'a size above zero'],
  ['a claim of nothing', '0', 'backup.volume.size', 'a size above zero'],
  ['an empty label', 'a..b', 'global.existingSecrets.agent', 'the name of a Secret'],
];
const right: readonly (readonly [value: Json, path: string])[] = [
  [['0.0.0.0/0', '169.254.20.10/32', '::/0', '::1/128', 'fd00::10/128'], 'global.dns.addresses'],
  [['fd00::/8', 'fe80::1:2:3:4/128', '1:2:3:4:5:6:7:8/128'], 'frontend.service.loadBalancerSourceRanges'],
  ['@daily', 'backup.schedule'],
  ['*/15 0-23/2 1,15 JAN-Mar sun', 'backup.schedule'],
  ['59 23 31 12 6', 'backup.schedule'],
  ['0,30 02 ? * 1-5', 'backup.drill.schedule'],
  ['30 0 3 1,15 * MON-FRI', 'database.cnpg.backups.schedule'],
  ['0.5Gi', 'database.storage'],
  ['1.5Ti', 'backup.volume.size'],
];
const at = (path: string, value: Json) => overlayOf(path.split('.'), value);

test.each(wrong)('%s is refused, with what was expected', (_, value, path, expected) => {
  expect(refusalOf(() => readOverlay(overlayText(at(path, value))))).toContain(expected);
});

test.each(right)('%j is taken', (value, path) => {
  expect(refusalOf(() => readOverlay(overlayText(at(path, value))))).toBe('');
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
    'what only the API server would refuse otherwise',
    () => {
      for (const [, value, path] of wrong) {
        const [refused] = placesIn(refusalBySchema([{ path: path.split('.'), value, place: path }]));
        expect(refused).toMatch(new RegExp(`^${path}`));
      }
      for (const [value, path] of right)
        expect(refusalBySchema([{ path: path.split('.'), value, place: path }])).toBe('');
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
