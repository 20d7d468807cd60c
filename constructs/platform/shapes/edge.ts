import { flag, integer, list, text, word } from '../../../imports/shape/shape';
import { hostName, labelName, labels, objectName } from '../../../imports/shape/words';
import type { EdgeCertificateProps } from '../edge-certificate';
import type { GatewayEdgeProps } from '../gateway-edge';
import type { AnnotatedIssuer, EdgeTarget, IngressEdgeProps } from '../ingress-edge';
import { annotations, props, serviceName } from './words';

const host = text(
  'a host name such as todo.example.com, without scheme and port',
  hostName.pattern,
  hostName.maxLength,
);
const service = props<EdgeTarget>({ name: serviceName, port: integer(1, 65535) }, {});
const issuer = props<AnnotatedIssuer>({ kind: word('Issuer', 'ClusterIssuer'), name: objectName }, { enabled: flag });
// A day: the Gateway API knows five digits at most.
const longestAnswerSeconds = integer(0, 86_400);

/** Of `IngressEdgeProps`. */
export const INGRESS_EDGE = props<IngressEdgeProps>(
  { service, host },
  {
    enabled: flag,
    labels,
    className: objectName,
    annotations,
    tls: props<NonNullable<IngressEdgeProps['tls']>>({ secretName: objectName }, { enabled: flag }),
    issuer,
    longestAnswerSeconds,
  },
);

/** Of `GatewayEdgeProps`. */
export const GATEWAY_EDGE = props<GatewayEdgeProps>(
  {
    service,
    host,
    gateway: props<GatewayEdgeProps['gateway']>({ name: objectName, namespace: labelName }, { listener: objectName }),
  },
  { enabled: flag, labels, longestAnswerSeconds },
);

/** Of `EdgeCertificateProps`. */
export const EDGE_CERTIFICATE = props<EdgeCertificateProps>(
  { name: objectName, secretName: objectName, hosts: list(host, { minItems: 1 }), issuer },
  { enabled: flag, labels },
);
