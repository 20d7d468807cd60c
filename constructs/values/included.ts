import { Expression, type Scope } from './expression';
import type { TemplateContext } from './template-context';
import { inclusion } from './inclusion';
import { expressionOf } from './joined';
import { stringToken } from './token';

/** A text that has a name: a named template in the chart, which may stand among other texts. */
class IncludedText extends Expression<string> {
  readonly type = 'string';
  override readonly operands: readonly Expression<unknown>[];

  constructor(
    private readonly name: string,
    private readonly content: string,
    private readonly isShared: boolean,
  ) {
    super();
    this.operands = [expressionOf(content)];
  }

  override evaluate(scope: Scope): string {
    return this.operands[0]!.evaluate(scope) as string;
  }

  override template(context: TemplateContext): string {
    const { name, content: body } = this;
    return inclusion({ name, body, reach: this.isShared ? 'shared' : 'own' }, context);
  }
}

/** A token for a text under a name. */
export function includedText(name: string, content: string, isShared: boolean): string {
  return stringToken(new IncludedText(name, content, isShared))[0];
}
