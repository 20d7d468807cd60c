import { ChatbotError } from '../values/error';
import { expressionOf } from '../values/algebra';
import { Expression, Literal, Operation, type Condition, type TemplateContext } from '../values/expression';
import { not } from '../values/algebra';
import { Each, Either, Embedded, Items, Named, isObject, partOf, presenceOf } from '../values/part';
import { hasToken, isNumberToken, partsOfString } from '../values/token';
import { blockLines, fitsBlock, yamlString } from '../values/yaml';

/**
 * Content as a Go template: the second of the two interpreters. The lines are those that a careful person would write:
 * two spaces, lists indented under their key, `if`, `with` and `range` in lines of their own.
 */
export function writeTemplate(content: unknown, context: TemplateContext, condition: Condition = true): string {
  const writer = new TemplateWriter(context);
  writer.under(condition, () => writer.block(content, ''));
  return `${writer.lines.join('\n')}\n`;
}

/** A scalar as the text of a named template: without quotes, since whoever includes it quotes it. */
export function writeText(content: unknown, context: TemplateContext): string {
  return `${action(expressionOf(content as string).template(context))}\n`;
}

interface Block {
  readonly condition: Condition;
  readonly write: () => void;
}

class TemplateWriter {
  readonly lines: string[] = [];
  // Conditions that hold where the writer stands, as text: there is no need to ask twice.
  private readonly holding: string[] = [];

  constructor(private readonly context: TemplateContext) {}

  block(content: unknown, pad: string): void {
    if (Array.isArray(content)) this.blocks(this.itemBlocks(content, pad), pad);
    else this.blocks(this.entryBlocks(content as Record<string, unknown>, pad), pad);
  }

  // Neighbours under the same condition share one `if`.
  private blocks(blocks: readonly Block[], pad: string): void {
    for (let start = 0; start < blocks.length; ) {
      const text = this.textOf(blocks[start]!.condition);
      let end = start + 1;
      while (end < blocks.length && this.textOf(blocks[end]!.condition) === text) end++;
      const group = blocks.slice(start, end);
      this.under(blocks[start]!.condition, () => group.forEach((one) => one.write()), pad);
      start = end;
    }
  }

  under(condition: Condition, write: () => void, pad = ''): void {
    if (condition === false) return;
    const text = this.textOf(condition);
    if (text === undefined) return write();
    this.lines.push(`${pad}{{- if ${text} }}`);
    const before = this.holding.length;
    this.holding.push(...this.implied(condition as Expression<boolean>));
    write();
    this.holding.length = before;
    this.lines.push(`${pad}{{- end }}`);
  }

  // Of a conjunction, only what does not hold already is asked.
  private textOf(condition: Condition): string | undefined {
    if (typeof condition === 'boolean') return undefined;
    const text = condition.template(this.context);
    return this.holding.includes(text) ? undefined : text;
  }

  private implied(condition: Expression<boolean>): string[] {
    const text = condition.template(this.context);
    if (!(condition instanceof Operation) || !text.startsWith('and ')) return [text];
    return [text, ...condition.operands.flatMap((operand) => this.implied(operand as Expression<boolean>))];
  }

  private entryBlocks(content: Record<string, unknown>, pad: string): Block[] {
    return Object.keys(content).flatMap((key) => {
      const value = this.settled(content[key]);
      const condition = presenceOf(value);
      if (condition === false) return [];
      const collection = collectionOf(value);
      if (collection) return [{ condition: true, write: () => this.embedded(key, collection, pad) }];
      return [{ condition, write: () => this.entry(key, value, pad) }];
    });
  }

  // A choice that the surrounding conditions have made already.
  private settled(value: unknown): unknown {
    const part = isObject(value) ? partOf(value) : undefined;
    if (!(part instanceof Either)) return value;
    return this.holding.includes(part.condition.template(this.context)) ? this.settled(part.whenTrue) : value;
  }

  private entry(key: string, given: unknown, pad: string): void {
    const value = this.settled(given);
    const name = `${pad}${this.key(key)}:`;
    const part = isObject(value) ? partOf(value) : undefined;
    if (part instanceof Either) return this.alternatives(part, pad, (branch) => this.entry(key, branch, pad));
    if (part instanceof Named) return this.included(name, part, pad);
    if (part instanceof Embedded) return void this.lines.push(`${name} ${this.scalarOf(part.expression)}`);
    if (part) throw new ChatbotError(`${key}: each() stands among the items of a list`);
    if (!isObject(value)) return this.scalarEntry(name, value, pad);
    if (Object.keys(value).length === 0) return void this.lines.push(`${name} ${Array.isArray(value) ? '[]' : '{}'}`);
    this.lines.push(name);
    this.block(value, `${pad}  `);
  }

  private alternatives(part: Either, pad: string, write: (branch: unknown) => void): void {
    this.under(part.condition, () => write(part.whenTrue), pad);
    const otherwise = presenceOf(part.whenFalse);
    if (otherwise === false) return;
    if (otherwise !== true) return this.under(not(part.condition), () => this.under(otherwise, () => write(part.whenFalse), pad), pad);
    this.lines.pop();
    this.lines.push(`${pad}{{- else }}`);
    write(part.whenFalse);
    this.lines.push(`${pad}{{- end }}`);
  }

  private included(name: string, part: Named, pad: string): void {
    const call = this.context.include(part.name, part.content);
    if (isObject(part.content) && presenceOf(part.content) !== true) throw new ChatbotError(`${part.name}: a named part must always be there`);
    if (!isObject(part.content)) return void this.lines.push(`${name} ${action(`${call} | quote`)}`);
    this.lines.push(name, `${pad}  {{- ${call} | nindent ${pad.length + 2} }}`);
  }

