import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl, livingPods } from './cluster';
import { ROOT } from './command';
import { check, until } from './wait';

/** What the last run measured, for those who report figures. */
const FILE = join(ROOT, '.local/e2e-figures.json');

let installSeconds: number | undefined;

/** Notes how long an installation took until all pods were ready. */
export async function measureInstallation(install: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await install();
  installSeconds = Math.round((performance.now() - start) / 100) / 10;
}

/** MiB of each pod, as `kubectl top` tells once it knows all of them. */
export function memoryByPod(namespace: string): Promise<Map<string, number>> {
  return until('kubectl top tells the memory of all pods', 60, async () => {
    const pods = await livingPods(namespace);
    const text = await kubectl(['top', 'pods', '--namespace', namespace, '--no-headers']);
    const known = new Map(text.split('\n').flatMap((line) => [...line.matchAll(/^(\S+) .* (\d+)Mi\s*$/g)].map(pair)));
    const missing = pods.filter(({ metadata }) => !known.has(metadata.name));
    check(missing.length === 0, `nothing yet of ${missing.map(({ metadata }) => metadata.name).join(', ')}\n${text}`);
    return new Map(pods.map(({ metadata }) => [metadata.name, known.get(metadata.name)!]));
  });
}

function pair(match: RegExpMatchArray): [string, number] {
  return [match[1]!, Number(match[2])];
}

/** Writes the figures down and prints them. */
export function writeFigures(memory: ReadonlyMap<string, number>): void {
  const memoryMebibytes = [...memory.values()].reduce((sum, one) => sum + one, 0);
  const figures = { installSeconds, memoryMebibytes, memoryMebibytesByPod: Object.fromEntries(memory) };
  const text = `${JSON.stringify(figures, undefined, 2)}\n`;
  mkdirSync(join(ROOT, '.local'), { recursive: true });
  writeFileSync(FILE, text);
  process.stdout.write(text);
}
