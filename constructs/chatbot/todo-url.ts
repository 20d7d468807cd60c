import { type Condition, choose, equals, or, release } from '../values';
import type { EdgeSettings } from './todo-edge';

/** Where people find the chatbot, for `helm install` to say: by whichever of the ways in is open. */
export function todoUrl(edge: EdgeSettings, service: { readonly name: string; readonly port: number }): string {
  const { ingress, gateway, tlsInFront } = edge;
  const kubectl = `kubectl --namespace ${release.namespace}`;
  const scheme = (tls: Condition) => choose(or(tls, tlsInFront), 'https', 'http');
  const seen = `${kubectl} get service ${service.name}`;
  const forwarded = `http://127.0.0.1:${service.port} after
  ${kubectl} port-forward service/${service.name} ${service.port}`;
  const node = `${scheme(false)} on any node, at the port that this prints:
  ${seen} --output jsonpath='{.spec.ports[0].nodePort}'`;
  const balanced = `${scheme(false)} on port ${service.port} of the address that this prints:
  ${seen} --output jsonpath='{.status.loadBalancer.ingress[0]}'`;
  const { type } = edge.service;
  const direct = choose(equals(type, 'ClusterIP'), forwarded, choose(equals(type, 'NodePort'), node, balanced));
  const routed = choose(gateway.enabled, `${scheme(gateway.https)}://${gateway.host}`, direct);
  return choose(ingress.enabled, `${scheme(ingress.tls.enabled)}://${ingress.host}`, routed);
}
