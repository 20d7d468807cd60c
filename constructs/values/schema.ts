import type { Declaration, Fields, KeyRule, StringDeclaration } from './declaration';
import type { Json } from './evaluate';
import { ONE_LINE } from './one-line';
import { isNothing } from './overlay';

interface SchemaOptions {
  readonly required: boolean;
  /** Whether no defaults are laid under it, as in the items of a list. @default false */
  readonly whole?: boolean;
}

const WHOLE: SchemaOptions = { required: true, whole: true };

/**
 * The JSON schema of a declaration (draft-07, which both Helm 3 and Helm 4 take). Everything is refused that is not declared.
 * With `required`, every value that values.yaml gives must be there: Helm checks defaults and overlays together, and a key
 * that an overlay set to null is gone by then. Without, it is the schema of an overlay, for editors.
 */
export function schemaOf(declaration: Declaration, { required, whole }: SchemaOptions): { [key: string]: Json } {
  const { description } = declaration;
  switch (declaration.kind) {
    case 'integer':
    case 'number':
      return {
        type: declaration.kind,
        description,
        minimum: declaration.minimum,
        maximum: declaration.maximum,
        default: declaration.default,
      };
    case 'boolean':
      return { type: 'boolean', description, default: declaration.default };
    case 'string':
      return stringSchema(declaration);
    case 'list':
      return { type: 'array', description, items: schemaOf(declaration.item, WHOLE) };
    case 'map':
      return {
        type: 'object',
        description,
        propertyNames: keySchema(declaration.keys),
        additionalProperties: schemaOf(declaration.item, WHOLE),
      };
    case 'object':
      return { description, default: declaration.default as Json, ...objectSchema(declaration.known) };
    case 'optional':
      // There is no default below it that could be laid under a part of it.
      return schemaOf(declaration.item, WHOLE);
    case 'section': {
      const fields = Object.entries(declaration.fields);
      const needed = fields
        .filter(([, field]) => (whole ? field.kind !== 'optional' : !isNothing(field)))
        .map(([key]) => key);
      return {
        type: 'object',
        description,
        additionalProperties: false,
        ...(required && needed.length > 0 ? { required: needed } : {}),
        properties: Object.fromEntries(fields.map(([key, field]) => [key, schemaOf(field, { required })])),
      };
    }
  }
}

/** Any JSON but null, which Helm takes for the wish to remove a key, and numbers that a float64 does not know exactly. */
export const FREE_VALUE: Json = {
  anyOf: [
    { type: ['string', 'boolean'] },
    { type: 'number', minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    { type: 'array', items: { $ref: '#/definitions/value' } },
    { $ref: '#/definitions/object' },
  ],
};

const FREE_OBJECT = { $ref: '#/definitions/object' };

function objectSchema(known: Fields | undefined): { [key: string]: Json } {
  if (!known) return FREE_OBJECT;
  const { type, required, properties } = schemaOf({ kind: 'section', description: '', fields: known }, WHOLE);
  return { type: type!, allOf: [FREE_OBJECT], ...(required ? { required } : {}), properties: properties! };
}

/** What schemas with an object of any form refer to. */
export const DEFINITIONS: { [key: string]: Json } = {
  value: FREE_VALUE,
  object: { type: 'object', propertyNames: keySchema(), additionalProperties: { $ref: '#/definitions/value' } },
};

function keySchema(rule?: KeyRule): Json {
  // Helm's own toYaml writes << without quotes, and then fails to read it.
  const never: Json = { const: '<<' };
  if (!rule) return { pattern: ONE_LINE, not: never };
  // Helm compiles every schema within a schema at each command, so what refuses nothing is left out, and a form that
  // texts have too is a schema of its own, which they share.
  const form = { type: 'string', pattern: rule.pattern };
  const refused = [
    ...(new RegExp(rule.pattern, 'u').test('<<') ? [never] : []),
    ...(rule.reserved ? [{ pattern: rule.reserved }] : []),
  ];
  if (refused.length === 0 && keepsToLine(rule.pattern)) return form;
  return {
    allOf: keepsToLine(rule.pattern) ? [form] : [form, { pattern: ONE_LINE }],
    ...(refused.length > 0 ? { not: refused.length === 1 ? refused[0]! : { anyOf: refused } } : {}),
  };
}

function stringSchema(declaration: StringDeclaration): { [key: string]: Json } {
  const { description, options, pattern, maxLength } = declaration;
  return {
    type: 'string',
    description,
    ...(options ? { enum: [...options] } : { pattern }),
    // Only the pattern's author knows whether it takes a line break; templates rely on there being none.
    ...(options || pattern === ONE_LINE || keepsToLine(pattern) ? {} : { allOf: [{ pattern: ONE_LINE }] }),
    ...(maxLength === undefined ? {} : { maxLength }),
    default: declaration.default,
  };
}

// Anchored as a whole, and made of visible characters: no class that is negated or named, no dot, no alternative outside.
function keepsToLine(pattern: string): boolean {
  if (!/^\^[ -~]*\$$/.test(pattern)) return false;
  const withoutClasses = pattern.replace(/\[[^\]\\^][^\]\\]*\]/g, '');
  return !/\[|\\[^.$/-]|(?<!\\)\./.test(withoutClasses) && !outsideOfGroups(withoutClasses).includes('|');
}

function outsideOfGroups(pattern: string): string {
  const outer = pattern.replace(/\([^()]*\)/g, '');
  return outer === pattern ? outer : outsideOfGroups(outer);
}
