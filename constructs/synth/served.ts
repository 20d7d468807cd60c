// API versions of Kubernetes itself that every version from 1.25 to 1.37 serves, and Helm takes for served without a cluster.
const OWN = new Set([
  'v1',
  'admissionregistration.k8s.io/v1',
  'apiextensions.k8s.io/v1',
  'apps/v1',
  'authentication.k8s.io/v1',
  'authorization.k8s.io/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'certificates.k8s.io/v1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'events.k8s.io/v1',
  'networking.k8s.io/v1',
  'node.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1',
]);

/** Whether a cluster serves an API version, given what it serves beyond Kubernetes' own. */
export function isServed(apiVersion: string, beyond: readonly string[] = []): boolean {
  return OWN.has(apiVersion) || beyond.includes(apiVersion);
}
