import { type AnyShape, type Rule, type TextShape, integer, list, map, text } from '../../../imports/shape/shape';
import { spelt } from '../../../imports/shape/rules';
import { anyText, objectName } from '../../../imports/shape/words';

/** An object of props, or of what is passed on: the fields that are known here are checked. */
export function fields(
  required: Readonly<Record<string, AnyShape>>,
  optional: Readonly<Record<string, AnyShape>> = {},
  ...rules: readonly Rule[]
): AnyShape {
  return { kind: 'object', required, optional, rules, isOpen: true };
}

type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];
/** The shapes of all props that have to be there. */
type Needed<T> = { readonly [K in RequiredKeys<T>]: AnyShape };
/** The shapes of all others. */
type Free<T> = { readonly [K in Exclude<keyof T, RequiredKeys<T>>]-?: AnyShape };

/** The props of a construct, none left out: what has no shape is not checked, and no test tries it. */
export function props<T>(required: Needed<T>, optional: Free<T>, ...rules: readonly Rule[]): AnyShape {
  return fields(required, optional, spelt(...Object.keys({ ...required, ...optional })), ...rules);
}

/** An object of Kubernetes' API, all of it. */
export function exactly(
  required: Readonly<Record<string, AnyShape>>,
  optional: Readonly<Record<string, AnyShape>> = {},
): AnyShape {
  return { kind: 'object', required, optional, rules: [] };
}

/** The same for the declaration of a value. */
export function textOf({ pattern, expected }: TextShape): { readonly pattern: string; readonly expected: string } {
  return { pattern: pattern!.source, expected };
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
export const fileName = text('a file name such as run.sh', /^[a-z0-9]+([.-][a-z0-9]+)*$/, 100);
export const dataKey = text('a key such as jwt-key', /^[-._a-zA-Z0-9]+$/, 253);
/** Its words become the name of a volume, too. */
export const folder = text('an absolute path such as /tmp', /^(\/[._-]*[A-Za-z0-9][A-Za-z0-9._-]*)+$/, 60);
export const ownPort = integer(1024, 65535, ', where a process that is not root listens');
/** A field of a schedule: a number, a range, a list, or all, each with a step. */
const field = (one: string) => `([*?]|${one})([-,]${one}|/[1-9][0-9]?)*`;
const MINUTE = field('[0-5]?[0-9]');
const FIELDS = [
  MINUTE,
  field('([01]?[0-9]|2[0-3])'),
  field('(0?[1-9]|[12][0-9]|3[01])'),
  field('(0?[1-9]|1[0-2]|[A-Za-z]{3})'),
  field('([0-6]|[A-Za-z]{3})'),
].join(' ');
export const schedule = text(
  'a schedule such as 30 2 * * * or @daily',
  new RegExp(`^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|${FIELDS})$`),
);
export const scheduleWithSeconds = text(
  'six fields that begin with seconds, such as 0 0 3 * * *',
  new RegExp(`^${MINUTE} ${FIELDS}$`),
);
export const timeZone = text('a time zone such as Europe/Berlin', /^[A-Za-z][-A-Za-z0-9_+/]*$/);
export const bytes = text(
  'bytes above zero in quotes, such as 256Mi or 10Gi',
  /^([1-9][0-9]{0,8}([.][0-9]{1,3})?|0[.]0{0,2}[1-9][0-9]{0,2})(k|M|G|T|Ki|Mi|Gi|Ti)?$/,
);
export const environment = map(variable, anyText);
export const argument = anyText;
export const pullPolicy: TextShape = {
  kind: 'text',
  expected: 'IfNotPresent, Always or Never',
  words: ['IfNotPresent', 'Always', 'Never'],
};
export { annotations } from '../../../imports/shape/words';
export const names = list(objectName);
