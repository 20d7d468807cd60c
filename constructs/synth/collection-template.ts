import type { Declaration } from '../values/declaration';
import { type Expression, type TemplateContext, Variable } from '../values/expression';
import { Embedded, Named, isObject, partOf } from '../values/part';
import { isFree, presenceInMerged } from '../values/presence';

/** The list or map value that stands in a place as a whole, if one does. */
export function collectionOf(value: unknown): Expression<unknown> | undefined {
  const part = isObject(value) ? partOf(value) : undefined;
  if (!(part instanceof Embedded)) return undefined;
  return part.expression.type === 'list' || part.expression.type === 'map' ? part.expression : undefined;
}

/**
 * A list or a map as it stands in the values; nothing where it is empty.
 * @param name what stands before it: `key:` or the dash of an item, with the pad
 */
export function collectionLines(
  name: string,
  collection: Expression<unknown>,
  pad: string,
  context: TemplateContext,
): string[] {
  const pipeline = collection.template(context);
  // As JSON, since toYaml writes a large number as 1e+06.
  if (isFree(collection) && collection instanceof Variable) return [`${name} {{ toJson ${pipeline} }}`];
  const lines = isFree(collection) ? [`${name} {{ toJson . }}`] : [name, ...dotLines(collection, pad.length + 2)];
  return [`${pad}{{- with ${pipeline} }}`, ...lines, `${pad}{{- end }}`];
}

function dotLines(collection: Expression<unknown>, indent: number): string[] {
  const pad = ' '.repeat(indent);
  if (!isMapOfTexts(collection)) return [`${pad}{{- toYaml . | nindent ${indent} }}`];
  return entryLines('.', pad, '$value | quote');
}

// Quoted: toYaml leaves a key such as E0 bare, which some readers take for a number.
function entryLines(pipeline: string, pad: string, value: string): string[] {
  return [
    `${pad}{{- range $key, $value := ${pipeline} }}`,
    `${pad}{{ $key | quote }}: {{ ${value} }}`,
    `${pad}{{- end }}`,
  ];
}

function isMapOfTexts(collection: Expression<unknown>): boolean {
  const { declaration } = collection as unknown as { declaration?: Declaration };
  const map = declaration?.kind === 'optional' ? declaration.item : declaration;
  return map?.kind === 'map' && map.item.kind === 'string';
}

/**
 * A map value or a named part among the entries of a map; undefined for entries that stand there themselves.
 * @param isFirst whether nothing stands before it, so that no line break has to
 */
export function mergedLines(
  map: unknown,
  pad: string,
  isFirst: boolean,
  context: TemplateContext,
): string[] | undefined {
  const part = isObject(map) ? partOf(map) : undefined;
  if (part instanceof Embedded) {
    const pipeline = part.expression.template(context);
    // Over an empty map, `range` writes nothing by itself.
    if (isMapOfTexts(part.expression)) return entryLines(pipeline, pad, '$value | quote');
    // As JSON, since toYaml writes a large number as 1e+06.
    if (isFree(part.expression)) return entryLines(pipeline, pad, 'toJson $value');
    return [`${pad}{{- with ${pipeline} }}`, ...dotLines(part.expression, pad.length), `${pad}{{- end }}`];
  }
  if (!(part instanceof Named)) return undefined;
  const call = context.include(part.name, part.content, part.reach);
  if (presenceInMerged(part) === true)
    return [isFirst ? `{{ ${call} }}` : `${pad}{{- ${call} | nindent ${pad.length} }}`];
  return [`${pad}{{- with ${call} | trim }}`, `${pad}{{- . | nindent ${pad.length} }}`, `${pad}{{- end }}`];
}
