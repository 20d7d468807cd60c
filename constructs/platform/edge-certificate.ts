import { Construct } from 'constructs';
import { Certificate } from '../../imports/cert-manager';
import { onlyWhen } from '../synth';
import type { Condition } from '../values';
import { checkProps } from './shapes/program';
import { EDGE_CERTIFICATE } from './shapes/edge';

export interface EdgeCertificateProps {
  /** @default true */
  readonly enabled?: Condition;
  /** Of the Certificate. */
  readonly name: string;
  /** @default - none */
  readonly labels?: Record<string, string>;
  /** Secret that cert-manager writes, and an edge reads. */
  readonly secretName: string;
  /** Host names; one at least. */
  readonly hosts: readonly string[];
  /** Who signs. */
  readonly issuer: { readonly kind: string; readonly name: string };
}

/**
 * A certificate that cert-manager keeps fresh, for the hosts of an edge. Each renewal makes a new key.
 * @throws ChatbotError when there is no host, or one that is none.
 */
export class EdgeCertificate extends Construct {
  constructor(scope: Construct, id: string, props: EdgeCertificateProps) {
    super(scope, id);
    checkProps(this, props, EDGE_CERTIFICATE);
    const { enabled, name, labels, hosts, issuer, secretName } = props;
    const certificate = new Certificate(this, 'Resource', {
      metadata: { name, labels },
      spec: {
        secretName,
        dnsNames: hosts,
        issuerRef: { name: issuer.name, kind: issuer.kind as 'Issuer' | 'ClusterIssuer' },
        privateKey: { rotationPolicy: 'Always' },
      },
    });
    onlyWhen(enabled ?? true, certificate);
  }
}
