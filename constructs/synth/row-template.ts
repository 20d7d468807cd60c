import type { TemplateContext } from '../values/template-context';
import { goString } from '../values/go-string';
import { isObject, partOf } from '../values/part';
import { hasToken } from '../values/token';
import { yamlString } from '../values/yaml';
import { escaped, scalarText } from './scalar-template';

/**
 * What is short and has no conditions, in one row, as people write it: `["bash", "-c", "exit"]`, `{ sizeLimit: 64Mi }`,
 * `[{ port: 443, protocol: TCP }]`.
 * @returns undefined for what belongs into lines of its own, or is longer than so many characters.
 */
export function rowText(content: object, context: TemplateContext, length: number): string | undefined {
  if (partOf(content) || Object.keys(content).length === 0) return undefined;
  // Several objects are a list for the eye.
  if (Array.isArray(content) && content.length > 1 && content.some(isObject)) return undefined;
  const given = Object.entries(content).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  const entries = given.map(([key, value]) => {
    const text = isObject(value) ? rowText(value, context, length) : wordText(value, context);
    return text && (Array.isArray(content) ? text : `${scalarText(key, context)}: ${text}`);
  });
  if (entries.includes(undefined)) return undefined;
  const row = Array.isArray(content) ? `[${entries.join(', ')}]` : `{ ${entries.join(', ')} }`;
  return row.length <= length ? row : undefined;
}

// A word in a row ends at a comma.
function wordText(value: unknown, context: TemplateContext): string | undefined {
  if (typeof value === 'string' && value.includes('\n')) return undefined;
  if (typeof value === 'string' && !hasToken(value) && (yamlString(value) !== value || value.includes(',')))
    return escaped(goString(value));
  return value === null ? undefined : scalarText(value, context);
}
