import type { Declaration, SectionDeclaration } from './declaration';
import { defaultsOf, isNothing } from './overlay';
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
    const empty = Object.values(field.fields).every(isNothing) ? ' {}' : '';
    return `${comment}${pad}${yamlString(key)}:${empty}\n${fieldsYaml(field, `${pad}  `)}`;
  }
  const value = defaultsOf(field);
  if (value === undefined) return `${comment}${pad}# ${key}:\n`;
  const text = toYaml({ [key]: value });
  // Helm copies all the values of a chart several times: what is nothing by default costs nothing.
  return comment + text.replace(/^(?=.)/gm, isNothing(field) ? `${pad}# ` : pad);
}

/** What a value takes, where it is more than its type: bounds, words. */
function rangeOf(field: Declaration): string {
  if (field.kind === 'optional') return ' (optional)';
  if (field.kind === 'integer' || field.kind === 'number') return ` (${field.minimum} to ${field.maximum})`;
  return field.kind === 'string' && field.options ? ` (${field.options.join(', ')})` : '';
}
