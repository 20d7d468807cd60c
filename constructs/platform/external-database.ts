import type { Outsider } from '../synth';
import {
  ChatbotError,
  type Condition,
  type List,
  choose,
  differs,
  each,
  either,
  equals,
  isEmpty,
  isUnresolved,
  not,
  or,
  sectionOf,
  shared,
} from '../values';
import type { DatabaseAddress, SecretKey } from './database-address';
import type { NetworkPolicyPeer } from './kubernetes';
import { OUTSIDE, type Traffic, podsInNamespaces } from './network';

/** What a client may ask of TLS, in libpq's words, from nothing to a certificate that fits the host's name. */
export const SSL_MODES = ['disable', 'prefer', 'require', 'verify-full'] as const;

/** A PostgreSQL that is there already. */
export interface ExternalDatabaseProps {
  /** Host name for programs at run time; of Neon the one with `-pooler`. */
  readonly host: string;
  /** Host name without a pooler, for migrations and `pg_dump`; empty for `host`. @default - host */
  readonly directHost?: string;
  /** TCP port of both, 1 to 65535. @default 5432 */
  readonly port?: number;
  /** Name of the database. */
  readonly name: string;
  /** Name of the user. */
  readonly user: string;
  /** Where the user's password is. */
  readonly password: SecretKey;
  /** One of `disable`, `prefer`, `require`, `verify-full`. @default require */
  readonly sslmode?: string;
  /**
   * Secret with the key `ca.crt`, the certificate authority of the server; empty for those that the client's system trusts.
   * @default - those
   */
  readonly caSecret?: string;
  /** Addresses that the database may have, such as `10.20.0.0/16`. @default - all outside of the cluster */
  readonly cidrs?: List<string>;
  /** Namespaces whose pods are the database, where it runs in the same cluster. @default - none */
  readonly namespaces?: List<string>;
}

/** As the service graph shows it. */
const EXTERNAL: Outsider = { name: 'external database', storesData: true, isOutsideCluster: true };

/** The address of an external database. */
export function externalAddress(props: ExternalDatabaseProps): DatabaseAddress {
  const { host, name, user, password, directHost = '', port = 5432, sslmode = 'require', caSecret = '' } = props;
  return {
    host,
    get directHost() {
      return choose(equals(directHost, ''), host, directHost);
    },
    pooler: 'on',
    port,
    name,
    user,
    password,
    sslmode,
    authority: { secretName: caSecret, key: 'ca.crt', when: differs(caSecret, '') },
  };
}

/** Opens the way to an external database: to its port, and to nothing but where it may be. */
export function openExternal(props: ExternalDatabaseProps, client: Traffic, condition: Condition): void {
  const { cidrs = [], namespaces = [], port = 5432 } = props;
  const isNarrow = or(not(isEmpty(cidrs)), not(isEmpty(namespaces)));
  const peers: readonly NetworkPolicyPeer[] = [
    each(cidrs, (cidr) => ({ ipBlock: { cidr } })),
    ...podsInNamespaces(namespaces),
  ];
  const place = sectionOf(props.host);
  const anywhere = either(isNarrow, peers, OUTSIDE);
  client.toPeers(place === undefined ? anywhere : shared(place, anywhere), port, condition, EXTERNAL);
}

/** @throws ChatbotError when a literal cannot be what it stands for. */
export function checkExternal({
  host,
  directHost = '',
  port = 5432,
  sslmode = 'require',
}: ExternalDatabaseProps): void {
  for (const [prop, name] of Object.entries({ host, directHost })) {
    if (isUnresolved(name) || /^[-A-Za-z0-9.]*$/.test(name)) continue;
    // A URL may hold a password, so it is not repeated.
    throw new ChatbotError(`Database.external: ${prop} is not a host name; give host, port, name and user apart`);
  }
  if (!isUnresolved(port) && !(port >= 1 && port <= 65535)) {
    throw new ChatbotError(`Database.external: the port ${port} is not one from 1 to 65535`);
  }
  if (!isUnresolved(sslmode) && !SSL_MODES.some((mode) => mode === sslmode)) {
    throw new ChatbotError(`Database.external: the sslmode "${sslmode}" is not one of ${SSL_MODES.join(', ')}`);
  }
}