  private embedded(key: string, collection: Expression<unknown>, pad: string): void {
    this.lines.push(
      `${pad}{{- with ${collection.template(this.context)} }}`,
      `${pad}${this.key(key)}:`,
      `${pad}  {{- toYaml . | nindent ${pad.length + 2} }}`,
      `${pad}{{- end }}`,
    );
  }

  private scalarEntry(name: string, value: unknown, pad: string): void {
    const block = typeof value === 'string' ? this.literalBlock(value, `${pad}  `) : undefined;
    if (!block) return void this.lines.push(`${name} ${this.scalar(value)}`);
    this.lines.push(`${name} ${block[0]!}`, ...block.slice(1));
  }

  private itemBlocks(items: readonly unknown[], pad: string): Block[] {
    return items.flatMap((item) => {
      const value = this.settled(item);
      const part = isObject(value) ? partOf(value) : undefined;
      if (part instanceof Items) return this.itemBlocks(part.items, pad);
      if (part instanceof Each) return [{ condition: true, write: () => this.loop(part, pad) }];
      const condition = presenceOf(value);
      return condition === false ? [] : [{ condition, write: () => this.item(value, pad) }];
    });
  }

  private item(given: unknown, pad: string): void {
    const value = this.settled(given);
    const part = isObject(value) ? partOf(value) : undefined;
    if (part instanceof Either) return this.alternatives(part, pad, (branch) => this.item(branch, pad));
    if (part instanceof Embedded && !collectionOf(value)) return void this.lines.push(`${pad}- ${this.scalarOf(part.expression)}`);
    if (part instanceof Named) return this.included(`${pad}-`, part, pad);
    if (part) throw new ChatbotError('a list or a map value cannot be an item; use each()');
    if (!isObject(value)) return this.scalarEntry(`${pad}-`, value, pad);
    if (Object.keys(value).length === 0) return void this.lines.push(`${pad}- {}`);
    const start = this.lines.length;
    this.block(unconditionalFirst(value), `${pad}  `);
    const first = this.lines[start]!;
    if (first.startsWith(`${pad}  {{-`)) this.lines.splice(start, 0, `${pad}-`);
    else this.lines[start] = `${pad}- ${first.slice(pad.length + 2)}`;
  }

  private loop(part: Each, pad: string): void {
    if (presenceOf(part.content) !== true) throw new ChatbotError('what each() makes of an item must always be there');
    const names = part.key ? `$${part.key.name}, $${part.item.name}` : `$${part.item.name}`;
    this.lines.push(`${pad}{{- range ${part.key ? names : `$_, ${names}`} := ${part.collection.template(this.context)} }}`);
    const inner = new TemplateWriter({
      root: '$',
      pathOf: (reference) => this.context.pathOf(reference).replace(/^\$?/, '$'),
      include: (name, content) => this.context.include(name, content).replace(/ \.$/, ' $'),
    });
    inner.item(part.content, pad);
    this.lines.push(...inner.lines, `${pad}{{- end }}`);
  }

  private key(key: string): string {
    return hasToken(key) ? this.scalar(key) : escaped(yamlString(key));
  }

  private scalar(value: unknown): string {
    if (typeof value === 'string') return hasToken(value) ? this.scalarOf(expressionOf(value)) : escaped(yamlString(value));
    if (typeof value === 'number' && isNumberToken(value)) return this.scalarOf(expressionOf(value));
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new ChatbotError(`a ${typeof value} cannot stand in a manifest`);
  }

  private scalarOf(expression: Expression<unknown>): string {
    const pipeline = expression.template(this.context);
    if (expression.type === 'string') return action(`${pipeline} | quote`);
    return action(expression.type === 'number' ? `${pipeline} | toJson` : pipeline);
  }

  // A script or a file keeps its lines; values in it are on one line each, so they cannot break out of the block.
  private literalBlock(value: string, pad: string): string[] | undefined {
    const parts = hasToken(value) ? partsOfString(value) : [new Literal(value)];
    if (!(parts[0] instanceof Literal) || !parts.every((part) => part instanceof Literal || isOneLine(part))) return undefined;
    const text = parts.map((part) => (part instanceof Literal ? escaped(String(part.value)) : action(part.template(this.context)))).join('');
    const plain = parts.map((part) => (part instanceof Literal ? String(part.value) : 'x')).join('');
    return fitsBlock(plain) ? blockLines(text, pad) : undefined;
  }
}

function isOneLine(expression: Expression<unknown>): boolean {
  return expression.type === 'integer' || expression.type === 'boolean' || expression.type === 'string';
}

function collectionOf(value: unknown): Expression<unknown> | undefined {
  const part = isObject(value) ? partOf(value) : undefined;
  if (!(part instanceof Embedded)) return undefined;
  return part.expression.type === 'list' || part.expression.type === 'map' ? part.expression : undefined;
}

// The first key stands beside the dash of its item, where no `if` can stand.
function unconditionalFirst(content: object): object {
  if (Array.isArray(content)) return content;
  const entries = Object.entries(content as Record<string, unknown>);
  const first = entries.findIndex(([, value]) => presenceOf(value) === true && !(isObject(value) && partOf(value) instanceof Either));
  if (first <= 0) return content;
  return Object.fromEntries([entries[first]!, ...entries.slice(0, first), ...entries.slice(first + 1)]);
}

function action(pipeline: string): string {
  return `{{ ${pipeline} }}`;
}

// Braces of our own text reach the cluster as they are.
function escaped(text: string): string {
  return text.replace(/\{\{/g, '{{ "{{" }}');
}
