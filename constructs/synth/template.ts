import { not } from '../values/algebra';
import { ChatbotError } from '../values/error';
import type { Condition, Expression } from '../values/expression';
import type { TemplateContext } from '../values/template-context';
import { Each, Either, Embedded, Items, Merged, Named, checkPlain, isObject, partOf } from '../values/part';
import { presenceOf } from '../values/presence';
import { collectionLines, collectionOf, includedLine, isPassedOn, itemsLine, mergedLines } from './collection-template';
import { Holding } from './holding';
import { unconditionalFirst } from './item';
import { LoopContext } from './loop-context';
import { questionOf } from './question';
import { blockText, brokenLines, expressionText, scalarText } from './scalar-template';
import { rowText } from './row-template';

/**
 * Content as a Go template: the second of the two interpreters. The lines are those that a careful person would write:
 * two spaces, lists indented under their key, `if`, `with` and `range` in lines of their own.
 */
export function writeTemplate(content: unknown, context: TemplateContext, condition: Condition = true): string {
  const writer = new TemplateWriter(context);
  writer.under(condition, () => writer.block(content, ''));
  return `${writer.lines.join('\n')}\n`;
}

/** As far as what stands in one row goes. */
export const FULL_LINE = 132;

/** What of an object people look for in a line of its own. */
const WHOLE = ['metadata:', 'spec:', 'data:', 'rules:'];

interface Block {
  readonly condition: Condition;
  readonly write: () => void;
}

class TemplateWriter {
  readonly lines: string[] = [];
  private readonly holding: Holding;

  constructor(private readonly context: TemplateContext) {
    this.holding = new Holding(context);
  }

  block(content: unknown, pad: string): void {
    const part = isObject(content) ? partOf(content) : undefined;
    if (part instanceof Either) return this.alternatives(part, pad, (branch) => this.block(branch, pad));
    if (part instanceof Merged) return part.maps.forEach((map) => this.mergedMap(map, pad));
    if (part instanceof Named) return this.mergedMap(part, pad);
    if (part || !isObject(content)) throw new ChatbotError('expected an object or a list');
    if (Array.isArray(content)) return this.blocks(this.itemBlocks(content, pad), pad);
    checkPlain(content);
    this.blocks(this.entryBlocks(content as Record<string, unknown>, pad), pad);
  }

  private mergedMap(map: unknown, pad: string): void {
    const lines = mergedLines(map, pad, this.lines.length === 0 && pad === '', this.context);
    if (lines) this.lines.push(...lines);
    else this.block(map, pad);
  }

  // Neighbours under the same condition share one `if`.
  private blocks(blocks: readonly Block[], pad: string): void {
    for (let start = 0; start < blocks.length;) {
      const { condition } = blocks[start]!;
      const text = this.holding.textOf(condition);
      let end = start + 1;
      while (end < blocks.length && this.holding.textOf(blocks[end]!.condition) === text) end++;
      const group = blocks.slice(start, end);
      this.under(condition, () => group.forEach((one) => one.write()), pad);
      start = end;
    }
  }

  under(condition: Condition, write: () => void, pad = ''): void {
    if (condition === false) return;
    const text = this.holding.textOf(condition);
    if (text === undefined) return write();
    this.lines.push(`${pad}{{- if ${questionOf(condition as Expression<boolean>, this.context)} }}`);
    this.holding.during(condition, write);
    this.lines.push(`${pad}{{- end }}`);
  }

  private alternatives(part: Either, pad: string, write: (branch: unknown) => void): void {
    const { condition, whenTrue, whenFalse } = part;
    const otherwise = not(condition);
    if (presenceOf(whenTrue) === false) return this.under(otherwise, () => write(whenFalse), pad);
    if (presenceOf(whenFalse) === false) return this.under(condition, () => write(whenTrue), pad);
    this.lines.push(`${pad}{{- if ${questionOf(condition, this.context)} }}`);
    this.holding.during(condition, () => write(whenTrue));
    this.lines.push(`${pad}{{- else }}`);
    this.holding.during(otherwise, () => write(whenFalse));
    this.lines.push(`${pad}{{- end }}`);
  }

  private entryBlocks(content: Record<string, unknown>, pad: string): Block[] {
    return Object.keys(content).flatMap((key) => {
      const value = this.holding.settled(content[key]);
      const condition = presenceOf(value);
      if (condition === false) return [];
      // `with` asks by itself whether there is something.
      return [{ condition: collectionOf(value) ? true : condition, write: () => this.entry(key, value, pad) }];
    });
  }

