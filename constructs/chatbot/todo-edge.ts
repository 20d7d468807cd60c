import {
  type CertificateSettings,
  EdgeCertificate,
  GatewayEdge,
  type GatewaySettings,
  type Identity,
  IngressEdge,
  type IngressSettings,
  type ServiceSettings,
  certificateValues,
  gatewayValues,
  ingressValues,
  publicServiceValues,
} from '../platform';
import type { Subchart } from '../synth';
import {
  type Condition,
  type Optional,
  and,
  boolean,
  choose,
  differs,
  equals,
  integer,
  optional,
  or,
  orElse,
  text,
  when,
} from '../values';
import type { TodoGlobals } from './globals';

/** The ways in from outside the cluster, of which there may be several at once. */
export const edgeValues = {
  service: publicServiceValues,
  ingress: ingressValues,
  gateway: gatewayValues,
  certificate: certificateValues,
  tlsInFront: boolean({
    description: 'Whether something that this chart does not know of ends TLS, such as a load balancer or a tunnel',
    default: false,
  }),
  trustedProxies: optional(
    integer({
      description:
        'Proxies in front whose X-Forwarded-For is believed; if absent, 1 behind an Ingress or a Gateway and else 0',
      default: 2,
      maximum: 9,
    }),
  ),
};

/** Handles of `edgeValues`. */
export interface EdgeSettings {
  readonly service: ServiceSettings;
  readonly ingress: IngressSettings;
  readonly gateway: GatewaySettings;
  readonly certificate: CertificateSettings;
  readonly tlsInFront: Condition;
  readonly trustedProxies: Optional<number>;
}

/** Whether an Ingress with a certificate leads in. */
function isSecureIngress({ ingress }: EdgeSettings): Condition {
  return and(ingress.enabled, ingress.tls.enabled);
}

/** Whether people come by HTTPS, by one of the ways at least. */
export function isSecure(edge: EdgeSettings): Condition {
  return or(isSecureIngress(edge), and(edge.gateway.enabled, edge.gateway.https), edge.tlsInFront);
}

/** What the frontend has to know of the ways that lead to it. */
export function edgeEnvironment(edge: EdgeSettings): Record<string, string> {
  const behindProxy = or(edge.ingress.enabled, edge.gateway.enabled);
  return {
    COOKIE_SECURE: text(isSecure(edge)),
    // Whoever reaches it directly could write any address.
    TRUSTED_PROXIES: text(orElse(edge.trustedProxies, choose(behindProxy, 1, 0))),
  };
}

/** Adds the ways in to the frontend: Ingress, HTTPRoute, and the certificate of their hosts. */
export function addEdge(
  frontend: Subchart,
  edge: EdgeSettings,
  { identity, port }: { readonly identity: Identity; readonly port: number },
  { longestAnswerSeconds }: TodoGlobals,
): void {
  const { ingress, gateway, certificate } = edge;
  const { labels } = identity;
  const issuer = { kind: certificate.issuerKind, name: certificate.issuerName };
  new IngressEdge(frontend, 'ingress', {
    ...ingress,
    labels,
    service: { name: identity.name, port },
    issuer: { ...issuer, enabled: equals(certificate.source, 'annotation') },
    longestAnswerSeconds,
  });
  const { enabled, host, name, namespace, listener } = gateway;
  new GatewayEdge(frontend, 'httproute', {
    enabled,
    labels,
    service: { name: identity.name, port },
    host,
    gateway: { name, namespace, listener },
    longestAnswerSeconds,
  });
  const byIngress = isSecureIngress(edge);
  const byGateway = and(gateway.enabled, gateway.https);
  new EdgeCertificate(frontend, 'certificate', {
    enabled: and(equals(certificate.source, 'certificate'), or(byIngress, byGateway)),
    name: identity.name,
    labels,
    secretName: ingress.tls.secretName,
    hosts: [
      choose(byIngress, ingress.host, gateway.host),
      when(and(byIngress, byGateway, differs(ingress.host, gateway.host)), gateway.host),
    ],
    issuer: { kind: certificate.issuerKind, name: certificate.issuerName },
  });
}
