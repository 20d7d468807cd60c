import type { Declaration, Json, SectionDeclaration } from '../../../constructs/values';

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

type Check = (declaration: Declaration, path: readonly string[]) => Iterable<readonly [value: Json, below?: string]>;

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
    for (const [value, below = ''] of check(declaration, path)) yield { path, value, place: path.join('.') + below };
  }
  if (declaration.kind !== 'section') return;
  for (const [key, field] of Object.entries(declaration.fields)) yield* mistakesOf(field, check, [...path, key]);
}

const SAMPLES = {
  boolean: true,
  integer: 5,
  number: 0.5,
  string: 'text',
  list: ['text'],
  map: { key: 'text' },
} as const;

function* typesBeside(declaration: Declaration): Iterable<readonly [Json, string?]> {
  if (declaration.kind === 'optional') return yield* typesBeside(declaration.item);
  const { kind } = declaration;
  const fitting: readonly string[] = kind === 'section' ? ['map'] : kind === 'number' ? ['number', 'integer'] : [kind];
  // Not a wrong type for a section, but an unknown key, which is another test.
  for (const [type, value] of Object.entries(SAMPLES)) if (!fitting.includes(type)) yield [value as unknown as Json];
  if (kind === 'integer' || kind === 'number') yield ['5'];
  if (kind === 'boolean') yield* [['true'], [0]] as const;
  yield* inside(declaration, typesBeside);
}

function* beyond(declaration: Declaration): Iterable<readonly [Json, string?]> {
  if (declaration.kind === 'optional') return yield* beyond(declaration.item);
  if (declaration.kind === 'integer' || declaration.kind === 'number') {
    yield [declaration.minimum - 1];
    yield [declaration.maximum + 1];
  }
  if (declaration.kind === 'string') {
    const { pattern, options } = declaration;
    const beside = options ? [`${options[0]!}x`, ''] : ['\u0007', ' ', '#', '-x', 'x y', ''];
    yield* beside
      .filter((text) => options !== undefined || !new RegExp(pattern, 'u').test(text))
      .map((text) => [text] as const);
  }
  yield* inside(declaration, beyond);
}

function* inside(declaration: Declaration, check: (item: Declaration) => Iterable<readonly [Json, string?]>) {
  if (declaration.kind !== 'list' && declaration.kind !== 'map') return;
  const { item } = declaration;
  for (const [value, below = ''] of check(item)) {
    yield declaration.kind === 'list'
      ? ([[value], `.0${below}`] as const)
      : ([{ key: value }, `.key${below}`] as const);
  }
  if (item.kind !== 'section') return;
  const whole = Object.fromEntries(
    Object.entries(item.fields).map(([key, field]) => [key, (field as { default: Json }).default]),
  );
  for (const [key, field] of Object.entries(item.fields)) {
    for (const [value, below = ''] of check(field)) yield [[{ ...whole, [key]: value }], `.0.${key}${below}`] as const;
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
