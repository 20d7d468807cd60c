import { ChatbotError } from '../values/error';
import type { Expression } from '../values/expression';
import type { TemplateContext } from '../values/template-context';
import { FileText } from '../values/file-text';
import { Joined, expressionOf } from '../values/joined';
import { Literal } from '../values/literal';
import { Operation } from '../values/operation';
import { choice } from '../values/operators';
import { hasToken, isNumberToken, partsOfString } from '../values/token';
import { blockLines, fitsBlock, yamlString } from '../values/yaml';
import { questionOf } from './question';

/** A literal, a token or a key as the text of a template. */
export function scalarText(value: unknown, context: TemplateContext): string {
  if (typeof value === 'string' && !hasToken(value)) return escaped(yamlString(value));
  if (typeof value === 'string') return expressionText(expressionOf(value), context);
  if (typeof value === 'number' && isNumberToken(value)) return expressionText(expressionOf(value), context);
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  throw new ChatbotError(
    `${typeof value === 'number' ? String(value) : `a ${typeof value}`} cannot stand in a manifest`,
  );
}

/** An expression as a YAML scalar of its type: a string never turns into a number, nor a large number into 1e+06. */
export function expressionText(expression: Expression<unknown>, context: TemplateContext): string {
  const pipeline = expression.template(context);
  if (expression.type === 'string') return action(`${pipeline} | quote`);
  return action(expression.type === 'number' ? `${pipeline} | toJson` : pipeline);
}

/**
 * An expression as bare text, where its surroundings decide what it is. What a pipeline would nest stands in a row, as
 * people write it: `{{ .Values.a }}:{{ .Values.b }}`, `{{ if .Values.c }}d{{ else }}e{{ end }}`.
 */
export function bareText(expression: Expression<unknown>, context: TemplateContext): string {
  if (expression instanceof Literal) return escaped(String(expression.value), true);
  if (expression instanceof Joined) return expression.parts.map((part) => bareText(part, context)).join('');
  if (expression instanceof Operation && expression.operator === choice) {
    const [condition, whenTrue, whenFalse] = expression.operands as [Expression<boolean>, ...Expression<unknown>[]];
    const [yes, no] = [whenTrue!, whenFalse!].map((branch) => bareText(branch, context)) as [string, string];
    const question = questionOf(condition, context);
    // What is there comes first, as one would say it.
    const isOpposite = yes === '' || question.startsWith('not ');
    const [first, second] = isOpposite ? [no, yes] : [yes, no];
    const asked = isOpposite ? questionOf(condition, context, true) : question;
    const fallback = first === action(asked) && /^\{\{ ([^\s{}"]+) \}\}$/.exec(second);
    if (fallback) return action(`${asked} | default ${fallback[1]!}`);
    return `{{ if ${asked} }}${first}${second === '' ? '' : `{{ else }}${second}`}{{ end }}`;
  }
  const pipeline = expression.template(context);
  return action(expression.type === 'number' ? `${pipeline} | toJson` : pipeline);
}

/** A scalar as the text of a named template: without quotes, since whoever includes it quotes it. */
export function writeText(content: unknown, context: TemplateContext): string {
  const expression = expressionOf(content as string);
  const parts = expression instanceof Joined ? expression.parts.map((part) => bareText(part, context)) : [];
  // Several that are there or not stand in a line each.
  if (parts.length > 1 && parts.every((part) => part.startsWith('{{ if ')))
    return `${parts.map((part) => part.replace('{{ if ', '{{- if ')).join('\n')}\n`;
  const text = bareText(expression, context);
  // The definition's own braces would trim white space at either end.
  return /^\s|\s$/.test(text) ? `${action(expression.template(context))}\n` : `${text}\n`;
}

/**
 * The lines of a literal block for a script or a file, which keeps its lines; values in it are on one line each, so they
 * cannot break out of the block.
 * @returns undefined when the text has to be quoted.
 */
export function blockText(value: string, pad: string, context: TemplateContext): string[] | undefined {
  if (!value.includes('\n')) {
    const file = hasToken(value) ? expressionOf(value) : undefined;
    return file instanceof FileText ? fileBlock(file, pad, context) : undefined;
  }
  const parts = partsOfString(value);
  if (!(parts[0] instanceof Literal) || !parts.every((part) => part instanceof Literal || part.isOneLine()))
    return undefined;
  const plain = (filler: string) =>
    parts.map((part) => (part instanceof Literal ? String(part.value) : filler)).join('');
  // A value may be empty, and a block would lose a last line without content.
  const last = plain('x').replace(/\n$/, '').split('\n').length - 1;
  if (!fitsBlock(plain('x')) || plain('').split('\n')[last]!.trim() === '') return undefined;
  return blockLines(mixedText(parts, context), pad);
}

// The block ends with the one line break that is taken off the file.
function fileBlock(file: FileText, pad: string, context: TemplateContext): string[] | undefined {
  const { text } = file;
  if (!/[^\n]\n$/.test(text) || !fitsBlock(text)) return undefined;
  // Lines without anything get no pad; those that end in blanks would lose them.
  const close = text.includes('\n\n') && !/[^\S\n]\n/.test(text) ? ` | replace "${pad}\\n" "\\n"` : '';
  return ['|', `${pad}{{- ${file.template(context)} | trimSuffix "\\n" | nindent ${String(pad.length)}${close} }}`];
}

/** Literal text with values in it. */
export function mixedText(parts: readonly Expression<unknown>[], context: TemplateContext): string {
  const text = (part: Expression<unknown>, index: number) =>
    part instanceof Literal ? escaped(String(part.value), index < parts.length - 1) : bareText(part, context);
  return parts.map(text).join('');
}

/** A pipeline in braces. */
export function action(pipeline: string): string {
  return `{{ ${pipeline} }}`;
}

/** As far as a line goes in which much is replaced. */
const LONG_LINE = 140;

/** A line in which much is replaced, in several: white space between the stages of a pipeline means nothing. */
export function brokenLines(line: string, pad: string): string[] {
  const lines: string[] = [];
  // In a text its quotes are escaped, so that none of these stands there.
  for (const stage of line.split(/ (?=\| replace ")/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + stage.length < LONG_LINE) lines.push(`${lines.pop()!} ${stage}`);
    else lines.push(last === undefined ? stage : `${pad}  ${stage}`);
  }
  return lines;
}

// Braces of our own text reach the cluster as they are; a single one must not touch those of an action either.
export function escaped(text: string, beforeAction = false): string {
  return text.replace(beforeAction ? /\{\{|\{$/g : /\{\{/g, (braces) => `{{ "${braces}" }}`);
}
