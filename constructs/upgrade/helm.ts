import { spawnSync } from 'node:child_process';
import { ChatbotError } from '../values';
import type { ChartSource } from './chart-source';
import { type KubernetesObject, NAMESPACE, objectsIn } from './objects';

/** Helm assumes a Kubernetes by its own build otherwise, and charts may ask for one. */
const KUBERNETES = '1.34.0';

/** A program that has to be there and is not. */
export class MissingProgramError extends ChatbotError {}

/**
 * Helm 3 or 4: the one in HELM, the one that `scripts/test` installs, or the one in PATH.
 * @throws MissingProgramError
 */
export function findHelm(): string {
  const named = process.env.HELM;
  const candidates = named ? [named] : ['.tools/bin/helm4', '.tools/bin/helm3', 'helm', 'helm4', 'helm3'];
  const found = candidates.find((program) => spawnSync(program, ['version', '--short']).status === 0);
  if (found !== undefined) return found;
  throw new MissingProgramError(
    named
      ? `HELM is ${named}, which does not run`
      : 'Helm 3 or 4 is not there; install it, or name one: HELM=/path/to/helm',
  );
}

/** What a chart gives with values laid over its defaults: objects, or the words with which Helm refuses. */
export type Rendered = { readonly objects: readonly KubernetesObject[] } | { readonly refusal: string };

export function render(helm: string, chart: ChartSource, overlay: string | undefined): Rendered {
  const files = overlay === undefined ? [] : ['--values', overlay];
  const args = ['template', chart.name, chart.folder, '--namespace', NAMESPACE, '--kube-version', KUBERNETES, ...files];
  const { status, stdout, stderr, error } = spawnSync(helm, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) throw new MissingProgramError(`${helm} does not run: ${error.message}`);
  return status === 0 ? { objects: objectsIn(stdout) } : { refusal: stderr.trim() };
}

/** The places and words of a refusal by schema; else its first line. */
export function shortRefusal(refusal: string): string {
  const places = [...refusal.matchAll(/^- at '([^']*)': (.*)$/gm)].filter(
    ([, , words]) => words !== 'validation failed',
  );
  if (places.length === 0) return refusal.split('\n')[0]!.replace(/^Error: /, '');
  return places
    .map(([, pointer, words]) => `${pointer!.split('/').slice(1).join('.') || 'the top'}: ${words!}`)
    .join('; ');
}
