import { type Shape, map, object, text } from './shape';

/** Text that says something. */
export const someText = text('some text', /./s);
export const anyText = text('text');
/** The name of an object: RFC 1123 subdomain. */
export const objectName = text(
  'a name in lower case such as todo-chatbot',
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  253,
);
/** The name of a namespace, a port or a container: RFC 1123 label. */
export const labelName = text('a name in lower case without dots, such as todo', /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 63);
export const hostName = text(
  'a host name such as todo.example.com',
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  253,
);
export const hostOrWildcard = text(
  'a host name such as todo.example.com or *.example.com',
  /^([*][.])?[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  253,
);
export const httpUrl = text('a URL that begins with http:// or https://', /^https?:\/\/[!-~]+$/);
/** A duration as Go reads it. */
export const goDuration = text('a duration such as 90s, 10m or 24h', /^([0-9]{1,6}(ms|s|m|h)){1,4}$/);
export const quantity = text(
  'a quantity in quotes, such as 500m or 1Gi',
  /^[0-9]{1,9}([.][0-9]{1,3})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/,
);

const LABEL_KEY =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelKey = text('a key such as app.kubernetes.io/name', LABEL_KEY, 253);
const labelValue = text(
  'up to 63 letters, digits, dashes, dots and underscores',
  /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
);
export const labels = map(labelKey, labelValue);
export const annotations = map(labelKey, anyText);
export const texts = map(someText, anyText);

/** Labels and annotations that an operator gives to the objects that it makes. */
export interface Marks {
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

export const marks: Shape<Marks> = object<Marks>({}, { labels, annotations });
