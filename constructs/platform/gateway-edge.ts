import { Construct } from 'constructs';
import { HTTPRoute } from '../../imports/gateway-api';
import { onlyWhen } from '../synth';
import { type Condition, type Optional, add, embed, text } from '../values';
import { type EdgeTarget, GRACE_SECONDS } from './ingress-edge';
import { checkProps } from './shapes/program';
import { GATEWAY_EDGE } from './shapes/edge';

export interface GatewayEdgeProps {
  /** @default true */
  readonly enabled?: Condition;
  /** @default - none */
  readonly labels?: Record<string, string>;
  /** To whom requests go; the HTTPRoute has its name. */
  readonly service: EdgeTarget;
  /** Host name, without scheme and port. */
  readonly host: string;
  /** The Gateway, which is there already. */
  readonly gateway: { readonly name: string; readonly namespace: string; readonly listener?: Optional<string> };
  /** The longest answer, streams included, in seconds. @default 60 */
  readonly longestAnswerSeconds?: number;
}

/**
 * One HTTPRoute from a Gateway to one Service, with a time-out beyond the longest answer. The Gateway ends TLS.
 * @throws ChatbotError for a literal that the Gateway API would refuse.
 */
export class GatewayEdge extends Construct {
  constructor(scope: Construct, id: string, props: GatewayEdgeProps) {
    super(scope, id);
    checkProps(this, props, GATEWAY_EDGE);
    const { service, host, labels, gateway } = props;
    const { name, namespace, listener } = gateway;
    const request = `${text(add(props.longestAnswerSeconds ?? 60, GRACE_SECONDS))}s`;
    const route = new HTTPRoute(this, 'Resource', {
      metadata: { name: service.name, labels },
      spec: {
        parentRefs: [{ name, namespace, sectionName: embed(listener) }],
        hostnames: [host],
        rules: [{ backendRefs: [{ name: service.name, port: service.port }], timeouts: { request } }],
      },
    });
    onlyWhen(props.enabled ?? true, route);
  }
}
