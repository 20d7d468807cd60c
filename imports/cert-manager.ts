import { customResource } from './custom-resource';
import { atLeastOne, literalNumber, milliseconds } from './shape/rules';
import { type Rule, flag, integer, list, object, text, word } from './shape/shape';
import { type Marks, goDuration, hostOrWildcard, marks, objectName, someText } from './shape/words';

export type { Marks } from './shape/words';

// Source: cert-manager's API reference and its page on Certificates.

/** Who signs. */
export interface IssuerReference {
  readonly name: string;
  /** An Issuer is in the same namespace. @default Issuer */
  readonly kind?: 'Issuer' | 'ClusterIssuer';
  /** API group of an issuer of somebody else. @default cert-manager.io */
  readonly group?: string;
}

/** The key of a certificate. */
export interface PrivateKey {
  /** @default RSA */
  readonly algorithm?: 'RSA' | 'ECDSA' | 'Ed25519';
  /** Bits: 2048 to 8192 for RSA, 256, 384 or 521 for ECDSA, none for Ed25519. @default 2048 for RSA, 256 for ECDSA */
  readonly size?: number;
  /** Whether each renewal makes a new key. @default Always, since cert-manager 1.18 */
  readonly rotationPolicy?: 'Never' | 'Always';
}

export interface CertificateSpec {
  /** The Secret of type `kubernetes.io/tls` that cert-manager writes. */
  readonly secretName: string;
  readonly issuerRef: IssuerReference;
  /** Host names, `*.example.com` too. @default - none; then there is a commonName or an IP address */
  readonly dnsNames?: readonly string[];
  /** @default - none */
  readonly ipAddresses?: readonly string[];
  /** 64 characters at most. @default - none */
  readonly commonName?: string;
  /** Hours, minutes, seconds, e.g. `2160h`; an hour at least. @default 2160h */
  readonly duration?: string;
  /** Before the end, 5 minutes at least, shorter than the duration. @default - a third of the duration */
  readonly renewBefore?: string;
  /** @default - an RSA key of 2048 bits */
  readonly privateKey?: PrivateKey;
  /** @default - digital signature, key encipherment */
  readonly usages?: readonly ('digital signature' | 'key encipherment' | 'server auth' | 'client auth')[];
  /** Whether it may sign others. @default false */
  readonly isCA?: boolean;
  /** Labels and annotations of the Secret. @default - none */
  readonly secretTemplate?: Marks;
  /** CertificateRequests that are kept, 1 at least. @default 1 */
  readonly revisionHistoryLimit?: number;
}

const MINUTE = 60_000;

const lifetimes: Rule = ({ duration, renewBefore }) => {
  const [life, before] = [milliseconds(duration), milliseconds(renewBefore)];
  if (life !== undefined && life < 60 * MINUTE) return 'has a duration below 1h';
  if (before === undefined) return undefined;
  if (before < 5 * MINUTE) return 'has a renewBefore below 5m';
  return before >= (life ?? 2160 * 60 * MINUTE) ? 'has a renewBefore that is not shorter than its duration' : undefined;
};

const keySize: Rule = ({ algorithm = 'RSA', size }) => {
  const bits = literalNumber(size);
  if (bits === undefined) return undefined;
  if (algorithm === 'RSA' && bits < 2048) return 'has a size below 2048, which RSA needs';
  if (algorithm === 'ECDSA' && ![256, 384, 521].includes(bits)) return 'has a size other than 256, 384 and 521';
  return algorithm === 'Ed25519' ? 'has a size, which Ed25519 does not take' : undefined;
};

const issuer = object<IssuerReference>(
  { name: objectName },
  { kind: word('Issuer', 'ClusterIssuer'), group: objectName },
);
const privateKey = object<PrivateKey>(
  {},
  { algorithm: word('RSA', 'ECDSA', 'Ed25519'), size: integer(256, 8192), rotationPolicy: word('Never', 'Always') },
  keySize,
);

/** `cert-manager.io/v1` Certificate: a certificate in a Secret that is renewed in time. */
export class Certificate extends customResource(
  'cert-manager.io/v1',
  'Certificate',
  object<CertificateSpec>(
    { secretName: objectName, issuerRef: issuer },
    {
      dnsNames: list(hostOrWildcard),
      ipAddresses: list(text('an IP address', /^([0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-fA-F:]{2,39})$/)),
      commonName: text(someText.expected, someText.pattern, 64),
      duration: goDuration,
      renewBefore: goDuration,
      privateKey,
      usages: list(word('digital signature', 'key encipherment', 'server auth', 'client auth')),
      isCA: flag,
      secretTemplate: marks,
      revisionHistoryLimit: integer(1),
    },
    atLeastOne('dnsNames', 'ipAddresses', 'commonName'),
    lifetimes,
  ),
) {}
