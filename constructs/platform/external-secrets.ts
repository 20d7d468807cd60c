import { Construct } from 'constructs';
import { ExternalSecret } from '../../imports/external-secrets';
import { onlyWhen } from '../synth';
import {
  ChatbotError,
  type Condition,
  type HandleOf,
  and,
  boolean,
  duration,
  equals,
  named,
  oneOf,
  section,
  string,
  when,
} from '../values';
import { identityOf } from './identity';
import { OBJECT_NAME } from './names';
import { type GeneratedSecret, nameOfMade } from './secrets';
import { checkProps } from './shapes/program';
import { EXTERNAL_SECRETS } from './shapes/secrets';

/** Where the External Secrets Operator finds what a Secret holds. */
export interface RemoteSecret extends GeneratedSecret {
  /** Its name or path in the store, on one line. */
  readonly remoteKey: string;
  /** Name of the Secret that is written. @default - `<release>-<purpose>` */
  readonly name?: string;
  /** @default true */
  readonly when?: Condition;
}

/** The values by which people say which store it is. */
export const secretStoreValues = {
  store: section('The store, which the External Secrets Operator knows', {
    kind: oneOf({
      description: 'Whether the store is in the same namespace or for all of them',
      options: ['SecretStore', 'ClusterSecretStore'],
      default: 'SecretStore',
    }),
    name: string({
      description: 'Name of the store',
      default: 'secrets',
      pattern: OBJECT_NAME.pattern,
      expected: 'the name of a SecretStore or ClusterSecretStore',
    }),
  }),
  refreshInterval: duration({ description: 'How often the operator reads them; 0s for once', default: '1h' }),
  hasFields: boolean({
    description: 'Whether each is a JSON object with a field for each key; if not, it is the one key itself',
    default: true,
  }),
};

/** What `ExternalSecrets` are made of: handles of `secretStoreValues`, or literals. */
export interface ExternalSecretsProps {
  readonly secrets: readonly RemoteSecret[];
  /** The store. */
  readonly store: { readonly kind?: string; readonly name: string };
  /** In Go's notation; `0s` for once. @default 1h */
  readonly refreshInterval?: string;
  /** Whether a secret of the store is a JSON object with a field for each key. @default true */
  readonly hasFields?: HandleOf<typeof secretStoreValues.hasFields>;
}

/**
 * Secrets that the External Secrets Operator writes from a store, under the names and with the keys that a
 * `GeneratedSecrets` would make. They stay when the release goes, as the claims do that they open.
 * @throws ChatbotError for a Secret of several keys without fields, which would all be the same.
 */
export class ExternalSecrets extends Construct {
  constructor(scope: Construct, id: string, props: ExternalSecretsProps) {
    super(scope, id);
    checkProps(this, props, EXTERNAL_SECRETS);
    for (const secret of props.secrets) this.add(secret, props);
  }

  private add(secret: RemoteSecret, { store, refreshInterval = '1h', hasFields = true }: ExternalSecretsProps): void {
    const { purpose, keys, literals, type, existing = '', remoteKey, name = nameOfMade(this, secret) } = secret;
    if (hasFields === false && keys.length > 1)
      throw new ChatbotError(
        `${this.node.path}: the Secret of the ${purpose} has ${keys.length} keys, which cannot all be one text; set hasFields`,
      );
    const { id } = this.node;
    const { labels } = identityOf(this, id);
    const object = new ExternalSecret(this, purpose, {
      metadata: { name, labels },
      spec: {
        secretStoreRef: named(`${id}.store`, { kind: store.kind as 'SecretStore', name: store.name }),
        refreshInterval,
        target: {
          name,
          creationPolicy: 'Orphan',
          deletionPolicy: 'Retain',
          template: literals && { type, data: { ...literals, ...fromStore(keys) } },
        },
        data: keys.map((key) =>
          named(`${id}.key`, { secretKey: key, remoteKey }, (told) => ({
            secretKey: told.secretKey,
            remoteRef: { key: told.remoteKey, property: when(hasFields, told.secretKey) },
          })),
        ),
      },
    });
    onlyWhen(and(equals(existing, ''), secret.when ?? true), object);
  }
}

// In the operator's own template language.
function fromStore(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, `{{ index . "${key}" }}`]));
}
