import type { Declaration, Fields, SectionDeclaration } from './declaration';
import { ONE_LINE } from './one-line';
import { defaultsOf } from './overlay';

const HEAD = ['Value', 'Type', 'Default', 'Allowed', 'Description'];

/**
 * The reference in Markdown: one row a value, and a table for each section at the top.
 * @param heading what stands before the name of a section, e.g. `###`
 */
export function referenceOf({ fields }: SectionDeclaration, heading: string): string {
  const parts: string[] = [];
  const single = Object.entries(fields).filter(([, field]) => field.kind !== 'section');
  if (single.length > 0) parts.push(table(Object.fromEntries(single), ''));
  for (const [key, field] of Object.entries(fields)) {
    if (field.kind !== 'section') continue;
    parts.push(`${heading} ${key}\n\n${escapeCell(field.description)}.\n\n${table(field.fields, `${key}.`)}`);
  }
  return parts.join('\n');
}

function table(fields: Fields, prefix: string): string {
  const rows = [HEAD, HEAD.map(() => '---'), ...rowsOf(fields, prefix)];
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function* rowsOf(fields: Fields, prefix: string): Iterable<string[]> {
  for (const [key, field] of Object.entries(fields)) {
    if (field.kind === 'section') yield* rowsOf(field.fields, `${prefix}${key}.`);
    else
      yield [`\`${prefix}${key}\``, typeOf(field), defaultCell(field), allowedIn(field), escapeCell(field.description)];
  }
}

function typeOf(field: Declaration): string {
  switch (field.kind) {
    case 'optional':
      return `${typeOf(field.item)}, optional`;
    case 'list':
      return `list of ${typeOf(field.item)}`;
    case 'map':
      return `map to ${typeOf(field.item)}`;
    case 'string':
      return field.format === 'text' ? 'string' : field.format;
    case 'section':
      return 'object';
    default:
      return field.kind;
  }
}

/** What of its type a value may be; nothing where all of it is allowed. */
function allowedIn(field: Declaration): string {
  switch (field.kind) {
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
    case 'number':
      return `${field.minimum} to ${field.maximum}`;
    case 'string':
      return field.options ? words(field.options) : described(field);
    case 'optional':
      return allowedIn(field.item);
    case 'list':
      return allowedIn(field.item);
    case 'map':
      return [field.keys && `keys: ${escapeCell(field.keys.expected)}`, allowedIn(field.item)]
        .filter(Boolean)
        .join('; ');
    case 'section':
      return `the keys ${words(Object.keys(field.fields))}`;
    default:
      return field.known ? `with ${words(Object.keys(field.known))}` : '';
  }
}

function described({ pattern, expected, maxLength }: Declaration & { readonly kind: 'string' }): string {
  const form = pattern === ONE_LINE ? '' : escapeCell(expected);
  return [form, maxLength && `at most ${maxLength} characters`].filter(Boolean).join(', ');
}

const words = (all: readonly string[]) => all.map((word) => `\`${word}\``).join(', ');

function defaultCell(field: Declaration): string {
  const value = defaultsOf(field);
  return value === undefined ? '' : `\`${escapeCell(JSON.stringify(value))}\``;
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
