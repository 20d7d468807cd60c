import { type AnyShape, type Rule, type TextShape, list, map, text } from '../../../imports/shape/shape';
import { anyText, objectName } from '../../../imports/shape/words';

/** An object of props, or of what is passed on: the fields that are known here are checked. */
export function fields(
  required: Readonly<Record<string, AnyShape>>,
  optional: Readonly<Record<string, AnyShape>> = {},
  ...rules: readonly Rule[]
): AnyShape {
  return { kind: 'object', required, optional, rules, isOpen: true };
}

/** An object of Kubernetes' API, all of it. */
export function exactly(
  required: Readonly<Record<string, AnyShape>>,
  optional: Readonly<Record<string, AnyShape>> = {},
): AnyShape {
  return { kind: 'object', required, optional, rules: [] };
}

/** The name of a workload and of its Service: RFC 1035 label. */
export const serviceName = text(
  'a name of lower case letters, digits and dashes that begins with a letter, such as backend',
  /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  63,
);
/** Source: the grammar of references, github.com/distribution/reference. */
export const imageReference = text(
  'an image such as registry.example.com/bot:1.0.0',
  /^([A-Za-z0-9][-A-Za-z0-9.]*(:[0-9]{1,5})?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][-A-Za-z0-9_.]{0,127})?(@sha256:[a-f0-9]{64})?$/,
  500,
);
export const variable = text('the name of a variable such as LOG_LEVEL', /^[A-Za-z_][A-Za-z0-9_]*$/, 100);
/** Its words become the name of a volume. */
export const fileVariable = text(
  'the name of a variable such as JWT_KEY_FILE',
  /^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/,
  60,
);
export const dataKey = text('a key such as jwt-key', /^[-._a-zA-Z0-9]+$/, 253);
/** Its words become the name of a volume, too. */
export const folder = text('an absolute path such as /tmp', /^(\/[._-]*[A-Za-z0-9][A-Za-z0-9._-]*)+$/, 60);
export const environment = map(variable, anyText);
export const argument = anyText;
export const pullPolicy: TextShape = {
  kind: 'text',
  expected: 'IfNotPresent, Always or Never',
  words: ['IfNotPresent', 'Always', 'Never'],
};
export { annotations } from '../../../imports/shape/words';
export const names = list(objectName);
