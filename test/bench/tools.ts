import { spawnSync } from 'node:child_process';

const CANDIDATES = [process.env.HELM3, '.tools/bin/helm3', '.tools/helm3', 'helm'];

/** A helm that runs: `HELM3`, the one that scripts/test installed, or the one in PATH. */
export function findHelm(): string | undefined {
  return CANDIDATES.find((name) => name !== undefined && spawnSync(name, ['version', '--short']).status === 0);
}
