import { shared } from '../values';
import type { Identity } from './identity';
import type { NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer } from './kubernetes';

/** The end of a way at which the other one is: `from` it comes, or `to` it goes. */
type End = 'from' | 'to';
type Rule<E extends End> = E extends 'from' ? NetworkPolicyIngressRule : NetworkPolicyEgressRule;

const NAME = 'app.kubernetes.io/name';

/** A way between two workloads. Labels are spelt out: the policy of another subchart cannot include this one's helper. */
export function ruleOfPods<E extends End>(end: E, { plainSelector }: Identity, port: number): Rule<E> {
  const { [NAME]: component, ...others } = plainSelector;
  const rule = (matchLabels: Record<string, string>, open: number) =>
    ruleOf(end, [{ podSelector: { matchLabels } }], open);
  if (component === undefined) return rule(others, port);
  return shared(`${end}Component`, { component, port }, (told) =>
    rule({ [NAME]: told.component, ...others }, told.port),
  );
}

/** A way between a workload and all pods of a namespace. */
export function ruleOfNamespace<E extends End>(end: E, namespace: string, port: number): Rule<E> {
  return shared(`${end}Namespace`, { namespace, port }, (told) =>
    ruleOf(end, [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': told.namespace } } }], told.port),
  );
}

/** A way between a workload and any peers. */
export function ruleOf<E extends End>(end: E, peers: readonly NetworkPolicyPeer[], port: number): Rule<E> {
  return { [end]: peers, ports: [{ port, protocol: 'TCP' }] };
}
