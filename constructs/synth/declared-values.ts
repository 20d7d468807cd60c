import type { IConstruct } from 'constructs';
import type { SectionDeclaration } from '../values';
import type { Expression, ValueOwner } from '../values/expression';

/** The declared values of a chart or a subchart, and the tokens that were handed out for them. @internal */
export class DeclaredValues implements ValueOwner {
  readonly tokens: { found: boolean; readonly expression: Expression<unknown> }[] = [];

  constructor(
    readonly construct: IConstruct,
    readonly key: string,
    readonly declaration: SectionDeclaration,
  ) {}

  get path(): string {
    return this.construct.node.path;
  }
}
