import type { Construct } from 'constructs';
import {
  type HandleOf,
  differs,
  embed,
  equals,
  integer,
  list,
  merge,
  oneOf,
  optional,
  section,
  string,
  when,
} from '../values';
import { ipFamiliesOf } from './cluster-network';
import type { Identity } from './identity';
import { Service, type ServiceSpec } from './kubernetes';
import { LABEL_KEYS, annotationValues, labelValues } from './metadata';
import { CIDR } from './names';

const fields = {
  type: oneOf({
    description: 'From where it is reachable: the cluster, a port of each node, or a load balancer',
    options: ['ClusterIP', 'NodePort', 'LoadBalancer'],
    default: 'ClusterIP',
  }),
  nodePort: optional(
    integer({
      description: 'Port of the nodes, for NodePort and LoadBalancer; a free one if absent',
      default: 30000,
      minimum: 30000,
      maximum: 32767,
    }),
  ),
  labels: labelValues('More labels'),
  annotations: annotationValues('Annotations, such as those of a load balancer'),
};

/** How a Service is reached. */
export const serviceValues = section('Service', fields);

/** How a Service is reached that people call from outside the cluster. */
export const publicServiceValues = section('Service', {
  ...fields,
  externalTrafficPolicy: optional(
    oneOf({
      description:
        'Local keeps the address of the client, and uses only nodes with a pod; for NodePort and LoadBalancer',
      options: ['Cluster', 'Local'],
      default: 'Local',
    }),
  ),
  loadBalancerClass: optional(
    string({
      description: "Who makes the load balancer; the cluster's default if absent. It cannot change",
      default: 'example.com/internal',
      ...LABEL_KEYS,
      expected: 'a name such as example.com/internal',
    }),
  ),
  loadBalancerSourceRanges: list({
    description: 'Address ranges from which the load balancer may be called; all if empty',
    item: string({
      description: 'Address range',
      default: '192.0.2.0/24',
      ...CIDR,
      expected: 'an address range such as 192.0.2.0/24',
    }),
  }),
});

type PublicSettings = HandleOf<typeof publicServiceValues>;
/** Handles of `serviceValues` or `publicServiceValues`, or literals. */
export type ServiceSettings = Pick<PublicSettings, 'type'> & Partial<PublicSettings>;

/** The Service of a workload: one port, `http`. */
export function serve(scope: Construct, identity: Identity, port: number, settings?: ServiceSettings): Service {
  const { name, labels, selector, helper, ownPort } = identity;
  const ports = [
    {
      name: 'http',
      port: ownPort(port),
      targetPort: 'http',
      nodePort: settings && when(differs(settings.type, 'ClusterIP'), embed(settings.nodePort)),
      protocol: 'TCP',
      appProtocol: 'http',
    },
  ];
  const spec = merge<ServiceSpec>({ type: settings?.type, selector, ports }, ipFamiliesOf(scope));
  return new Service(scope, 'service', {
    metadata: {
      name,
      labels: settings?.labels ? helper('serviceLabels', merge(labels, settings.labels)) : labels,
      annotations: settings?.annotations && embed(settings.annotations),
    },
    spec: settings ? merge<ServiceSpec>(helper('serviceSpec', spec), publicFields(settings)) : spec,
  });
}

// Kubernetes refuses them for other types.
function publicFields({ type, externalTrafficPolicy, loadBalancerClass, loadBalancerSourceRanges }: ServiceSettings) {
  const isPublic = differs(type, 'ClusterIP');
  const isBalanced = equals(type, 'LoadBalancer');
  return {
    externalTrafficPolicy: externalTrafficPolicy && when(isPublic, embed(externalTrafficPolicy)),
    loadBalancerClass: loadBalancerClass && when(isBalanced, embed(loadBalancerClass)),
    loadBalancerSourceRanges: loadBalancerSourceRanges && when(isBalanced, embed(loadBalancerSourceRanges)),
  };
}
