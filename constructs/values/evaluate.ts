import { byCodePoint } from './code-points';
import { ChatbotError } from './error';
import { Expression, type Scope, Variable } from './expression';
import { Each, Either, Embedded, Items, Merged, Named, checkPlain, isObject, partOf } from './part';
import { isFree } from './presence';
import { expressionOf } from './joined';
import { hasToken, isNumberToken } from './token';

/** Plain JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * The plain content of a part for given values: the first of the two interpreters.
 * @returns undefined where the part is left out. An object or a list that has contents, all of them left out, is left out too.
 * @throws when the content holds something that no manifest can.
 */
export function evaluate(content: unknown, scope: Scope): Json | undefined {
  if (content === undefined || content === null) return undefined;
  if (typeof content === 'string')
    return hasToken(content) ? (expressionOf(content).evaluate(scope) as string) : content;
  if (typeof content === 'number')
    return isNumberToken(content) ? (expressionOf(content).evaluate(scope) as number) : content;
  if (typeof content === 'boolean') return content;
  if (!isObject(content)) throw new ChatbotError(`a ${typeof content} cannot stand in a manifest`);
  if (Array.isArray(content)) return evaluateList(content, scope);
  const part = partOf(content);
  if (!part) return evaluateObject(content as Record<string, unknown>, scope);
  if (part instanceof Either) return evaluate(part.condition.evaluate(scope) ? part.whenTrue : part.whenFalse, scope);
  if (part instanceof Named) return evaluateNamed(part.content, scope);
  if (part instanceof Embedded) return evaluateEmbedded(part.expression, scope);
  if (part instanceof Merged) return evaluateMerged(part, scope);
  throw new ChatbotError('each() stands among the items of a list');
}

// Labels and the like stand in many objects.
function evaluateNamed(content: unknown, scope: Scope): Json | undefined {
  if (!scope.named || !isObject(content)) return evaluate(content, scope);
  if (!scope.named.has(content)) scope.named.set(content, evaluate(content, scope));
  return scope.named.get(content) as Json | undefined;
}

function evaluateMerged(part: Merged, scope: Scope): Json | undefined {
  const result: { [key: string]: Json } = {};
  for (const map of part.maps) {
    const entries = (evaluate(map, scope) ?? {}) as { [key: string]: Json };
    for (const key of Object.keys(entries)) set(result, key, entries[key]!);
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function evaluateObject(content: Record<string, unknown>, scope: Scope): Json | undefined {
  checkPlain(content);
  const result: { [key: string]: Json } = {};
  let entries = 0;
  let kept = 0;
  for (const key in content) {
    entries++;
    const value = evaluate(content[key], scope);
    if (value === undefined) continue;
    set(result, hasToken(key) ? (expressionOf(key).evaluate(scope) as string) : key, value);
    kept++;
  }
  return kept === 0 && entries > 0 ? undefined : result;
}

// A plain assignment would change the object's prototype.
function set(object: { [key: string]: Json }, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function evaluateList(content: readonly unknown[], scope: Scope): Json[] | undefined {
  const result: Json[] = [];
  for (const item of content) {
    const part = isObject(item) ? partOf(item) : undefined;
    const named = part instanceof Named && Array.isArray(part.content) ? (part.content as unknown[]) : undefined;
    if (named) result.push(...(evaluateList(named, scope) ?? []));
    else if (part instanceof Items) result.push(...(evaluateList(part.items, scope) ?? []));
    else if (part instanceof Each) result.push(...evaluateEach(part, scope));
    else {
      const value = evaluate(item, scope);
      if (value !== undefined) result.push(value);
    }
  }
  return result.length === 0 && content.length > 0 ? undefined : result;
}

function evaluateEach(part: Each, scope: Scope): Json[] {
  const collection = part.collection.evaluate(scope) as Record<string, unknown>;
  const results: Json[] = [];
  for (const key of keysInOrder(collection)) {
    const variables = new Map<Variable<unknown>, unknown>([...scope.variables, [part.item, collection[key]]]);
    if (part.key) variables.set(part.key, key);
    const value = evaluate(part.content, { ...bound(scope), variables });
    if (value !== undefined) results.push(value);
  }
  return results;
}

// A scope may be an object of a class, whose methods a spread would lose.
function bound(scope: Scope): Omit<Scope, 'variables'> {
  return {
    valueOf: (reference) => scope.valueOf(reference),
    builtin: (name) => scope.builtin(name),
    serves: (apiVersion) => scope.serves(apiVersion),
  };
}

// Go ranges over a map by the bytes of its keys, which is the order of their code points.
function keysInOrder(collection: object): string[] {
  const keys = Object.keys(collection);
  return Array.isArray(collection) ? keys : keys.sort(byCodePoint);
}

function evaluateEmbedded(expression: Expression<unknown>, scope: Scope): Json | undefined {
  const value = expression.evaluate(scope);
  const isItem = expression instanceof Variable && isFree(expression);
  if (!isItem && isObject(value) && Object.keys(value).length === 0) return undefined;
  return value as Json | undefined;
}
