import { spawnSync } from 'node:child_process';
import type { Row } from './main';

const NAMESPACE = 'chatbot-dev';

/** The memory of the pods of dev, where a release of it runs: what `kubectl top` says. */
export function clusterRows(): Row[] {
  const result = spawnSync('kubectl', ['top', 'pods', '--namespace', NAMESPACE, '--no-headers'], { encoding: 'utf8' });
  if (result.status !== 0) {
    console.log(`memory of dev: skipped, no release in ${NAMESPACE} here; scripts/up dev makes one`);
    return [];
  }
  const mebibytes = result.stdout
    .trim()
    .split('\n')
    .map((line) => Number(/(\d+)Mi\s*$/.exec(line)?.[1] ?? 0));
  const total = mebibytes.reduce((a, b) => a + b, 0);
  return [
    {
      what: `memory of all ${mebibytes.length} pods of dev`,
      ours: `${total} MiB`,
      stock: '',
      ratio: '',
      goal: '<= 1024 MiB',
    },
  ];
}
