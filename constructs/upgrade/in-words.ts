import { createHash } from 'node:crypto';
import type { Json } from '../values';

const LENGTH = 160;

/**
 * What a field was and is, on one line of visible characters. What is too long for that, such as a pod template, is named by
 * the hash of what it is now, so that one such change is told from another.
 */
export function fromTo(was: Json | undefined, is: Json | undefined): string {
  const [old, fresh] = [was, is].map(visible);
  const text = `from ${old!} to ${fresh!}`;
  if (text.length <= LENGTH) return text;
  return `to what has the hash ${createHash('sha256').update(fresh!).digest('hex').slice(0, 8)}`;
}

function visible(value: Json | undefined): string {
  const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value ?? null).replace(/[^\x20-\x7e]/g, code);
}
