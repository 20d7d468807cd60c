import { type Condition, and, choose, or } from '../values';

/** One key of a Secret, in the namespace of those who read it. */
export interface SecretKey {
  readonly secretName: string;
  readonly key: string;
}

/** The certificate authority of a server, where one is named. */
export interface ServerAuthority extends SecretKey {
  /** Whether there is one. @default true */
  readonly when?: Condition;
}

/** Where a database is, and how one gets in. */
export interface DatabaseAddress {
  /** Host for programs at run time; a pooler may stand there. */
  readonly host: string;
  /** Host for what needs a session of its own, such as migrations and `pg_dump`: no pooler stands there. */
  readonly directHost: string;
  /** Whether a pooler may stand at `host`, where each transaction may be in another session of the server. */
  readonly pooler: 'on' | 'off';
  /** TCP port of both hosts. */
  readonly port: number;
  /** Name of the database. */
  readonly name: string;
  /** Name of the user. */
  readonly user: string;
  /** Where the user's password is. */
  readonly password: SecretKey;
  /** What a client asks of TLS, in libpq's words, such as `require` or `verify-full`. */
  readonly sslmode: string;
  /** By whom the server proves who it is. @default - by whom the client's system trusts */
  readonly authority?: ServerAuthority;
}

/** An address, and when it counts; of several, no two at a time. */
export interface AddressCase {
  readonly when: () => Condition;
  readonly address: () => DatabaseAddress;
}

/**
 * The address of the case that counts, or of the last one. What all have in common is no matter of a condition, and each part
 * is made when it is read: one that is made and not used would be a value that got lost.
 */
export function chooseAddress(cases: readonly AddressCase[]): DatabaseAddress {
  const one = <T extends string | number>(of: (address: DatabaseAddress) => T): T => {
    const [last, ...earlier] = [...cases].reverse();
    return earlier.reduce((rest, { when, address }) => either(when, of(address()), rest), of(last!.address()));
  };
  const part = (of: (address: DatabaseAddress) => string | number) => ({ enumerable: true, get: () => one(of) });
  const password = () => ({ secretName: one((a) => a.password.secretName), key: one((a) => a.password.key) });
  return Object.defineProperties({} as DatabaseAddress, {
    host: part((a) => a.host),
    directHost: part((a) => a.directHost),
    pooler: part((a) => a.pooler),
    port: part((a) => a.port),
    name: part((a) => a.name),
    user: part((a) => a.user),
    sslmode: part((a) => a.sslmode),
    password: { enumerable: true, get: password },
    authority: { enumerable: true, get: () => chooseAuthority(cases) },
  });
}

function either<T extends string | number>(when: () => Condition, a: T, b: T): T {
  return a === b ? a : choose(when(), a, b);
}

function chooseAuthority(cases: readonly AddressCase[]): ServerAuthority | undefined {
  const known = cases.flatMap(({ when, address }) => {
    const { authority } = address();
    return authority ? [{ ...authority, is: when, when: and(when(), authority.when ?? true) }] : [];
  });
  const [last, ...earlier] = [...known].reverse();
  if (!last) return undefined;
  return {
    secretName: earlier.reduce((rest, { is, secretName }) => either(is, secretName, rest), last.secretName),
    key: earlier.reduce((rest, { is, key }) => either(is, key, rest), last.key),
    when: or(...known.map(({ when }) => when)),
  };
}
