import type { Declaration, SectionDeclaration } from './declaration';
import { Reference, type ValueOwner, Variable } from './expression';
import { numberToken, stringToken } from './token';

/**
 * The handles of a section; the caller knows their type, `HandleOf<typeof declaration>`. A handle looks like what it stands for: a number for an integer, a string for a string.
 * Every read makes a token of its own, so that one that gets lost on its way into a manifest is noticed.
 */
export function handlesOf(owner: ValueOwner, declaration: SectionDeclaration): object {
  return sectionHandle(declaration, (key, field) => new Reference(owner, [key], field), owner);
}

type Child = (key: string, field: Declaration) => Reference<unknown> | Variable<unknown>;

function sectionHandle(declaration: SectionDeclaration, child: Child, owner?: ValueOwner): object {
  const handle = {};
  for (const [key, field] of Object.entries(declaration.fields)) {
    let known: unknown;
    const get = () =>
      isToken(field) ? handleOf(child(key, field), owner) : (known ??= handleOf(child(key, field), owner));
    Object.defineProperty(handle, key, { get, enumerable: true });
  }
  return handle;
}

function isToken(field: Declaration): boolean {
  return field.kind === 'integer' || field.kind === 'number' || field.kind === 'string';
}

/** The handle of a loop's item: a token, or an object with tokens for its fields. */
export function variableHandle(variable: Variable<unknown>): unknown {
  return handleOf(variable);
}

function handleOf(expression: Reference<unknown> | Variable<unknown>, owner?: ValueOwner): unknown {
  const { declaration } = expression;
  switch (declaration.kind) {
    case 'integer':
    case 'number':
      return numberToken(expression, owner)[0];
    case 'string':
      return stringToken(expression, owner, declaration.format === 'path')[0];
    case 'section':
      return sectionHandle(declaration, (key, field) => childOf(expression, key, field), owner);
    default:
      return expression;
  }
}

function childOf(expression: Reference<unknown> | Variable<unknown>, key: string, field: Declaration) {
  return expression instanceof Reference
    ? new Reference(expression.owner, [...expression.keys, key], field)
    : new Variable(key, field, { of: expression, key });
}

/** Every value of a section that is not a section itself, with its keys. */
export function* leavesOf(
  declaration: Declaration,
  keys: readonly string[] = [],
): Iterable<[readonly string[], Declaration]> {
  if (declaration.kind !== 'section') {
    yield [keys, declaration];
    return;
  }
  for (const [key, field] of Object.entries(declaration.fields)) yield* leavesOf(field, [...keys, key]);
}
