import { type Builtin, Expression, type Scope } from './expression';
import type { TemplateContext } from './template-context';
import { goString } from './go-string';

/** What Helm knows of the release and the chart. */
export class BuiltinValue extends Expression<string> {
  readonly type = 'string';

  constructor(readonly name: Builtin) {
    super();
  }

  override evaluate(scope: Scope): string {
    return scope.builtin(this.name);
  }

  override template(context: TemplateContext): string {
    return `${context.root}.${this.name}`;
  }
}

/** Whether the cluster serves an API version. */
export class Serves extends Expression<boolean> {
  readonly type = 'boolean';

  constructor(readonly apiVersion: string) {
    super();
  }

  override evaluate(scope: Scope): boolean {
    return scope.serves(this.apiVersion);
  }

  override template(context: TemplateContext): string {
    return `${context.root}.Capabilities.APIVersions.Has ${goString(this.apiVersion)}`;
  }
}
