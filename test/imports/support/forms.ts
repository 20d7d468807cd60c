import fc from 'fast-check';
import { Expression, type Fields, boolean, each, embed, integer, list, string, when } from '../../../constructs/values';
import type { AnyShape, KeyedShape, MadeShape, TaggedShape, TextShape } from '../../../imports/shape/shape';

/** Everything that a shape lets be, made at random. What fields owe to each other is not looked at, but for requests and limits. */
export function anyForm(shape: AnyShape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'text':
      return anyText(shape);
    case 'integer':
      return shape.numbers ? fc.constantFrom(...shape.numbers) : fc.integer({ min: shape.minimum, max: shape.maximum });
    case 'boolean':
      return shape.only === undefined ? fc.boolean() : fc.constant(shape.only);
    case 'list':
      return fc.array(anyForm(shape.item), {
        minLength: shape.minItems ?? 0,
        maxLength: Math.min(shape.maxItems ?? 2, 2),
      });
    case 'map':
      return fc.dictionary(anyText(shape.key), anyForm(shape.value), { maxKeys: 2 });
    case 'object': {
      const forms = Object.entries({ ...shape.required, ...shape.optional }).map(([key, one]) => [key, anyForm(one)]);
      const model = Object.fromEntries(forms) as Record<string, fc.Arbitrary<unknown>>;
      const form = fc.record(model, { requiredKeys: Object.keys(shape.required) });
      // Few limits at random would be above requests at random.
      return form.map((fields) =>
        'requests' in fields && 'limits' in fields ? { ...fields, limits: fields.requests } : fields,
      );
    }
    case 'keyed':
    case 'tagged':
      return fc.oneof(...Object.values(shape.by).map(anyForm));
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'made':
      return fc.constant(new Wanted(shape));
    case 'json':
      return fc.constantFrom<unknown>('text', 7, true, [], {}, { a: [{ b: 'c' }] });
  }
}

function anyText({ pattern, words, maxLength = 1000 }: TextShape): fc.Arbitrary<string> {
  if (words) return fc.constantFrom(...words);
  if (!pattern) return fc.string({ maxLength: Math.min(maxLength, 40) });
  // The generator knows no assertions; the pattern itself sees to them.
  const loose = new RegExp(pattern.source.replace(/\(\?=\.\)/, ''), pattern.flags);
  return fc.stringMatching(loose).filter((text) => text.length <= maxLength && pattern.test(text));
}

/** Stands for something that has to be made first, in the chart where it is used. */
export class Wanted {
  constructor(readonly shape: MadeShape) {}
}

/** What no prop wants, or hardly one. */
export const NONSENSE: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'Not A Name',
  'two\nlines',
  'Ünïcödé 💥',
  '{{ .Values }}',
  'a'.repeat(300),
  '-1',
  0,
  -1,
  1.5,
  NaN,
  Infinity,
  -1e9,
  2 ** 53,
  1e300,
  true,
  [],
  [null],
  ['x'],
  {},
  { x: 1 },
  { name: { name: [{}] } },
  [[{ x: undefined }]],
  new Date(0),
  Symbol('x'),
  () => 1,
];

/** A form of an object with one place in it changed to nonsense. */
export function anyMistake(form: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(form, fc.nat(), fc.constantFrom(...NONSENSE))
    .map(([value, place, nonsense]) => changed(value, place % (placesIn(value) + 1), nonsense));
}

function placesIn(value: unknown): number {
  return isPlace(value) ? Object.values(value).reduce<number>((sum, one) => sum + 1 + placesIn(one), 0) : 0;
}

function changed(value: unknown, place: number, to: unknown): unknown {
  if (place === 0) return to;
  let left = place - 1;
  if (!isPlace(value)) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  for (const key of Object.keys(copy)) {
    const size = 1 + placesIn(copy[key]);
    if (left < size) {
      copy[key] = changed(copy[key], left, to);
      return copy;
    }
    left -= size;
  }
  return copy;
}

function isPlace(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date || value instanceof Wanted);
}

/**
 * A literal with every scalar and every list of texts in it replaced by a value, and every field that may be left out by
 * `when(full, field)`.
 */
export class Valued {
  readonly fields: Record<string, Fields[string]> = {
    full: boolean({ description: 'Whether optional fields are there', default: true }),
  };
  private handles: Readonly<Record<string, unknown>> | undefined;
  private count = 0;

  /** Said first without handles, to declare the values, and then with them. */
  of(value: unknown, shape: AnyShape): unknown {
    switch (shape.kind) {
      case 'text':
        return this.handle(string({ description: 'A text', default: value as string }));
      case 'integer':
        return this.handle(integer({ description: 'A number', default: value as number, minimum: -1 }));
      case 'boolean':
        return embed(this.handle(boolean({ description: 'A switch', default: value as boolean })) as boolean);
      case 'list':
        return this.ofList(value as readonly unknown[], shape.item);
      case 'map':
        return this.ofFields(
          value as object,
          () => shape.value,
          () => false,
        );
      case 'object': {
        const shapes: Readonly<Record<string, AnyShape>> = { ...shape.required, ...shape.optional };
        // What is left of an object must be something.
        const isFree = Object.keys(shape.required).length === 0;
        return this.ofFields(
          value as object,
          (key) => shapes[key]!,
          (key, index) => Object.hasOwn(shape.optional, key) && !(isFree && index === 0),
        );
      }
      case 'keyed':
        return this.of(value, chosenBy(Object.keys(value as object), shape));
      case 'tagged':
        return this.ofTagged(value as Readonly<Record<string, unknown>>, shape);
      case 'number':
      case 'made':
      case 'json':
        return value;
    }
  }

  use(handles: Readonly<Record<string, unknown>>): void {
    this.handles = handles;
    this.count = 0;
  }

  // The word that decides what else there is stays as it is.
  private ofTagged(value: Readonly<Record<string, unknown>>, { tag, by }: TaggedShape): object {
    const { [tag]: word, ...rest } = value;
    return { [tag]: word, ...(this.of(rest, by[word as string]!) as object) };
  }

  private ofList(items: readonly unknown[], item: AnyShape): unknown {
    if (item.kind !== 'text') return items.map((one) => this.of(one, item));
    const texts = string({ description: 'A text', default: '' });
    const handle = this.handle(list({ description: 'Texts', item: texts, default: items as string[] }));
    return [each(handle as Expression<readonly string[]>, (one) => one)];
  }

  private ofFields(
    value: object,
    shapeOf: (key: string) => AnyShape,
    isOptional: (key: string, index: number) => boolean,
  ): object {
    const full = this.handles ? (this.handles.full as Expression<boolean>) : true;
    const entries = Object.entries(value).map(([key, one], index) => {
      const content = this.of(one, shapeOf(key));
      return [key, isOptional(key, index) ? when(full, content) : content] as const;
    });
    return Object.fromEntries(entries);
  }

  private handle(declaration: Fields[string]): unknown {
    const name = `v${this.count++}`;
    if (this.handles) return this.handles[name];
    this.fields[name] = declaration;
    return declaration.kind === 'list' ? [] : (declaration as { default: unknown }).default;
  }
}

function chosenBy(keys: readonly string[], { by }: KeyedShape): AnyShape {
  return by[keys.find((key) => Object.hasOwn(by, key))!]!;
}
