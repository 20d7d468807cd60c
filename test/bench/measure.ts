import { spawnSync } from 'node:child_process';

/** What one run of a command cost: CPU seconds of it and all its children, and the largest resident set in MiB. */
export interface Cost {
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

/** Runs a command to its end, several times, and returns the run with the median CPU time. @throws when a run fails. */
export function costOf(command: readonly string[], { runs = 5, cwd = process.cwd(), env = {} } = {}): Cost {
  const costs = Array.from({ length: runs }, () => run(command, cwd, env));
  return costs.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[Math.floor(runs / 2)]!;
}

// The kernel adds up children that were waited for: a small Python program waits for one command and says what it cost.
// What there was before does not count: where python3 is a version manager's script, it has had children of its own.
const WAIT = `
import os, resource, subprocess, sys
def used():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime, children.ru_maxrss
before, _ = used()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
after, most = used()
print(after - before, most)
sys.exit(code)
`;

// Certificates that a machine adds are read at every start of Node, and nothing that is measured asks anybody.
const environment = { ...process.env };
delete environment.NODE_EXTRA_CA_CERTS;

function run(command: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Cost {
  const result = spawnSync('python3', ['-c', WAIT, ...command], {
    cwd,
    env: { ...environment, ...env },
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`${command.join(' ')} failed:\n${result.stderr}`);
  const [cpu, kibibytes] = result.stdout.trim().split(' ').map(Number);
  return { cpuSeconds: cpu!, peakMebibytes: kibibytes! / 1024 };
}
