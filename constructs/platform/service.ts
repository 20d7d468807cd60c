import type { Construct } from 'constructs';
import { type HandleOf, differs, embed, integer, merge, oneOf, optional, section, when } from '../values';
import type { Identity } from './identity';
import { Service } from './kubernetes';
import { annotationValues, labelValues } from './metadata';

/** How a Service is reached. */
export const serviceValues = section('Service', {
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
  ipFamilyPolicy: optional(
    oneOf({
      description: "IPv4, IPv6 or both; the cluster's default if absent",
      options: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
      default: 'PreferDualStack',
    }),
  ),
  labels: labelValues('More labels'),
  annotations: annotationValues('Annotations, such as those of a load balancer'),
});

export type ServiceSettings = HandleOf<typeof serviceValues>;

/** The Service of a workload: one port, `http`. */
export function serve(scope: Construct, identity: Identity, port: number, settings?: ServiceSettings): Service {
  const { name, labels, selector, helper, ownPort } = identity;
  return new Service(scope, 'service', {
    metadata: {
      name,
      labels: settings ? helper('serviceLabels', merge(labels, settings.labels)) : labels,
      annotations: settings && embed(settings.annotations),
    },
    spec: {
      type: settings?.type,
      ipFamilyPolicy: settings && embed(settings.ipFamilyPolicy),
      selector,
      ports: [
        {
          name: 'http',
          port: ownPort(port),
          targetPort: 'http',
          nodePort: settings && when(differs(settings.type, 'ClusterIP'), embed(settings.nodePort)),
          protocol: 'TCP',
          appProtocol: 'http',
        },
      ],
    },
  });
}
