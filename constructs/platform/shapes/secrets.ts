import { isSecretName } from '../../values/weak-secret';
import { type Rule, flag, list, map, text, word } from '../../../imports/shape/shape';
import { goDuration, labelName, objectName } from '../../../imports/shape/words';
import type { ExternalSecretsProps, RemoteSecret } from '../external-secrets';
import type { GeneratedSecret, GeneratedSecretsProps } from '../secrets';
import { NEEDED, nameOrNone } from './program';
import { dataKey, names, props, pullPolicy } from './words';

const someKeys = list(dataKey, { minItems: 1 });
// The Job's arguments have these signs between them.
const literals = map(
  text('a key such as username, without commas, colons and equals signs', /^[-._a-zA-Z0-9]+$/, 253),
  text('text without commas, colons, equals signs and white space', /^[^,:=\s]+$/),
);
const secretType = text('a type such as kubernetes.io/basic-auth', /^[A-Za-z0-9][-A-Za-z0-9./]*$/);
const pathInStore = text(
  'a name or path on one line, such as todo/database',
  /^[^\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]+$/u,
);
const isNoSecret: Rule = ({ literals: given }) => {
  const secret = Object.keys(given ?? {}).find(isSecretName);
  return secret && `has the literal ${secret}, which is a secret by its name; put it among keys, and one is made`;
};
const free = { literals, type: secretType, existing: nameOrNone, when: flag };

/** Of `GeneratedSecretsProps`. */
export const GENERATED_SECRETS = props<GeneratedSecretsProps>(
  {
    ...NEEDED,
    secrets: list(props<GeneratedSecret>({ purpose: labelName, keys: someKeys }, free, isNoSecret), {
      minItems: 1,
      unique: 'purpose',
    }),
  },
  { imagePullPolicy: pullPolicy, imagePullSecrets: names },
);

/** Of `ExternalSecretsProps`. */
export const EXTERNAL_SECRETS = props<ExternalSecretsProps>(
  {
    secrets: list(
      props<RemoteSecret>(
        { purpose: labelName, keys: someKeys, remoteKey: pathInStore },
        { ...free, name: objectName },
        isNoSecret,
      ),
      { minItems: 1, unique: 'purpose' },
    ),
    store: props<ExternalSecretsProps['store']>(
      { name: objectName },
      { kind: word('SecretStore', 'ClusterSecretStore') },
    ),
  },
  { refreshInterval: goDuration, hasFields: flag },
);
