import { readFileSync, statSync } from 'node:fs';
import { ChatbotError } from '../values';
import { type Finding, titleOf } from './finding';

/**
 * The file of changes that are accepted: each line a finding's first line as it was printed, then ` # ` and why it breaks
 * nobody. Empty lines and those that begin with # are for people.
 * @throws ChatbotError when a line gives no reason.
 */
export function readAccepted(file: string): Set<string> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new ChatbotError(`there is no file ${file} of accepted changes`);
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Set(
    lines.flatMap((line, index) => {
      if (/^\s*(#|$)/.test(line)) return [];
      const match = /^(.+?)\s+# *\S/.exec(line);
      if (match) return [match[1]!.trim()];
      throw new ChatbotError(
        `${file}:${index + 1}: expected a finding and its reason: <first line of the finding>  # <why>`,
      );
    }),
  );
}

/** What is left when the accepted ones are taken out, and the accepted ones that nobody found. */
export function withoutAccepted<F extends Finding>(found: readonly F[], accepted: ReadonlySet<string>) {
  const titles = new Set(found.map(titleOf));
  return {
    left: found.filter((finding) => !accepted.has(titleOf(finding))),
    stale: [...accepted].filter((title) => !titles.has(title)),
  };
}
