import type { Declaration, List, ListDeclaration, ValueOf } from './declaration';
import { list } from './declare';
import type { Json } from './evaluate';
import { Expression } from './expression';
import type { TemplateContext } from './template-context';
import { checkFileName } from './file-text';
import { ChatbotError } from './error';
import { hasToken } from './token';
import { toYaml } from './yaml';

/** The items of a list that stands in a file of its own in the chart. */
export class FileItems extends Expression<readonly unknown[]> {
  readonly type = 'list';

  constructor(
    readonly name: string,
    readonly declaration: ListDeclaration,
  ) {
    super();
  }

  override evaluate(): readonly unknown[] {
    return this.declaration.default;
  }

  override template(context: TemplateContext): string {
    return `fromYamlArray (${context.file(this.name, toYaml(this.declaration.default as Json))})`;
  }
}

/**
 * Many items of one form, none of which is a value, such as alerts: in the chart a YAML file, over which a template
 * loops; in plain manifests the items themselves. Use it with `each`.
 * @param name file name: lower case letters, digits, dots and dashes
 * @throws ChatbotError when the name is none, an item does not fit, there is no item, or a value is in one.
 */
export function fileItems<I extends Declaration>(
  name: string,
  item: I,
  items: readonly ValueOf<I>[],
): List<ValueOf<I>> {
  checkFileName(name, 'fileItems()');
  if (items.length === 0) throw new ChatbotError(`fileItems(): "${name}" has no items; leave it out then`);
  if (hasToken(JSON.stringify(items)))
    throw new ChatbotError(
      `fileItems(): a value stands in "${name}", where it is not known; use replaceAll() on the item`,
    );
  const declaration = list<Declaration>({ description: name, item, default: items });
  return new FileItems(name, declaration) as unknown as List<ValueOf<I>>;
}
