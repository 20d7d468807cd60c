import { createHash } from 'node:crypto';
import { asString } from './algebra';
import { byCodePoint } from './code-points';
import { ChatbotError } from './error';
import { type Json, evaluate } from './evaluate';
import { Expression, type Scope } from './expression';
import type { TemplateContext } from './template-context';
import { inclusion } from './inclusion';
import { Named, partOf } from './part';

class Checksum extends Expression<string> {
  readonly type = 'string';

  constructor(
    readonly name: string,
    readonly content: object,
  ) {
    super();
  }

  override evaluate(scope: Scope): string {
    const value = evaluate(this.content, scope) ?? {};
    return createHash('sha256').update(goJson(value)).digest('hex');
  }

  override template(context: TemplateContext): string {
    const part = partOf(this.content);
    const named = part instanceof Named ? part : new Named(this.name, this.content);
    return `${inclusion(named, context)} | fromYaml | toJson | sha256sum`;
  }
}

/**
 * The SHA-256 of an object, in hexadecimal, the same in plain manifests and in the chart. As an annotation of a pod
 * template it restarts the pods when the object changes.
 * @param name of the helper in which the chart keeps the object, unless the content is a named part already;
 * `named(name, content)` may share it.
 */
export function checksum(name: string, content: object): string {
  if (Array.isArray(content)) throw new ChatbotError(`checksum("${name}") takes an object, found a list`);
  return asString(new Checksum(name, content));
}

/** JSON as Go's encoding/json writes it: keys in order, `<`, `>` and `&` escaped. */
export function goJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return goScalar(value);
  const entries = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  return `{${entries.map(([key, inner]) => `${goScalar(key)}:${goJson(inner)}`).join(',')}}`;
}

function goScalar(value: string | number | boolean | null): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
