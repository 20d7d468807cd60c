import { type Declaration, type Json, type SectionDeclaration, defaultsOf } from '../../../constructs/values';

/** One thing in an overlay that has to be refused. */
export interface Mistake {
  /** Where the value is put. */
  readonly path: readonly string[];
  readonly value: Json;
  /** Where the mistake is, which in a list or a map is further down. */
  readonly place: string;
  /** The key that was meant, where one is misspelt. */
  readonly meant?: string;
}

/** A value that is wrong, and where in it the mistake is. */
type Wrong = readonly [value: Json, below?: string];
type Check = (declaration: Declaration) => Iterable<Wrong>;

/** Every key of every section misspelt by one letter: one more, one less. */
export function* misspelt(declaration: SectionDeclaration, path: readonly string[] = []): Iterable<Mistake> {
  for (const [key, field] of Object.entries(declaration.fields)) {
    for (const word of [`${key}${key.at(-1)!}`, key.slice(1)]) {
      if (!word || word in declaration.fields) continue;
      yield { path: [...path, word], value: 1, place: [...path, word].join('.'), meant: key };
    }
    if (field.kind === 'section') yield* misspelt(field, [...path, key]);
  }
}

/** Every value, every section, every list item and every map entry with each type that it has not. */
export function wrongTypes(declaration: SectionDeclaration): Iterable<Mistake> {
  return mistakesOf(declaration, typesBeside);
}

/** Every number below and above its bounds, every word that is none of the options, every text that its pattern refuses. */
export function outOfBounds(declaration: SectionDeclaration): Iterable<Mistake> {
  return mistakesOf(declaration, beyond);
}

/** Every key with nothing behind it. */
export function nulls(declaration: SectionDeclaration): Iterable<Mistake> {
  return mistakesOf(declaration, () => [[null]]);
}

function* mistakesOf(declaration: Declaration, check: Check, path: readonly string[] = []): Iterable<Mistake> {
  if (path.length > 0) {
    for (const [value, below = ''] of check(declaration)) yield { path, value, place: path.join('.') + below };
  }
  if (declaration.kind !== 'section') return;
  for (const [key, field] of Object.entries(declaration.fields)) yield* mistakesOf(field, check, [...path, key]);
}

const SAMPLES: Readonly<Record<string, Json>> = {
  boolean: true,
  integer: 5,
  number: 0.5,
  string: 'text',
  list: ['text'],
  map: { key: 'text' },
};

function* typesBeside(declaration: Declaration): Iterable<Wrong> {
  if (declaration.kind === 'optional') {
    yield* typesBeside(declaration.item);
    return;
  }
  const { kind } = declaration;
  const fitting: readonly string[] =
    kind === 'section' || kind === 'object' ? ['map'] : kind === 'number' ? ['number', 'integer'] : [kind];
  // Not a wrong type for a section, but an unknown key, which is another test.
  for (const [type, value] of Object.entries(SAMPLES)) if (!fitting.includes(type)) yield [value];
  if (kind === 'integer' || kind === 'number') yield ['5'];
  if (kind === 'boolean') yield ['true'];
  yield* inside(declaration, typesBeside);
}

function* beyond(declaration: Declaration): Iterable<Wrong> {
  if (declaration.kind === 'optional') {
    yield* beyond(declaration.item);
    return;
  }
  if (declaration.kind === 'integer' || declaration.kind === 'number') {
    yield [declaration.minimum - 1];
    yield [declaration.maximum + 1];
  }
  if (declaration.kind === 'string') {
    const { pattern, options } = declaration;
    const beside = options ? [`${options[0]!}x`, ''] : ['\u0007', ' ', '#', '-x', 'x y', ''];
    yield* beside
      .filter((text) => options !== undefined || !new RegExp(pattern, 'u').test(text))
      .map((text): Wrong => [text]);
  }
  yield* inside(declaration, beyond);
}

function* inside(declaration: Declaration, check: Check): Iterable<Wrong> {
  if (declaration.kind !== 'list' && declaration.kind !== 'map') return;
  const { item } = declaration;
  for (const [value, below = ''] of check(item)) {
    if (declaration.kind === 'list') yield [[value], `.0${below}`];
    else yield [{ key: value }, `.key${below}`];
  }
  if (item.kind !== 'section') return;
  const whole = defaultsOf(item) as { [key: string]: Json };
  for (const [key, field] of Object.entries(item.fields)) {
    for (const [value, below = ''] of check(field)) yield [[{ ...whole, [key]: value }], `.0.${key}${below}`];
  }
}

/** Overlays that hold many mistakes, none within another. */
export function batchesOf(mistakes: Iterable<Mistake>): Mistake[][] {
  const batches: Mistake[][] = [];
  for (const mistake of mistakes) {
    const batch = batches.find((one) => !one.some((other) => isWithin(mistake.path, other.path)));
    if (batch) batch.push(mistake);
    else batches.push([mistake]);
  }
  return batches;
}

function isWithin(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((key, index) => key === b[index]);
}
