import fc from 'fast-check';
import { type Declaration, type Json, type SectionDeclaration, defaultsOf, merged } from '../../../constructs/values';
import { textOf } from './arbitrary';
import { stack } from './stack';

/** A value of the declaration and the keys that lead to it; sections are not values. */
export interface Leaf {
  readonly path: readonly string[];
  readonly declaration: Exclude<Declaration, SectionDeclaration>;
}

export function leavesOf(declaration: Declaration, path: readonly string[] = []): Leaf[] {
  if (declaration.kind !== 'section') return [{ path, declaration }];
  return Object.entries(declaration.fields).flatMap(([key, field]) => leavesOf(field, [...path, key]));
}

/** The overlay that says one thing. */
export function overlayOf(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}

/** What stands at a path, if anything does. */
export function at(values: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (inner as Record<string, Json> | undefined)?.[key], values);
}

/** One overlay that says what several say; a later one wins. */
export function together(...overlays: readonly Json[]): Json {
  return overlays.reduce(laidOver, {});
}

// Unlike in Helm, nothing behind a key stays nothing.
function laidOver(under: Json | undefined, over: Json): Json {
  if (!isMap(under) || !isMap(over)) return over;
  const entries = Object.entries(over).map(([key, value]) => [key, laidOver(under[key], value)]);
  return { ...under, ...Object.fromEntries(entries) } as Json;
}

function isMap(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One thing to change in an overlay. */
export interface Switch {
  readonly name: string;
  readonly path: readonly string[];
  readonly overlay: Json;
}

/** Each boolean turned over, each other word, and each value that is empty or absent by default given once. */
export function switchesOf(declaration: Declaration, base: Json): Switch[] {
  const now = merged(stack.defaults, base)!;
  return leavesOf(declaration).flatMap(({ path, declaration: leaf }) =>
    (FREE[path.at(-1)!]?.(path) ?? choicesOf(leaf))
      .filter((value) => JSON.stringify(value) !== JSON.stringify(at(now, path)))
      .map((value) => ({
        name: `${path.join('.')}=${JSON.stringify(value)}`,
        path,
        overlay: overlayOf(path, value),
      })),
  );
}

const CONTAINER = { name: 'beside', image: 'busybox:1.37', command: ['sleep', '1'] };

/** What stands in objects of any form, by the name of the value: something that Kubernetes takes. */
const FREE: Readonly<Record<string, (path: readonly string[]) => readonly Json[]>> = {
  affinity: () => [
    {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } },
        ],
      },
    },
  ],
  behavior: () => [{ scaleUp: { stabilizationWindowSeconds: 1_000_000 } }],
  metrics: () => [
    [],
    [{ type: 'Pods', pods: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '5' } } }],
  ],
  peers: () => [[], [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'models' } } }]],
  preloaded: () => [{ persistentVolumeClaim: { claimName: 'models', readOnly: true } }],
  extraVolumes: () => [[], [{ name: 'more', emptyDir: { sizeLimit: '1Mi' } }]],
  extraVolumeMounts: () => [[], [{ name: 'tmp', mountPath: '/more', subPath: 'more' }]],
  initContainers: () => [[], [CONTAINER]],
  extraObjects: (): Json[] => [
    [],
    [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra' }, data: { rule: '{{ .Values }}' } },
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'extra' }, value: 1_000_000 },
    ],
  ],
  sidecars: () => [[], [CONTAINER]],
};

function choicesOf(leaf: Declaration): readonly Json[] {
  switch (leaf.kind) {
    case 'boolean':
      return [true, false];
    case 'string':
      if (leaf.options) return leaf.options;
      return leaf.default === '' ? ['', sampleOf(leaf)] : [];
    case 'optional':
      return leaf.item.kind === 'string' && !leaf.item.options ? [sampleOf(leaf.item)] : choicesOf(leaf.item);
    case 'list':
      return [[], leaf.item.kind === 'string' ? [sampleOf(leaf.item)] : [defaultsOf(leaf.item)!]];
    case 'map':
      // An overlay adds to a map and takes nothing from it. What is no word is a digest, by its image's repository.
      return [isOf(leaf.item, 'ssd') ? { disktype: 'ssd' } : { postgres: defaultsOf(leaf.item)! }];
    default:
      return [];
  }
}

function isOf(declaration: Declaration, text: string): boolean {
  return declaration.kind !== 'string' || new RegExp(declaration.pattern, 'u').test(text);
}

// The same one in each run: a switch is known by its value.
function sampleOf(declaration: Extract<Declaration, { kind: 'string' }>): string {
  const texts = textOf(declaration).filter((text) => /^[a-z]/.test(text) && text.length <= 80);
  return fc.sample(texts, { seed: 1, numRuns: 1 })[0]!;
}
