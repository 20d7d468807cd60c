import { SSL_MODES } from '../platform';
import { CIDR, HOST_NAME, NAME_OR_NONE } from '../platform/names';
import { integer, list, oneOf, section, string } from '../values';

const LABEL = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const account = (description: string) =>
  string({
    description,
    default: 'todo',
    pattern: '^[A-Za-z0-9_][-A-Za-z0-9_.@]*$',
    maxLength: 63,
    expected: 'a name such as todo',
  });

/** Which database it is: what all need who talk to it. */
export const databaseGlobalValues = section('The database', {
  mode: oneOf({
    description:
      'The StatefulSet of the component database, a Cluster of CloudNativePG, or a PostgreSQL that is there already',
    options: ['cluster', 'cnpg', 'external'],
    default: 'cluster',
  }),
});

/** The database of the mode `external`. Beside `database`, not below it: Helm ignores a `null` on the fourth level below `global`. */
export const externalDatabaseValues = section(
  'The PostgreSQL of the mode external, such as Neon. Its password is in the Secret of the database',
  {
    host: string({
      description: "Host name for the backend; of Neon the pooler's, with -pooler",
      default: 'postgres.example.com',
      pattern: HOST_NAME.pattern,
      expected: 'a host name such as ep-name-pooler.eu-central-1.aws.neon.tech',
    }),
    directHost: string({
      description: 'Host name without a pooler, for migrations and pg_dump; host if empty',
      default: '',
      pattern: NAME_OR_NONE,
      expected: 'a host name such as ep-name.eu-central-1.aws.neon.tech, or nothing',
    }),
    port: integer({ description: 'Port of both', default: 5432, minimum: 1, maximum: 65535 }),
    name: account('Name of the database'),
    user: account('Name of the user, who owns the tables'),
    sslmode: oneOf({
      description: 'TLS: none, if the server has it, always, or always with a certificate that fits the host name',
      options: SSL_MODES,
      default: 'require',
    }),
    caSecret: string({
      description: 'Existing Secret with the key ca.crt, which signs the server; the public authorities if empty',
      default: '',
      pattern: NAME_OR_NONE,
      expected: 'the name of a Secret with the key ca.crt, or nothing',
    }),
    cidrs: list({
      description: 'Addresses that it may have; all outside of the cluster if there are none here',
      item: string({
        description: 'Addresses',
        default: '10.20.0.0/16',
        ...CIDR,
        expected: 'addresses such as 10.20.0.0/16 or fd00:20::/64',
      }),
    }),
    namespaces: list({
      description: 'Namespaces whose pods it is, where it runs in the same cluster',
      item: string({
        description: 'Name of a namespace',
        default: 'databases',
        pattern: LABEL,
        expected: 'the name of a namespace',
      }),
    }),
  },
);
