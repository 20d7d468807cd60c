import type { Construct } from 'constructs';
import { type Condition, shared, when } from '../values';
import { HelmChart } from '../synth';
import type { Identity } from './identity';
import {
  NetworkPolicy,
  type NetworkPolicyEgressRule,
  type NetworkPolicyIngressRule,
  type NetworkPolicyPeer,
} from './kubernetes';

const DNS: NetworkPolicyEgressRule = shared('dns', {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
});

/** Everything outside the cluster: all addresses but the private and link-local ones (RFC 1918, 3927, 4193, 4291, 6598). */
const OUTSIDE: readonly NetworkPolicyPeer[] = [
  {
    ipBlock: {
      cidr: '0.0.0.0/0',
      except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
    },
  },
  { ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] } },
];

/** Who may talk to a workload and to whom it may talk. It begins with nothing but DNS; each call opens one way. */
export class Traffic {
  private readonly ingress: NetworkPolicyIngressRule[] = [];
  private readonly egress: NetworkPolicyEgressRule[] = [DNS];

  constructor(
    scope: Construct,
    private readonly identity: Identity,
  ) {
    const { name, labels, selector } = identity;
    new NetworkPolicy(scope, 'networkpolicy', {
      metadata: { name, labels },
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress', 'Egress'],
        ingress: this.ingress,
        egress: this.egress,
      },
    });
  }

  /** Opens the way to another workload's port, on both ends. */
  to(target: Traffic, port: number, condition: Condition = true): void {
    const ports = [{ port, protocol: 'TCP' }];
    this.egress.push(when(condition, { to: [{ podSelector: { matchLabels: target.peerLabels } }], ports }));
    target.ingress.push(when(condition, { from: [{ podSelector: { matchLabels: this.peerLabels } }], ports }));
  }

  /** Opens the way to addresses outside the cluster. */
  toOutside(port: number, condition: Condition = true): void {
    this.egress.push(when(condition, { to: OUTSIDE, ports: [{ port, protocol: 'TCP' }] }));
  }

  /** Opens the way to a port of other peers, such as the pods of another namespace. */
  toPeers(peers: readonly NetworkPolicyPeer[], port: number, condition: Condition = true): void {
    this.egress.push(when(condition, { to: peers, ports: [{ port, protocol: 'TCP' }] }));
  }

  /** Opens a port to other peers, such as an Ingress controller. */
  from(peers: readonly NetworkPolicyPeer[], port: number, condition: Condition = true): void {
    this.ingress.push(when(condition, { from: peers, ports: [{ port, protocol: 'TCP' }] }));
  }

  /** Opens a port to everybody, for a Service with a port on the nodes or a load balancer. */
  fromAnywhere(port: number, condition: Condition = true): void {
    this.ingress.push(when(condition, { ports: [{ port, protocol: 'TCP' }] }));
  }

  // Labels as literals: the policy of another subchart cannot include this one's helper.
  private get peerLabels(): Record<string, string> {
    return this.identity.plainSelector;
  }
}

/** Denies all traffic of the release's pods that no other policy allows. */
export function denyByDefault(
  scope: Construct,
  labels: Record<string, string>,
  selector: Record<string, string>,
): void {
  new NetworkPolicy(scope, 'default-deny', {
    metadata: { name: `${HelmChart.around(scope)?.namePrefix ?? ''}default-deny`, labels },
    spec: { podSelector: { matchLabels: selector }, policyTypes: ['Ingress', 'Egress'] },
  });
}
