import { Construct } from 'constructs';
import { onlyWhen } from '../synth';
import { type Condition, type Dictionary, type Optional, add, and, embed, equals, merge, text, when } from '../values';
import { Ingress } from './kubernetes';
import { checkProps } from './shapes/program';
import { INGRESS_EDGE } from './shapes/edge';

/** Seconds that a proxy waits beyond the longest answer, so that the service is the one who ends it. */
export const GRACE_SECONDS = 10;

/** A Service, by name and port. */
export interface EdgeTarget {
  readonly name: string;
  /** TCP, 1 to 65535. */
  readonly port: number;
}

/** An issuer of cert-manager, which answers an annotation. */
export interface AnnotatedIssuer {
  /** Issuer, in the same namespace, or ClusterIssuer. */
  readonly kind: string;
  readonly name: string;
  /** Whether the annotation is there. @default true */
  readonly enabled?: Condition;
}

export interface IngressEdgeProps {
  /** @default true */
  readonly enabled?: Condition;
  /** @default - none */
  readonly labels?: Record<string, string>;
  /** To whom requests go; the Ingress has its name. */
  readonly service: EdgeTarget;
  /** Host name, without scheme and port. */
  readonly host: string;
  /** IngressClass. @default - the cluster's default one */
  readonly className?: Optional<string>;
  /** More annotations, for what only this controller knows. @default - none */
  readonly annotations?: Dictionary<string>;
  /** The Secret, of type `kubernetes.io/tls`, with the host's certificate. @default - plain HTTP */
  readonly tls?: { readonly enabled?: Condition; readonly secretName: string };
  /** Who makes that Secret, by an annotation. @default - it is there, or somebody else makes it */
  readonly issuer?: AnnotatedIssuer;
  /** The longest answer, streams included, in seconds. @default 60 */
  readonly longestAnswerSeconds?: number;
}

/**
 * One Ingress to one Service. Streams pass: nothing is buffered, and an answer may take as long as the service allows. Annotations
 * say so to ingress-nginx; Traefik does it unless told otherwise (docs/edge.md says what else each controller wants).
 * @throws ChatbotError for a literal host that is none.
 */
export class IngressEdge extends Construct {
  constructor(scope: Construct, id: string, props: IngressEdgeProps) {
    super(scope, id);
    checkProps(this, props, INGRESS_EDGE);
    const { service, host, labels, tls } = props;
    const ingress = new Ingress(this, 'Resource', {
      metadata: { name: service.name, labels, annotations: annotationsOf(props) },
      spec: {
        ingressClassName: embed(props.className),
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: service.name, port: { number: service.port } } },
                },
              ],
            },
          },
        ],
        tls: tls && [when(tls.enabled ?? true, { hosts: [host], secretName: tls.secretName })],
      },
    });
    onlyWhen(props.enabled ?? true, ingress);
  }
}

function annotationsOf({ annotations, issuer, longestAnswerSeconds = 60, tls }: IngressEdgeProps) {
  const patience = text(add(longestAnswerSeconds, GRACE_SECONDS));
  const nginx = {
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': patience,
    'nginx.ingress.kubernetes.io/proxy-send-timeout': patience,
  };
  const of = (kind: string) =>
    and(tls?.enabled ?? tls !== undefined, issuer?.enabled ?? true, equals(issuer!.kind, kind));
  const managed = issuer && {
    'cert-manager.io/cluster-issuer': when(of('ClusterIssuer'), issuer.name),
    'cert-manager.io/issuer': when(of('Issuer'), issuer.name),
  };
  return merge(nginx, ...(managed ? [managed] : []), ...(annotations ? [annotations] : []));
}
