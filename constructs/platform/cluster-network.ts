import type { Construct } from 'constructs';
import {
  type HandleOf,
  choose,
  differs,
  each,
  equals,
  integer,
  isEmpty,
  list,
  merge,
  not,
  oneOf,
  or,
  section,
  shared,
  string,
  when,
} from '../values';
import type { NetworkPolicyEgressRule } from './kubernetes';
import { labelValues } from './metadata';
import { CIDR, OBJECT_NAME } from './names';

/** Which addresses Services have. */
export const ipFamiliesValue = oneOf({
  description:
    'Addresses of all Services; Default is what the cluster does, with programs on IPv4. It cannot change from one family to the other',
  options: ['Default', 'IPv4', 'IPv6', 'PreferDualStack', 'RequireDualStack'],
  default: 'Default',
});

/** Where the DNS is. */
export const dnsValues = section("The cluster's DNS, which every pod may ask", {
  namespace: string({ description: 'Namespace of its pods', default: 'kube-system', ...OBJECT_NAME }),
  podLabels: labelValues('Labels of its pods; k8s-app: kube-dns if empty'),
  port: integer({ description: 'Port of its pods; 5353 on OpenShift', default: 53, minimum: 1, maximum: 65535 }),
  addresses: list({
    description: 'Address ranges of its servers that are not pods, such as 169.254.20.10/32 of the node-local DNS',
    item: string({
      description: 'Address range',
      default: '169.254.20.10/32',
      ...CIDR,
      expected: 'an address range such as 169.254.20.10/32',
    }),
  }),
});

/** What workloads have to know of their cluster's network: handles of the values above, or literals. */
export interface ClusterNetwork {
  /** Addresses of Services. @default Default */
  readonly ipFamilies: HandleOf<typeof ipFamiliesValue>;
  /** Where the DNS is. @default - pods with the label k8s-app: kube-dns in kube-system, port 53 */
  readonly dns: HandleOf<typeof dnsValues>;
}

/** A network of which nothing is known: one family, and the DNS where most clusters have it. */
const USUAL: ClusterNetwork = {
  ipFamilies: 'Default',
  dns: { namespace: 'kube-system', podLabels: {}, port: 53, addresses: [] },
};

const KEY = 'cdk8s-chatbot.network';

/** Says for all workloads in a scope what network they are in. To be called before there are any. */
export function useNetwork(scope: Construct, network: Partial<ClusterNetwork>): void {
  const { ipFamilies = USUAL.ipFamilies, dns = USUAL.dns } = network;
  scope.node.setContext(KEY, { ipFamilies, dns });
}

/** What was said of the network that a construct is in. */
export function networkOf(scope: Construct): ClusterNetwork {
  return (scope.node.tryGetContext(KEY) as ClusterNetwork | undefined) ?? USUAL;
}

/** The way to the DNS. */
export function dnsRule(scope: Construct): NetworkPolicyEgressRule {
  const { namespace, podLabels, port, addresses } = networkOf(scope).dns;
  return shared('dns', {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        podSelector: { matchLabels: merge(when(isEmpty(podLabels), { 'k8s-app': 'kube-dns' }), podLabels) },
      },
      each(addresses, (cidr) => ({ ipBlock: { cidr } }), 'range'),
    ],
    ports: [
      { port, protocol: 'UDP' },
      { port, protocol: 'TCP' },
    ],
  });
}

/** What a Service says of its addresses. */
export function ipFamiliesOf(scope: Construct) {
  const { ipFamilies } = networkOf(scope);
  const isOne = or(equals(ipFamilies, 'IPv4'), equals(ipFamilies, 'IPv6'));
  return shared('ipFamilies', {
    ipFamilyPolicy: when(differs(ipFamilies, 'Default'), choose(isOne, 'SingleStack', ipFamilies)),
    ipFamilies: when(isOne, [ipFamilies]),
  });
}

/** Where a program has to listen; left out where it is IPv4 alone, which is what programs do by themselves. */
export function listenAddress(scope: Construct): string | undefined {
  const { ipFamilies } = networkOf(scope);
  return when(not(or(equals(ipFamilies, 'Default'), equals(ipFamilies, 'IPv4'))), '::');
}