  private entry(key: string, given: unknown, pad: string): void {
    const value = this.holding.settled(given);
    // The conditions around may leave nothing of it.
    if (presenceOf(value) === false) return;
    const name = `${pad}${scalarText(key, this.context)}:`;
    const part = isObject(value) ? partOf(value) : undefined;
    const collection = collectionOf(value);
    if (collection) return void this.lines.push(...collectionLines(name, collection, pad, this.context));
    if (part instanceof Either) return this.alternatives(part, pad, (branch) => this.entry(key, branch, pad));
    if (part instanceof Named) return void this.lines.push(includedLine(name, part, pad, this.context));
    if (part instanceof Merged) {
      this.lines.push(name);
      return this.block(value, `${pad}  `);
    }
    if (part instanceof Embedded)
      return void this.lines.push(`${name} ${expressionText(part.expression, this.context)}`);
    if (part) throw new ChatbotError(`${key}: each() stands among the items of a list`);
    if (!isObject(value)) return this.scalarEntry(name, value, pad);
    if (Object.keys(value).length === 0) return void this.lines.push(`${name} ${Array.isArray(value) ? '[]' : '{}'}`);
    const row = !WHOLE.includes(name) && rowText(value, this.context, FULL_LINE - name.length);
    if (row) return void this.lines.push(`${name} ${row}`);
    this.lines.push(name);
    this.block(value, `${pad}  `);
  }

  private scalarEntry(name: string, value: unknown, pad: string): void {
    const block = typeof value === 'string' ? blockText(value, `${pad}  `, this.context) : undefined;
    if (!block) return void this.lines.push(...brokenLines(`${name} ${scalarText(value, this.context)}`, pad));
    this.lines.push(`${name} ${block[0]!}`, ...block.slice(1));
  }

  private itemBlocks(items: readonly unknown[], pad: string): Block[] {
    return items.flatMap((item) => {
      const value = this.holding.settled(item);
      const part = isObject(value) ? partOf(value) : undefined;
      if (part instanceof Items) return this.itemBlocks(part.items, pad);
      // A list under a name gives its items.
      if (part instanceof Named && Array.isArray(part.content))
        return [{ condition: true, write: () => this.mergedMap(part, pad) }];
      if (part instanceof Each) return [{ condition: true, write: () => this.loop(part, pad) }];
      const condition = presenceOf(value);
      if (condition === false) return [];
      return [{ condition: collectionOf(value) ? true : condition, write: () => this.item(value, pad) }];
    });
  }

  private item(given: unknown, pad: string): void {
    const value = this.holding.settled(given);
    if (presenceOf(value) === false) return;
    const part = isObject(value) ? partOf(value) : undefined;
    if (part instanceof Either) return this.alternatives(part, pad, (branch) => this.item(branch, pad));
    const collection = collectionOf(value);
    if (collection) return void this.lines.push(...collectionLines(`${pad}-`, collection, pad, this.context));
    if (part instanceof Embedded)
      return void this.lines.push(`${pad}- ${expressionText(part.expression, this.context)}`);
    if (part instanceof Named) return void this.lines.push(includedLine(`${pad}-`, part, pad, this.context));
    if (part instanceof Merged) return this.afterDash(value as object, pad);
    if (part) throw new ChatbotError('each() cannot stand under a condition; put the condition into what it makes');
    if (!isObject(value)) return this.scalarEntry(`${pad}-`, value, pad);
    if (Object.keys(value).length === 0) return void this.lines.push(`${pad}- ${Array.isArray(value) ? '[]' : '{}'}`);
    const row = rowText(value, this.context, FULL_LINE - pad.length);
    if (row) return void this.lines.push(`${pad}- ${row}`);
    this.afterDash(unconditionalFirst(value), pad);
  }

  private afterDash(content: object, pad: string): void {
    const start = this.lines.length;
    this.block(content, `${pad}  `);
    const first = this.lines[start]!.slice(pad.length + 2);
    // What may write nothing leaves the dash alone.
    if (/^\{\{- (if|with|range) /.test(first)) this.lines.splice(start, 0, `${pad}-`);
    else this.lines[start] = `${pad}- ${first}`;
  }

  private loop(part: Each, pad: string): void {
    if (presenceOf(part.content) !== true) throw new ChatbotError('what each() makes of an item must always be there');
    if (isPassedOn(part)) return void this.lines.push(itemsLine(part.collection, pad, this.context));
    const loop = new LoopContext(this.context, part);
    this.lines.push(`${pad}{{- range ${loop.declared} := ${part.collection.template(this.context)} }}`);
    const inner = new TemplateWriter(loop);
    inner.item(part.content, pad);
    this.lines.push(...inner.lines, `${pad}{{- end }}`);
  }
}
