import { customResource } from './custom-resource';
import { atLeastOne } from './shape/rules';
import { type Rule, type Shape, flag, keyed, list, map, object, text, word } from './shape/shape';
import { type Marks, anyText, goDuration, marks, objectName, someText, texts } from './shape/words';

export type { Marks } from './shape/words';

// Source: the External Secrets Operator's API specification and guides.

/** Where secrets come from. */
export interface SecretStoreReference {
  readonly name: string;
  /** A SecretStore is in the same namespace. @default SecretStore */
  readonly kind?: 'SecretStore' | 'ClusterSecretStore';
}

/** One secret of the store, or a property of it. */
export interface RemoteReference {
  /** Its name or path in the store. */
  readonly key: string;
  /** A field of it, e.g. of its JSON. @default - all of it */
  readonly property?: string;
  /** @default - the latest */
  readonly version?: string;
  /** @default None */
  readonly decodingStrategy?: 'Auto' | 'Base64' | 'Base64URL' | 'None';
}

/** An entry of the Secret. */
export interface SecretEntry {
  readonly secretKey: string;
  readonly remoteRef: RemoteReference;
}

/** Entries for every field of a secret, or for every secret that is found. */
export type SecretEntries = ExtractedEntries | FoundEntries;
export interface ExtractedEntries {
  readonly extract: RemoteReference;
  readonly find?: never;
}
export interface FoundEntries {
  readonly find: SecretSearch;
  readonly extract?: never;
}

/** Secrets of the store by path, name or tags; all of it must hold. */
export interface SecretSearch {
  /** @default - everywhere */
  readonly path?: string;
  /** @default - any name */
  readonly name?: {
    /** RE2. */
    readonly regexp: string;
  };
  /** @default - any tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How the entries become the Secret. */
export interface SecretTemplate {
  /** Type of the Secret, e.g. `kubernetes.io/basic-auth`. @default Opaque */
  readonly type?: string;
  readonly metadata?: Marks;
  /** Go templates over the entries, e.g. `{{ .password }}`; they reach the operator unchanged. @default - the entries */
  readonly data?: Readonly<Record<string, string>>;
  /** Whether `data` takes the entries' place or stands beside them. @default Replace */
  readonly mergePolicy?: 'Replace' | 'Merge';
}

/** The Secret that is written. */
export interface SecretTarget {
  /** @default - the ExternalSecret's name */
  readonly name?: string;
  /** Owner: it goes with the ExternalSecret. Merge: it is somebody else's and must exist. @default Owner */
  readonly creationPolicy?: 'Owner' | 'Orphan' | 'Merge' | 'None';
  /** What happens when the store has it no longer. @default Retain */
  readonly deletionPolicy?: 'Delete' | 'Merge' | 'Retain';
  /** @default false */
  readonly immutable?: boolean;
  readonly template?: SecretTemplate;
}

export interface ExternalSecretSpec {
  readonly secretStoreRef: SecretStoreReference;
  /** Hours, minutes, seconds; `0s`: once. @default 1h */
  readonly refreshInterval?: string;
  /** @default Periodic */
  readonly refreshPolicy?: 'CreatedOnce' | 'Periodic' | 'OnChange';
  readonly target?: SecretTarget;
  /** @default - none; then there is dataFrom */
  readonly data?: readonly SecretEntry[];
  /** @default - none; then there is data */
  readonly dataFrom?: readonly SecretEntries[];
}

const key = text('the key of an entry, such as password', /^[-._a-zA-Z0-9]+$/, 253);
const remote = object<RemoteReference>(
  { key: someText },
  { property: someText, version: someText, decodingStrategy: word('Auto', 'Base64', 'Base64URL', 'None') },
);
const search = object<SecretSearch>(
  {},
  { path: someText, name: object<NonNullable<SecretSearch['name']>>({ regexp: someText }, {}), tags: texts },
  atLeastOne('path', 'name', 'tags'),
);
const entries: Shape<SecretEntries> = keyed({
  extract: object<ExtractedEntries>({ extract: remote }, {}),
  find: object<FoundEntries>({ find: search }, {}),
});

/** Who does not own a Secret cannot delete it. */
const ownsWhatItDeletes: Rule = ({ creationPolicy, deletionPolicy }) => {
  const isOwned = creationPolicy !== 'Orphan' && creationPolicy !== 'None';
  return deletionPolicy === 'Delete' && !isOwned
    ? `has the deletionPolicy Delete, which does not go with the creationPolicy ${creationPolicy}; write Retain`
    : undefined;
};

const target = object<SecretTarget>(
  {},
  {
    name: objectName,
    creationPolicy: word('Owner', 'Orphan', 'Merge', 'None'),
    deletionPolicy: word('Delete', 'Merge', 'Retain'),
    immutable: flag,
    template: object<SecretTemplate>(
      {},
      { type: someText, metadata: marks, data: map(key, anyText), mergePolicy: word('Replace', 'Merge') },
    ),
  },
  ownsWhatItDeletes,
);

/** `external-secrets.io/v1` ExternalSecret: a Secret whose contents another store keeps. */
export class ExternalSecret extends customResource(
  'external-secrets.io/v1',
  'ExternalSecret',
  object<ExternalSecretSpec>(
    {
      secretStoreRef: object<SecretStoreReference>(
        { name: objectName },
        { kind: word('SecretStore', 'ClusterSecretStore') },
      ),
    },
    {
      refreshInterval: goDuration,
      refreshPolicy: word('CreatedOnce', 'Periodic', 'OnChange'),
      target,
      data: list(object<SecretEntry>({ secretKey: key, remoteRef: remote }, {}), { unique: 'secretKey' }),
      dataFrom: list(entries),
    },
    atLeastOne('data', 'dataFrom'),
  ),
) {}
