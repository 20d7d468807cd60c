import { spawnSync } from 'node:child_process';
import { version } from '../../package.json';
import type { Row } from './main';

const NAMESPACE = 'chatbot-bench';
const PODS = 6;

/**
 * Installs dev into a namespace of its own on the cluster that kubectl speaks to, where the images are: seconds until all
 * pods are ready, and their memory. Everything is removed again.
 */
export function clusterRows(helm: string): Row[] {
  run('kubectl', 'create', 'namespace', NAMESPACE);
  try {
    run('kubectl', 'label', 'namespace', NAMESPACE, 'pod-security.kubernetes.io/enforce=restricted');
    const started = Date.now();
    const overlay = ['-f', 'helm/todo-chatbot/values-dev.yaml', '--set', 'frontend.ingress.host=bench.local'];
    const chart = `dist/charts/todo-chatbot-${version}.tgz`;
    run(helm, 'install', 'todo-chatbot', chart, '--namespace', NAMESPACE, ...overlay, '--wait', '--timeout', '3m');
    const seconds = (Date.now() - started) / 1000;
    return [
      row('install to all pods ready', `${seconds.toFixed(0)} s`, '<= 60 s'),
      row(`memory of all ${PODS} pods of dev`, `${memory()} MiB`, '<= 1024 MiB'),
    ];
  } finally {
    run('kubectl', 'delete', 'namespace', NAMESPACE, '--wait=false');
  }
}

// The metrics server needs up to half a minute to see a new pod.
function memory(): number {
  for (let attempt = 0; attempt < 30; attempt++) {
    const result = spawnSync('kubectl', ['top', 'pods', '--namespace', NAMESPACE, '--no-headers'], {
      encoding: 'utf8',
    });
    const amounts = [...result.stdout.matchAll(/ (\d+)Mi\s*$/gm)].map((match) => Number(match[1]));
    if (amounts.length === PODS) return amounts.reduce((a, b) => a + b, 0);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
  }
  throw new Error('kubectl top did not see all pods within a minute; is the metrics server there?');
}

function run(command: string, ...args: string[]): void {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${result.stderr}`);
}

function row(what: string, ours: string, goal: string): Row {
  return { what, ours, stock: '', ratio: '', goal };
}
