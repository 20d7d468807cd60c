import type { Construct } from 'constructs';
import { type Condition, each, embed, merge, shared, when } from '../values';
import { Caller, HelmChart, type ManifestOptions, type Outsider } from '../synth';
import { dnsRule } from './cluster-network';
import type { Identity } from './identity';
import {
  NetworkPolicy,
  type NetworkPolicyEgressRule,
  type NetworkPolicyIngressRule,
  type NetworkPolicyPeer,
  type NetworkPolicySpec,
} from './kubernetes';
import { ruleOf, ruleOfNamespace, ruleOfPods } from './network-rules';

/** Ports of the API server. It has no labels that a policy could name. */
const API_SERVER = [443, 6443, 8443];

/** How a NetworkPolicy gets into the outputs, and whether it begins with DNS. */
export interface TrafficOptions extends Pick<ManifestOptions, 'hook' | 'output'> {
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whether the workload asks the DNS, which is a way out as well. @default true */
  readonly dns?: boolean;
}

/** Everything outside the cluster: all addresses but the private and link-local ones (RFC 1918, 3927, 4193, 4291, 6598). */
export const OUTSIDE: readonly NetworkPolicyPeer[] = shared('outside', [
  {
    ipBlock: {
      cidr: '0.0.0.0/0',
      except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
    },
  },
  { ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] } },
]);

const OUTSIDE_WORLD: Outsider = { name: 'outside the cluster' };
const OTHER_PODS: Outsider = { name: 'other pods of the cluster' };

/** Who may talk to a workload and to whom it may talk. It begins with nothing but DNS; each call opens one way. */
export class Traffic {
  private readonly ingress: NetworkPolicyIngressRule[] = [];
  private readonly egress: NetworkPolicyEgressRule[] = [];
  /** The same for the service graph. */
  private readonly caller: Caller;

  constructor(
    scope: Construct,
    private readonly identity: Identity,
    { annotations, dns = true, ...options }: TrafficOptions = {},
  ) {
    const { name, labels, selector, helper } = identity;
    this.caller = new Caller(scope, identity.component);
    if (dns) this.egress.push(dnsRule(scope));
    const { ingress, egress } = this;
    const about = { podSelector: { matchLabels: selector }, policyTypes: ['Ingress', 'Egress'] };
    const spec = merge<NetworkPolicySpec>(helper('policy', about), {
      // Ways may be opened until synth.
      get ingress() {
        return embed(ingress);
      },
      get egress() {
        return embed(egress);
      },
    });
    new NetworkPolicy(scope, 'networkpolicy', { metadata: { name, labels, annotations }, spec }, options);
  }

  /** Opens the way to another workload's port, on both ends. */
  to(target: Traffic, port: number, condition: Condition = true): void {
    this.egress.push(when(condition, ruleOfPods('to', target.identity, port)));
    target.ingress.push(when(condition, ruleOfPods('from', this.identity, port)));
    if (target !== this) this.caller.calls(target.caller, port, condition);
  }

  /** Opens the way to addresses outside the cluster. */
  toOutside(port: number, condition: Condition = true, whom: Outsider = OUTSIDE_WORLD): void {
    this.caller.calls({ ...whom, isOutsideCluster: true }, port, condition);
    this.egress.push(when(condition, ruleOf('to', OUTSIDE, port)));
  }

  /** Opens the way to a port of other peers, such as the pods of another namespace. */
  toPeers(
    peers: readonly NetworkPolicyPeer[],
    port: number,
    condition: Condition = true,
    whom: Outsider = OTHER_PODS,
  ): void {
    this.caller.calls(whom, port, condition);
    this.egress.push(when(condition, ruleOf('to', peers, port)));
  }

  /** Opens the way to a port of all pods of a namespace, such as that of a collector. */
  toNamespace(namespace: string, port: number, condition: Condition = true, whom: Outsider = OTHER_PODS): void {
    this.caller.calls(whom, port, condition);
    this.egress.push(when(condition, ruleOfNamespace('to', namespace, port)));
  }

  /** Opens the way to the API server, wherever it is. */
  toApiServer(): void {
    this.caller.calls({ name: 'API server' }, API_SERVER[0]!);
    this.egress.push({ ports: API_SERVER.map((port) => ({ port, protocol: 'TCP' })) });
  }

  /** Opens a port to other peers, such as an Ingress controller. */
  from(
    peers: readonly NetworkPolicyPeer[],
    port: number,
    condition: Condition = true,
    whom: Outsider = OTHER_PODS,
  ): void {
    this.caller.isCalledBy(whom, port, condition);
    this.ingress.push(when(condition, ruleOf('from', peers, port)));
  }

  /** Opens a port to all pods of a namespace, such as that of Prometheus. */
  fromNamespace(namespace: string, port: number, condition: Condition = true, whom: Outsider = OTHER_PODS): void {
    this.caller.isCalledBy(whom, port, condition);
    this.ingress.push(when(condition, ruleOfNamespace('from', namespace, port)));
  }

  /** Opens a port to everybody, for a Service with a port on the nodes or a load balancer. */
  fromAnywhere(port: number, condition: Condition = true): void {
    this.caller.isCalledBy({ name: 'anywhere', isOutsideCluster: true }, port, condition);
    this.ingress.push(when(condition, { ports: [{ port, protocol: 'TCP' }] }));
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

/** Peers in any of several namespaces: the Ingress controllers. */
export function podsInNamespaces(namespaces: Parameters<typeof each<string, unknown>>[0]) {
  return [
    each(
      namespaces,
      (name) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }),
      'namespace',
    ),
  ];
}
