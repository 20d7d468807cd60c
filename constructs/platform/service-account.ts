import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { HelmChart, type ManifestOptions } from '../synth';
import { ChatbotError, release } from '../values';
import type { Identity } from './identity';
import { type PolicyRule, Role, RoleBinding, ServiceAccount } from './kubernetes';

interface Account {
  /** What it may do in its namespace. @default - nothing */
  readonly rules?: readonly PolicyRule[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The ServiceAccount of a workload, with a Role of its own where it may do something. */
export function serviceAccount(
  scope: Construct,
  { name, labels }: Identity,
  { rules, annotations }: Account,
  options: ManifestOptions = {},
): void {
  const metadata = { name, labels, annotations };
  new ServiceAccount(scope, 'serviceaccount', { metadata, automountServiceAccountToken: false }, options);
  if (!rules) return;
  new Role(scope, 'role', { metadata, rules }, options);
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
  const subjects = [{ kind: 'ServiceAccount', name, namespace: namespaceOf(scope) }];
  new RoleBinding(scope, 'rolebinding', { metadata, roleRef, subjects }, options);
}

// Kubernetes asks for the namespace of a RoleBinding's subject.
function namespaceOf(scope: Construct): string {
  if (HelmChart.around(scope)) return release.namespace;
  const { namespace } = Chart.of(scope);
  if (namespace !== undefined) return namespace;
  throw new ChatbotError(`${scope.node.path}: rules need the namespace of its account; give the Chart a namespace`);
}
