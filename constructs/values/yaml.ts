import type { Json } from './evaluate';
import { goString, isWellFormed } from './go-string';

// Words that some YAML 1.1 parser reads as a boolean or as nothing.
const RESERVED = /^(y|n|yes|no|on|off|true|false|null)$/i;
const WORDS = /^[A-Za-z_/][-A-Za-z0-9_./@=+~:]*( [-A-Za-z0-9_./@=+~(),;:]+)*$/;
const QUANTITY = /^[0-9]+(m|Ki|Mi|Gi|Ti|s|h|%)$/;
// Tabs are allowed; other control characters and what YAML 1.1 takes for line breaks are not.
const BLOCK = /^[^\s\u0000-\u001f][^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]*$/;

/** A string as a YAML scalar on one line: plain where every YAML version reads it as a string, quoted elsewhere. */
export function yamlString(text: string): string {
  return isPlain(text) ? text : goString(text);
}

function isPlain(text: string): boolean {
  if (text.length > 120) return WORDS.test(text) && !text.includes(': ') && !text.endsWith(':');
  return (
    (WORDS.test(text) && !RESERVED.test(text) && !text.includes(': ') && !text.endsWith(':')) || QUANTITY.test(text)
  );
}

/** Whether a text of several lines can stand as a literal block, which keeps it readable. */
export function fitsBlock(text: string): boolean {
  // Blanks at the end would not survive a template, whose actions trim what stands before them.
  return text.includes('\n') && BLOCK.test(text) && !/([^\S\n]\n?|\n\n)$/.test(text) && isWellFormed(text);
}

/** The lines of a literal block, its indicator first. */
export function blockLines(text: string, pad: string): string[] {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  return [ends ? '|' : '|-', ...lines.map((line) => (line === '' ? '' : `${pad}${line}`))];
}

/** A document in YAML: two spaces, keys as they come, lists indented under their key. */
export function toYaml(content: Json): string {
  return isContainer(content) ? block(content, '') : `${scalar(content, '')}\n`;
}

function block(content: Json[] | { [key: string]: Json }, pad: string): string {
  let text = '';
  if (Array.isArray(content)) {
    for (const item of content) text += `${pad}- ${inItem(item, pad)}`;
    return text;
  }
  for (const key in content) text += `${pad}${yamlString(key)}:${afterKey(content[key]!, pad)}`;
  return text;
}

function afterKey(value: Json, pad: string): string {
  return isContainer(value) ? `\n${block(value, `${pad}  `)}` : ` ${scalar(value, pad)}\n`;
}

// The first key of an item stands beside its dash.
function inItem(item: Json, pad: string): string {
  const inner = `${pad}  `;
  return isContainer(item) ? block(item, inner).slice(inner.length) : `${scalar(item, pad)}\n`;
}

function scalar(value: Json, pad: string): string {
  if (typeof value === 'string') return fitsBlock(value) ? blockLines(value, `${pad}  `).join('\n') : yamlString(value);
  if (value !== null && typeof value === 'object') return Array.isArray(value) ? '[]' : '{}';
  return String(value);
}

function isContainer(value: Json): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
