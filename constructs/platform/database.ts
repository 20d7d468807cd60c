import { type Condition, and, equals, sectionOf, text } from '../values';
import { type DatabaseAddress, type SecretKey, type ServerAuthority, chooseAddress } from './database-address';
import { type ExternalDatabaseProps, checkExternal, externalAddress, openExternal } from './external-database';
import type { Traffic } from './network';
import type { PostgresCluster } from './postgres-cluster';
import type { PostgresDatabase } from './postgres-database';
import type { SecretFile } from './secret-files';
import type { StartOrder } from './start-order';

/** What a database is to those who use it. */
interface DatabaseUse {
  // Made anew for each reader: a value that is read and not used would be one that got lost.
  readonly address: () => DatabaseAddress;
  readonly allow: (client: Traffic, condition: Condition) => void;
  readonly startOrders: readonly StartOrder[];
  /** Under which name a chart says its files once. @default - each client says them */
  readonly group?: string;
}

/**
 * A PostgreSQL, wherever it runs: what its clients need is said alike. `Database.inCluster`, `.cloudNativePg` and
 * `.external` make one; `.byMode` is the one that a value names.
 */
export class Database {
  private constructor(private readonly use: DatabaseUse) {}

  /** The database of a StatefulSet. It has no TLS: who reaches it is a matter of its policy. */
  static inCluster(postgres: PostgresDatabase): Database {
    const host = postgres.identity.plainName;
    const address: DatabaseAddress = {
      ...postgres.access,
      host,
      pooler: 'off',
      directHost: host,
      port: postgres.port,
      sslmode: 'prefer',
    };
    return Database.ofWorkload(address, postgres);
  }

  /** The primary of a CloudNativePG cluster, which proves who it is by the cluster's own certificate authority. */
  static cloudNativePg(cluster: PostgresCluster): Database {
    const { plainName } = cluster.identity;
    const host = `${plainName}-rw`;
    const authority = { secretName: `${plainName}-ca`, key: 'ca.crt' };
    const address: DatabaseAddress = {
      ...cluster.access,
      host,
      pooler: 'off',
      directHost: host,
      port: cluster.port,
      sslmode: 'verify-full',
      authority,
    };
    return Database.ofWorkload(address, cluster);
  }

  /**
   * A database that is there already, such as Neon's.
   * @throws ChatbotError when the host is a URL, or the port or sslmode is none.
   */
  static external(props: ExternalDatabaseProps): Database {
    checkExternal(props);
    return new Database({
      address: () => externalAddress(props),
      allow: (client, condition) => openExternal(props, client, condition),
      startOrders: [],
    });
  }

  /**
   * The database that a value names.
   * @param mode e.g. `values.mode`
   * @param databases by the words that the mode may be
   */
  static byMode(mode: string, databases: Readonly<Record<string, Database>>): Database {
    const cases = Object.entries(databases).map(([word, { use }]) => ({ ...use, when: () => equals(mode, word) }));
    return new Database({
      address: () => chooseAddress(cases),
      allow: (client, condition) => {
        for (const { when, allow } of cases) allow(client, and(condition, when()));
      },
      startOrders: cases.flatMap(({ startOrders }) => startOrders),
      group: sectionOf(mode),
    });
  }

  private static ofWorkload(
    address: DatabaseAddress,
    { traffic, startOrder }: { readonly traffic: Traffic; readonly startOrder: StartOrder },
  ): Database {
    return new Database({
      address: () => address,
      allow: (client, condition) => client.to(traffic, address.port, condition),
      startOrders: [startOrder],
    });
  }

  /** Host, port, names and all else that a client has to know. */
  get address(): DatabaseAddress {
    return this.use.address();
  }

  /** The same as variables of our programs: `DATABASE_HOST`, `DATABASE_DIRECT_HOST` and so on, without secrets. */
  get environment(): Record<string, string> {
    const { host, directHost, pooler, port, name, user, sslmode } = this.address;
    return {
      DATABASE_HOST: host,
      DATABASE_DIRECT_HOST: directHost,
      DATABASE_POOLER: pooler,
      DATABASE_PORT: text(port),
      DATABASE_NAME: name,
      DATABASE_USER: user,
      DATABASE_SSLMODE: sslmode,
    };
  }

  /**
   * The same as libpq's variables, for `pg_dump`, `pg_restore` and `psql`: `PGHOST`, which is the direct host, and so on,
   * without the password.
   */
  get libpqEnvironment(): Record<string, string> {
    const { directHost, port, name, user, sslmode } = this.address;
    return { PGHOST: directHost, PGPORT: text(port), PGDATABASE: name, PGUSER: user, PGSSLMODE: sslmode };
  }

  /** The password, and the server's certificate authority where there is one, as files of a container. */
  get secrets(): SecretFile[] {
    const { password, authority } = this.address;
    const { group } = this.use;
    const files: SecretFile[] = [{ ...password, variable: 'DATABASE_PASSWORD_FILE', group }];
    return authority ? [...files, { ...authority, variable: 'DATABASE_SSLROOTCERT', group }] : files;
  }

  /** Opens the way from a client, on both ends where the database is a workload here. */
  allow(client: Traffic, condition: Condition = true): void {
    this.use.allow(client, condition);
  }

  /** Makes a workload start after the database, where that starts with it. */
  startBefore(order: StartOrder): void {
    for (const earlier of this.use.startOrders) order.after(earlier);
  }
}

export type { DatabaseAddress, SecretKey, ServerAuthority };
