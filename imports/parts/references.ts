import { atLeastOne } from '../shape/rules';
import { type Shape, keyed, list, object, text, word } from '../shape/shape';
import { labels, objectName, someText } from '../shape/words';

/** An object in the same namespace. */
export interface ObjectReference {
  readonly name: string;
}

/** An entry of a Secret or a ConfigMap in the same namespace. */
export interface KeyReference {
  readonly name: string;
  readonly key: string;
}

/** An entry of a Secret or of a ConfigMap: one of the two. */
export type SecretOrConfigMap =
  | { readonly secret: KeyReference; readonly configMap?: never }
  | { readonly configMap: KeyReference; readonly secret?: never };

/** Objects by their labels; all of it must hold. */
export interface LabelSelector {
  /** @default - any labels */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** A condition on one label. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** For `In` and `NotIn` one at least, else none. @default - none */
  readonly values?: readonly string[];
}

const entryKey = text('the key of an entry, such as password', /^[-._a-zA-Z0-9]+$/, 253);

export const objectReference: Shape<ObjectReference> = object<ObjectReference>({ name: objectName }, {});
export const keyReference: Shape<KeyReference> = object<KeyReference>({ name: objectName, key: entryKey }, {});
export const secretOrConfigMap: Shape<SecretOrConfigMap> = keyed({
  secret: object<{ readonly secret: KeyReference; readonly configMap?: never }>({ secret: keyReference }, {}),
  configMap: object<{ readonly configMap: KeyReference; readonly secret?: never }>({ configMap: keyReference }, {}),
});

const requirement = object<LabelRequirement>(
  { key: someText, operator: word('In', 'NotIn', 'Exists', 'DoesNotExist') },
  { values: list(someText) },
  (fields) => {
    const takesValues = fields.operator === 'In' || fields.operator === 'NotIn';
    if (takesValues) return atLeastOne('values')(fields);
    const isKnown = fields.operator === 'Exists' || fields.operator === 'DoesNotExist';
    return isKnown && fields.values !== undefined
      ? `has values, which ${String(fields.operator)} does not take`
      : undefined;
  },
);

export const labelSelector: Shape<LabelSelector> = object<LabelSelector>(
  {},
  { matchLabels: labels, matchExpressions: list(requirement) },
);
