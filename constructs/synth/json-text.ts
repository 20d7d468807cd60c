import { isObject } from '../values/part';
import { FULL_LINE } from './template';

/** JSON as people write it: what fits into one row stands in one, the rest in lines of its own. */
export function jsonText(value: unknown, pad = ''): string {
  if (!isObject(value)) return JSON.stringify(value);
  const inner = `${pad} `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const entries = Array.isArray(value)
    ? value.map((one) => jsonText(one, inner))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([key, one]) => `${JSON.stringify(key)}: ${jsonText(one, inner)}`);
  const row = `${open}${entries.join(', ')}${close}`;
  if (pad.length + row.length <= FULL_LINE && !row.includes('\n')) return row;
  const lines = Array.isArray(value) && !row.includes('\n') ? filled(entries, FULL_LINE - inner.length) : entries;
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${pad}${close}`;
}

/** Words in as few lines as there have to be. */
function filled(words: readonly string[], length: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = `${lines.at(-1)}, ${word}`;
    if (lines.length > 0 && line.length <= length) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}
