import { type HandleOf, boolean, map, oneOf, optional, section, string } from '../values';
import { LABEL_KEYS } from './metadata';
import { HOST_NAME, OBJECT_NAME } from './names';

/** Annotations that an IngressEdge sets by itself. */
const OWN_ANNOTATIONS =
  '^(nginx[.]ingress[.]kubernetes[.]io/proxy-(buffering|read-timeout|send-timeout)$|cert-manager[.]io/(cluster-)?issuer$)';

/** The way in through an Ingress controller. */
export const ingressValues = section('Ingress', {
  enabled: boolean({ description: 'Whether the chatbot is reachable through an Ingress', default: true }),
  className: optional(
    string({ description: "IngressClass; the cluster's default one if absent", default: 'nginx', ...OBJECT_NAME }),
  ),
  host: string({ description: 'Host name', default: 'chatbot.local', ...HOST_NAME }),
  annotations: map({
    description: 'More annotations, for what only this controller knows',
    item: string({ description: 'Value of an annotation', default: '' }),
    keys: { ...LABEL_KEYS, reserved: OWN_ANNOTATIONS },
  }),
  tls: section('TLS', {
    enabled: boolean({ description: 'Whether the host has a certificate', default: false }),
    secretName: string({
      description: 'Secret with the certificate and its key',
      default: 'chatbot-tls',
      ...OBJECT_NAME,
    }),
  }),
});

/** The way in through a Gateway of the Gateway API. */
export const gatewayValues = section('HTTPRoute of a Gateway that is there already', {
  enabled: boolean({ description: 'Whether the chatbot is reachable through a Gateway', default: false }),
  name: string({ description: 'Name of the Gateway', default: 'gateway', ...OBJECT_NAME }),
  namespace: string({ description: 'Namespace of the Gateway', default: 'gateway', ...OBJECT_NAME }),
  listener: optional(
    string({
      description: 'Listener of the Gateway; all that admit the host if absent',
      default: 'https',
      ...OBJECT_NAME,
    }),
  ),
  host: string({ description: 'Host name', default: 'chatbot.local', ...HOST_NAME }),
  https: boolean({ description: 'Whether the listener ends TLS', default: true }),
});

/** Where the certificate of the host comes from. */
export const certificateValues = section('Certificate of the host', {
  source: oneOf({
    description:
      'A Secret that is there already, or cert-manager: by an annotation of the Ingress, or by a Certificate of its own',
    options: ['secret', 'annotation', 'certificate'],
    default: 'secret',
  }),
  issuerKind: oneOf({
    description: "Kind of cert-manager's issuer",
    options: ['ClusterIssuer', 'Issuer'],
    default: 'ClusterIssuer',
  }),
  issuerName: string({ description: "Name of cert-manager's issuer", default: 'letsencrypt', ...OBJECT_NAME }),
});

export type IngressSettings = HandleOf<typeof ingressValues>;
export type GatewaySettings = HandleOf<typeof gatewayValues>;
export type CertificateSettings = HandleOf<typeof certificateValues>;
