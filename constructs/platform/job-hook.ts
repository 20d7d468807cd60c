import type { HelmHook, ManifestOptions } from '../synth';

/** At which moment of a release a Job runs by itself, instead of being one of its objects. */
export interface JobHook extends HelmHook {
  /** Lower ones run first; what surrounds the Job is made 10 before it. @default 0 */
  readonly weight?: number;
}

/** How a hook's object gets into the outputs: what only Helm can run is in the chart alone. */
export function hookOptions(hook: JobHook | undefined, before = 0): ManifestOptions {
  if (!hook) return {};
  const { weight = 0 } = hook;
  return { hook: { ...hook, weight: weight - before }, output: argoPhase(hook) ? 'both' : 'chart' };
}

/** The same moment for Argo CD, which orders a phase's objects by waves. */
export function argoHook(hook: JobHook | undefined, wave: number): Record<string, string> | undefined {
  const phase = hook && argoPhase(hook);
  if (!phase) return undefined;
  return {
    'argocd.argoproj.io/hook': phase,
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    'argocd.argoproj.io/sync-wave': String(wave),
  };
}

// To Argo CD an install is an upgrade. It cannot tell a deletion or a test of its own accord.
function argoPhase({ events }: JobHook): string | undefined {
  if (events.some((event) => event === 'pre-install' || event === 'pre-upgrade')) return 'PreSync';
  return events.some((event) => event === 'post-install' || event === 'post-upgrade') ? 'PostSync' : undefined;
}
