import { ChatbotError } from './error';
import { Expression } from './expression';
import type { TemplateContext } from './template-context';
import { stringToken } from './token';

/** A text that stands in a file of its own in the chart. */
export class FileText extends Expression<string> {
  readonly type = 'string';

  constructor(
    readonly name: string,
    readonly text: string,
  ) {
    super();
  }

  override evaluate(): string {
    return this.text;
  }

  override template(context: TemplateContext): string {
    return context.file(this.name, this.text);
  }

  override isOneLine(): boolean {
    return !this.text.includes('\n');
  }
}

/**
 * A text that is long or in a language of its own, such as a script or a dashboard: in the chart a file, which templates
 * read, in plain manifests the text itself. Nothing in it is a value, and braces stay as they are.
 * @param name file name: lower case letters, digits, dots and dashes
 * @throws ChatbotError when the name is none.
 */
export function fileText(name: string, text: string): string {
  checkFileName(name, 'fileText()');
  return stringToken(new FileText(name, text))[0];
}

/** @throws ChatbotError when the name is none that a chart's file may have. */
export function checkFileName(name: string, caller: string): void {
  if (!/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(name))
    throw new ChatbotError(`${caller}: "${name}" is not a file name of lower case letters, digits, dots and dashes`);
}
