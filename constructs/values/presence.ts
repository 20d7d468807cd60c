import { and, isEmpty, isSet, not, or } from './algebra';
import type { Declaration } from './declaration';
import { type Condition, Expression, Variable } from './expression';
import { FileItems } from './file-items';
import { Each, Either, Embedded, Items, Merged, Named, isObject, partOf } from './part';
import { isSame } from './same';

/** When a part is there: a literal, or an expression. */
export function presenceOf(content: unknown): Condition {
  if (content === undefined || content === null) return false;
  if (!isObject(content)) return true;
  const part = partOf(content);
  if (part instanceof Either) {
    const [given, no] = [presenceOf(part.whenTrue), presenceOf(part.whenFalse)];
    // What is asked for may be just that there is something.
    const yes = typeof given !== 'boolean' && isSame(given, part.condition) ? true : given;
    if (yes === true && no === true) return true;
    return or(and(part.condition, yes), and(not(part.condition), no));
  }
  if (part instanceof Each && part.collection instanceof FileItems) return true;
  if (part instanceof Each) return not(isEmpty(part.collection as Expression<unknown[]>));
  if (part instanceof Embedded) return presenceOfValue(part.expression);
  if (part instanceof Items) return anyOf(part.items, presenceOf);
  if (part instanceof Merged) return anyOf(part.maps, presenceInMerged);
  if (part) return true;
  const entries = Object.values(content);
  return entries.length === 0 || anyOf(entries, Array.isArray(content) ? presenceOfItem : presenceOf);
}

/** When one of several is there. The first that always is decides; there is no need to look into the others. */
export function anyOf<T>(contents: readonly T[], presence: (content: T) => Condition): Condition {
  const conditions: Condition[] = [];
  for (const content of contents) {
    const condition = presence(content);
    if (condition === true) return true;
    conditions.push(condition);
  }
  return or(...conditions);
}

/** A named part may be empty where it is merged with others. */
export function presenceInMerged(map: unknown): Condition {
  const part = isObject(map) ? partOf(map) : undefined;
  const content = part instanceof Named ? part.content : map;
  return isObject(content) && Object.keys(content).length === 0 ? false : presenceOf(content);
}

// A named list gives its items, so none where it is empty; an empty map is an item.
function presenceOfItem(item: unknown): Condition {
  const part = isObject(item) ? partOf(item) : undefined;
  return part instanceof Named && Array.isArray(part.content) ? presenceInMerged(part) : presenceOf(item);
}

function presenceOfValue(expression: Expression<unknown>): Condition {
  // An item of a list stays one, whatever is in it.
  if (expression instanceof Variable && isFree(expression)) return true;
  if (expression.type === 'list' || expression.type === 'map') return not(isEmpty(expression as Expression<unknown[]>));
  const { declaration } = expression as unknown as { declaration?: Declaration };
  return declaration?.kind === 'optional' ? isSet(expression) : true;
}

/** Whether a value is an object of any form. */
export function isFree(expression: Expression<unknown>): boolean {
  const { declaration } = expression as unknown as { declaration?: Declaration };
  return declaration?.kind === 'object' || (declaration?.kind === 'list' && declaration.item.kind === 'object');
}
