import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Kubernetes lets a pod take, as it is written there: `500m`, `512Mi`. */
export interface Limit {
  readonly cpu: string;
  readonly memory: string;
}

const root = '/sys/fs/cgroup';
const period = 100_000;
const isUnified = existsSync(join(root, 'cgroup.controllers'));

/** Holds processes within limits by control groups, as a kubelet does. `remove` once their processes have ended. */
export class Limits {
  readonly #folders: string[] = [];

  /** Why there are none: only root may set them, on Linux. Undefined where a limit is set. */
  missing: string | undefined;

  /** Puts a process, and what it starts from now on, within a limit. */
  hold(name: string, pid: number, { cpu, memory }: Limit): void {
    const quota = (cores(cpu) * period).toFixed(0);
    try {
      if (isUnified) {
        this.#put('', name, pid, { 'cpu.max': `${quota} ${period}`, 'memory.max': bytes(memory) });
      } else {
        this.#put('cpu', name, pid, { 'cpu.cfs_period_us': String(period), 'cpu.cfs_quota_us': quota });
        this.#put('memory', name, pid, { 'memory.limit_in_bytes': bytes(memory) });
      }
    } catch (error) {
      this.missing = error instanceof Error ? error.message : String(error);
    }
  }

  remove(): void {
    for (const folder of this.#folders.splice(0)) rmdirSync(folder);
  }

  #put(controller: string, name: string, pid: number, settings: Readonly<Record<string, string>>): void {
    const folder = join(root, controller, `todo-bench-${process.pid}-${name}`);
    mkdirSync(folder);
    this.#folders.push(folder);
    for (const [file, value] of Object.entries(settings)) writeFileSync(join(folder, file), value);
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  }
}

function cores(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu);
}

function bytes(memory: string): string {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(memory) ?? [];
  if (amount === undefined) throw new Error(`No amount of memory that this program knows: ${memory}`);
  return String(Number(amount) * 1024 ** (unit === 'Gi' ? 3 : 2));
}

/**
 * The memory of a process and all that it started, in MiB: pages of its own, and its part of those that it shares (PSS).
 */
export function memoryOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const own = Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) / 1024;
  return childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), own);
}

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}
