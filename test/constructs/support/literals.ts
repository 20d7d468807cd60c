import type { Json } from '../../../constructs';

/** An object as stock cdk8s gives it. */
export type Tree = Readonly<Record<string, unknown>>;

/** What a small container asks for. */
export const literalResources = {
  requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
  limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '256Mi' },
};

/** What stands at a path of keys joined by dots, if anything does. */
export function at(tree: Tree | undefined, path: string): Json | undefined {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Tree | undefined)?.[key], tree) as Json | undefined;
}

/** Kinds and names of all that an `Ollama` makes. */
export const OLLAMA_OBJECTS = [
  'ConfigMap ollama',
  'Job ollama-pull',
  'NetworkPolicy ollama',
  'NetworkPolicy ollama-pull',
  'Service ollama',
  'Service ollama-pods',
  'ServiceAccount ollama',
  'ServiceAccount ollama-pull',
  'StatefulSet ollama',
];
