import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ChatbotError } from '../values';

/** What is laid over the old chart and over the new one; nothing for the defaults. */
export interface OverlayPair {
  readonly name: string;
  readonly old: string | undefined;
  readonly fresh: string | undefined;
}

/**
 * Which overlays to render: the defaults; each of a folder over both charts, as a release does that keeps its values; and
 * where a second folder has another file of the same name, that one over the new chart.
 * @throws ChatbotError when a folder that was named is not there.
 */
export function overlayPairs(folder: string, freshFolder: string | undefined): OverlayPair[] {
  const pairs: OverlayPair[] = [{ name: 'defaults', old: undefined, fresh: undefined }];
  const fresh = freshFolder === undefined ? [] : overlaysIn(freshFolder);
  for (const name of overlaysIn(folder)) {
    const [old, now] = [join(folder, name), join(freshFolder ?? folder, name)];
    const environment = name.slice('values-'.length, -'.yaml'.length);
    pairs.push({ name: environment, old, fresh: old });
    if (!fresh.includes(name) || readFileSync(old, 'utf8') === readFileSync(now, 'utf8')) continue;
    pairs.push({ name: `${environment} as it is now`, old, fresh: now });
  }
  return pairs;
}

function overlaysIn(folder: string): string[] {
  if (!existsSync(folder))
    throw new ChatbotError(`there is no folder ${folder} with overlays values-<environment>.yaml`);
  return readdirSync(folder)
    .filter((name) => /^values-.+\.yaml$/.test(name))
    .sort();
}
