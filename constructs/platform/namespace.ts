import type { Construct } from 'constructs';
import { Namespace } from './kubernetes';

/**
 * The namespace of plain manifests, with Pod Security "restricted" enforced. Helm makes namespaces by itself, so the chart
 * has none.
 */
export function restrictedNamespace(scope: Construct, name: string): void {
  const labels = Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const),
  );
  new Namespace(scope, 'namespace', { metadata: { name, labels } }, { output: 'manifests' });
}
