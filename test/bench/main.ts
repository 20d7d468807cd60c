import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clusterRows } from './cluster';
import { type Cost, costOf } from './measure';
import { PARTS, programRows } from './programs';
import { findHelm } from './tools';

const HELP = `Usage: npm run bench [-- cluster | programs [memory] [list] [chat] [page]]

Prints what things cost here, each beside the stock way in the same run. Figures vary with the machine; ratios hardly do.

  cluster    also dev on the cluster that kubectl speaks to, in a namespace of its own: time until ready, memory
  programs   the Todo Chatbot's programs instead, as processes on this machine, or some parts of that; scripts/test stack
             builds them first

Exit codes: 0 measured, 1 something could not be, 2 wrong arguments.`;

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly stock: string;
  readonly ratio: string;
  readonly goal: string;
}

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const rows: Row[] = [];

function cpu({ cpuSeconds, peakMebibytes }: Cost): string {
  return `${cpuSeconds.toFixed(2)} CPU-s, ${Math.round(peakMebibytes)} MiB`;
}

function add(what: string, goal: string, ours: Cost, stock?: Cost): void {
  const ratio = stock ? (ours.cpuSeconds / stock.cpuSeconds).toFixed(2) : '';
  rows.push({ what, ours: cpu(ours), stock: stock ? cpu(stock) : '', ratio, goal });
}

function benchSynth(): void {
  const stockApp = join(scratch, 'stock');
  mkdirSync(stockApp);
  // The stock way: the CLI starts ts-node, which checks types, and runs one chart of as many objects.
  const project = join(scratch, 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ extends: resolve('tsconfig.json'), 'ts-node': { swc: false } }));
  const stockMain = `node_modules/.bin/ts-node --project ${project} test/bench/stock.ts 1 ${stockApp}`;
  const stock = costOf(['npx', 'cdk8s', 'synth', '--app', stockMain, '--output', stockApp], { runs: 3 });
  const synth = ['npm', 'run', 'synth'];
  const fresh = { env: { CDK8S_OUTDIR: join(scratch, 'dist') } };
  const all = () => {
    rmSync(fresh.env.CDK8S_OUTDIR, { recursive: true, force: true });
    return costOf(synth, { runs: 1, ...fresh });
  };
  all();
  const written = Array.from({ length: 5 }, all).sort((a, b) => a.cpuSeconds - b.cpuSeconds);
  add('synth: the whole project, all of it written', '<= 0.6 CPU-s', written[2]!, stock);
  add('synth: the whole project, nothing changed', '<= 0.6 CPU-s', costOf(synth, { runs: 5, ...fresh }), stock);
}

function benchTenants(): void {
  const compiled = join(scratch, 'compiled');
  for (const [count, goal] of [
    [100, '<= 0.8 CPU-s'],
    [300, 'linear'],
    [1000, '<= 5 CPU-s, <= 330 MiB'],
  ] as const) {
    const run = (way: string) =>
      costOf(['node', '-r', './register.js', `test/bench/${way}.ts`, String(count), join(compiled, way)], {
        runs: count === 1000 ? 1 : 3,
      });
    // Stock synth is quadratic: 1,000 charts take minutes.
    add(`synth: ${count} stacks of 34 objects`, goal, run('ours'), count <= 300 ? run('stock') : undefined);
  }
}

function benchHelm(): void {
  const helm = findHelm();
  if (!helm) return console.log('helm template: skipped, no helm here; scripts/test installs one');
  const empty = join(scratch, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'Chart.yaml'), 'apiVersion: v2\nname: empty\nversion: 1.0.0\n');
  const render = (chart: string, ...more: string[]) =>
    costOf([helm, 'template', 'todo-chatbot', chart, '--kube-version', '1.34.0', ...more], { runs: 15 });
  const ours = render('dist/charts/todo-chatbot', '-f', 'helm/todo-chatbot/values-dev.yaml');
  add('helm template: the umbrella (stock: an empty chart)', '<= 0.085 CPU-s', ours, render(empty));
}

function table(stock: string): string {
  const head: Row = { what: 'what', ours: 'ours', stock, ratio: 'ratio', goal: 'goal' };
  const keys = ['what', 'ours', 'stock', 'ratio', 'goal'] as const;
  const widths = keys.map((key) => Math.max(...[head, ...rows].map((row) => row[key].length)));
  return [head, ...rows]
    .map((row) =>
      keys
        .map((key, i) => row[key].padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function benchAll(helm: string | undefined): void {
  console.error('bench: synth');
  benchSynth();
  console.error('bench: tenants');
  benchTenants();
  console.error('bench: helm');
  benchHelm();
  if (process.argv.includes('cluster') && helm) {
    console.error('bench: cluster');
    rows.push(...clusterRows(helm));
  }
  console.log(table('stock'));
}

/** What is wrong with the arguments; undefined when nothing is. */
function wrongArgument(first: string | undefined, parts: readonly string[]): string | undefined {
  if (first === 'programs') return parts.find((part) => !PARTS.includes(part));
  return first === undefined || first === 'cluster' ? parts[0] : first;
}

try {
  if (!existsSync('package.json')) throw new Error('run it from the project folder: npm run bench');
  const [first, ...parts] = process.argv.slice(2);
  const wrong = wrongArgument(first, parts);
  if (first === '-h' || first === '--help') {
    console.log(HELP);
  } else if (wrong !== undefined) {
    console.error(`bench: "${wrong}" is nothing to measure; there is: [cluster | programs [${PARTS.join(' | ')}]...]`);
    process.exitCode = 2;
  } else if (first === 'programs') {
    rows.push(...programRows(parts));
    console.log(table('beside it'));
  } else {
    benchAll(findHelm());
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
