import type { Declaration } from '../values/declaration';
import { type Expression, Variable } from '../values/expression';
import type { TemplateContext } from '../values/template-context';
import { closeInclusion, inclusion } from '../values/inclusion';
import { expressionOf } from '../values/joined';
import { ChatbotError } from '../values/error';
import { Each, Embedded, Named, isObject, partOf } from '../values/part';
import { isFree, presenceInMerged, presenceOf } from '../values/presence';
import { action } from './scalar-template';

/** The list or map value that stands in a place as a whole, if one does; a list may be passed on item by item. */
export function collectionOf(value: unknown): Expression<unknown> | undefined {
  if (Array.isArray(value)) {
    const only: unknown = value.length === 1 ? value[0] : undefined;
    const items = isObject(only) ? partOf(only) : undefined;
    return items instanceof Each && isPassedOn(items) ? items.collection : undefined;
  }
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
  // As JSON, since toYaml writes a large number as 1e+06, and leaves a key such as E0 bare.
  if (isFree(collection) && collection instanceof Variable) return [`${name} {{ toJson ${pipeline} }}`];
  return [`${pad}{{- with ${pipeline} }}`, `${name} {{ toJson . }}`, `${pad}{{- end }}`];
}

/** Whether a loop writes each item as it is: a whole object, or all the fields that a section has, under their names. */
export function isPassedOn({ item, content }: Each): boolean {
  const part = isObject(content) ? partOf(content) : undefined;
  if (part instanceof Embedded) return part.expression === item;
  const { declaration } = item;
  if (part || !isObject(content) || declaration.kind !== 'section') return false;
  const names = Object.keys(content);
  const isField = ([name, value]: [string, unknown]) => {
    const field = typeof value === 'string' ? expressionOf(value) : undefined;
    return field instanceof Variable && field.item?.of === item && field.item.key === name;
  };
  return names.length === Object.keys(declaration.fields).length && Object.entries(content).every(isField);
}

/** The items of a list that is passed on, among other items. */
export function itemsLine(list: Expression<unknown>, pad: string, context: TemplateContext): string {
  return `${pad}{{- range ${list.template(context)} }}{{ printf "- %s" (toJson .) | nindent ${pad.length} }}{{ end }}`;
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
    const entry = isMapOfTexts(part.expression) ? '"%q: %q" $key $value' : '"%q: %s" $key (toJson $value)';
    return [`${pad}{{- range $key, $value := ${pipeline} }}{{ printf ${entry} | nindent ${pad.length} }}{{ end }}`];
  }
  if (!(part instanceof Named)) return undefined;
  if (presenceInMerged(part) === true) {
    const call = closeInclusion(part, context);
    return [isFirst ? `{{ ${call} }}` : `${pad}{{- ${call} | nindent ${pad.length} }}`];
  }
  return [`${pad}{{- with ${inclusion(part, context)} | trim }}{{ . | nindent ${pad.length} }}{{ end }}`];
}

/**
 * A named part as the value of a key or as an item.
 * @param name what stands before it: `key:` or the dash of an item, with the pad
 */
export function includedLine(name: string, part: Named, pad: string, context: TemplateContext): string {
  if (presenceOf(part.content) !== true) throw new ChatbotError(`${part.name}: a named part must always be there`);
  const isItem = name.endsWith('-');
  const call = inclusion(part, context);
  if (!isObject(part.content)) {
    const { type } = expressionOf(part.content as string);
    return `${name} ${action(type === 'string' ? `${call} | quote` : call)}`;
  }
  const depth = pad.length + 2;
  // Its first line stands beside the dash.
  if (isItem) return `${name} {{ ${call} | indent ${depth} | trim }}`;
  return `${name} {{- ${closeInclusion(part, context)} | nindent ${depth} }}`;
}
