import { Construct } from 'constructs';
import { onlyWhen } from '../synth';
import { type HandleOf, boolean, each, embed, optional, section, string, when } from '../values';
import { Ingress, Namespace } from './kubernetes';

const HOST = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const NAME = '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$';

/** The way in from outside the cluster. */
export const ingressValues = section('Ingress', {
  enabled: boolean({ description: 'Whether the chatbot is reachable through an Ingress', default: true }),
  className: optional(
    string({
      description: "IngressClass; the cluster's default one if absent",
      default: 'nginx',
      pattern: NAME,
      expected: 'a name such as nginx',
    }),
  ),
  host: string({
    description: 'Host name',
    default: 'chatbot.local',
    pattern: HOST,
    expected: 'a host name such as todo.example.com',
  }),
  tls: section('TLS', {
    enabled: boolean({ description: 'Whether the host has a certificate', default: false }),
    secretName: string({
      description: 'Secret with the certificate and its key',
      default: 'chatbot-tls',
      pattern: NAME,
      expected: 'a name such as chatbot-tls',
    }),
  }),
});

export type IngressSettings = HandleOf<typeof ingressValues>;

export interface EdgeProps extends IngressSettings {
  readonly labels: Record<string, string>;
  readonly service: { readonly name: string; readonly port: number };
  /** The longest answer, streams included, in seconds; the controller waits as long. */
  readonly longestAnswerSeconds: number;
}

/** One Ingress to one Service. Streams pass: nothing is buffered, and an answer may take as long as the service allows. */
export class Edge extends Construct {
  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);
    const ingress = new Ingress(this, 'Resource', {
      metadata: {
        name: props.service.name,
        labels: props.labels,
        annotations: {
          'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
          'nginx.ingress.kubernetes.io/proxy-read-timeout': String(props.longestAnswerSeconds),
          'nginx.ingress.kubernetes.io/proxy-send-timeout': String(props.longestAnswerSeconds),
        },
      },
      spec: {
        ingressClassName: embed(props.className),
        rules: [
          {
            host: props.host,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: props.service.name, port: { number: props.service.port } } },
                },
              ],
            },
          },
        ],
        tls: [when(props.tls.enabled, { hosts: [props.host], secretName: props.tls.secretName })],
      },
    });
    onlyWhen(props.enabled, ingress);
  }
}

/**
 * The namespace of plain manifests, with Pod Security "restricted" enforced. Helm makes namespaces by itself, so the chart
 * has none.
 */
export function restrictedNamespace(scope: Construct, name: string): void {
  const labels = Object.fromEntries(
    ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const),
  );
  new Namespace(scope, 'namespace', { metadata: { name, labels } }, { output: 'manifests' });
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
