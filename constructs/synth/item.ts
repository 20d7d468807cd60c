import { Either, isObject, partOf } from '../values/part';
import { presenceOf } from '../values/presence';

/** An item with a key first that is always there: it stands beside the dash, where no `if` can stand. */
export function unconditionalFirst(content: object): object {
  if (Array.isArray(content)) return content as object;
  const entries = Object.entries(content as Record<string, unknown>);
  const first = entries.findIndex(
    ([, value]) => presenceOf(value) === true && !(isObject(value) && partOf(value) instanceof Either),
  );
  if (first <= 0) return content;
  return Object.fromEntries([entries[first]!, ...entries.slice(0, first), ...entries.slice(first + 1)]);
}
