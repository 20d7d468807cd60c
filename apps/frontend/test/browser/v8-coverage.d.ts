// The package has no types of its own.
declare module '@bcoe/v8-coverage' {
  import type { Profiler } from 'node:inspector';
  /** What ran of one script in several runs; undefined without any. */
  export function mergeScriptCovs(scripts: readonly Profiler.ScriptCoverage[]): Profiler.ScriptCoverage | undefined;
}
