import type { Declaration, SectionDeclaration } from './declaration';
import { defaultsOf } from './overlay';
import { toYaml, yamlString } from './yaml';

/** The declaration as a commented `values.yaml`: each value with its description, what it takes, and its default. */
export function valuesYaml(declaration: SectionDeclaration): string {
  return fieldsYaml(declaration, '');
}

function fieldsYaml(declaration: SectionDeclaration, pad: string): string {
  return Object.entries(declaration.fields)
    .map(([key, field]) => `${pad === '' && field.kind === 'section' ? '\n' : ''}${fieldYaml(key, field, pad)}`)
    .join('')
    .replace(/^\n/, '');
}

function fieldYaml(key: string, field: Declaration, pad: string): string {
  const comment = `${pad}# ${field.description}${rangeOf(field)}\n`;
  if (field.kind === 'section') {
    // Without a value in it, it would be read as nothing at all.
    const empty = Object.keys(defaultsOf(field) as object).length === 0 ? ' {}' : '';
    return `${comment}${pad}${yamlString(key)}:${empty}\n${fieldsYaml(field, `${pad}  `)}`;
  }
  const value = defaultsOf(field);
  if (value === undefined) return `${comment}${pad}# ${key}:\n`;
  const text = toYaml({ [key]: value });
  return comment + text.replace(/^(?=.)/gm, pad);
}

/** What a value takes, where it is more than its type: bounds, words. */
function rangeOf(field: Declaration): string {
  if (field.kind === 'optional') return ' (optional)';
  if (field.kind === 'integer' || field.kind === 'number') return ` (${field.minimum} to ${field.maximum})`;
  return field.kind === 'string' && field.options ? ` (${field.options.join(', ')})` : '';
}

/** The reference table in Markdown: one row a value. */
export function referenceTable(declaration: SectionDeclaration): string {
  const rows = [...rowsOf(declaration, '')].map((cells) => `| ${cells.join(' | ')} |`);
  return ['| Value | Type | Default | Description |', '| --- | --- | --- | --- |', ...rows].join('\n') + '\n';
}

function* rowsOf(declaration: SectionDeclaration, prefix: string): Iterable<string[]> {
  for (const [key, field] of Object.entries(declaration.fields)) {
    if (field.kind === 'section') yield* rowsOf(field, `${prefix}${key}.`);
    else yield [`\`${prefix}${key}\``, typeCell(field), defaultCell(field), escapeCell(field.description)];
  }
}

function typeCell(field: Declaration): string {
  switch (field.kind) {
    case 'optional':
      return `${typeCell(field.item)}, optional`;
    case 'list':
      return `list of ${typeCell(field.item)}`;
    case 'map':
      return `map to ${typeCell(field.item)}`;
    case 'section':
      return `{${Object.keys(field.fields).join(', ')}}`;
    case 'integer':
    case 'number':
      return `${field.kind}, ${field.minimum} to ${field.maximum}`;
    case 'string':
      return field.options
        ? field.options.map((option) => `\`${option}\``).join(', ')
        : escapeCell(field.format === 'text' ? 'string' : field.format);
    default:
      return field.kind;
  }
}

function defaultCell(field: Declaration): string {
  const value = defaultsOf(field);
  return value === undefined ? '' : `\`${escapeCell(JSON.stringify(value))}\``;
}

function escapeCell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
