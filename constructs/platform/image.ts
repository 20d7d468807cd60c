import {
  type HandleOf,
  chart,
  choose,
  equals,
  differs,
  oneOf,
  sectionOf,
  section,
  shared,
  string,
  withDefaults,
} from '../values';

const declaration = section('Container image', {
  repository: string({
    description: 'Repository without registry, tag and digest',
    default: 'busybox',
    pattern: '^[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$',
    expected: 'a repository such as todo-chatbot/backend',
  }),
  tag: string({
    description: "Tag; the chart's appVersion if empty",
    default: '',
    pattern: '^([A-Za-z0-9_][-A-Za-z0-9_.]*)?$',
    maxLength: 128,
    expected: 'a tag such as 1.4.0',
  }),
  digest: string({
    description: 'Digest, which goes before the tag',
    default: '',
    pattern: '^(sha256:[a-f0-9]{64})?$',
    expected: 'a digest such as sha256: and 64 hexadecimal digits',
  }),
  pullPolicy: oneOf({
    description: 'When the node pulls the image',
    options: ['IfNotPresent', 'Always', 'Never'],
    default: 'IfNotPresent',
  }),
});

/** Handles or literals of `imageValues`. */
export type Image = HandleOf<typeof declaration>;

/** The values of an image, with this component's repository. */
export function imageValues(repository: string, tag = ''): typeof declaration {
  return withDefaults(declaration, { repository, tag });
}

/** The value that puts one registry before every image of a release. */
export const imageRegistryValue = string({
  description: "Registry that goes before every image's repository, e.g. registry.example.com:5000/team; none if empty",
  default: '',
  pattern: '^([a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?(/[a-z0-9._-]+)*)?$',
  expected: 'a registry such as registry.example.com:5000/team',
});

/** The reference of an image: registry, repository, and digest or tag. */
export function imageReference(image: Image, registry: string): string {
  const after = choose(equals(image.digest, ''), `:${tagOf(image)}`, `@${image.digest}`);
  return saidOnce(image, `${repositoryOf(image, registry)}${after}`);
}

/** The same with the tag before the digest, for CloudNativePG, which reads PostgreSQL's version from it. */
export function taggedReference(image: Image, registry: string): string {
  const digest = choose(differs(image.digest, ''), `@${image.digest}`, '');
  return `${repositoryOf(image, registry)}:${tagOf(image)}${digest}`;
}

function repositoryOf({ repository }: Image, registry: string): string {
  return `${choose(differs(registry, ''), `${registry}/`, '')}${repository}`;
}

function tagOf({ tag }: Image): string {
  return choose(equals(tag, ''), chart.appVersion, tag);
}

function saidOnce({ repository }: Image, reference: string): string {
  const place = sectionOf(repository);
  return place === undefined ? reference : shared(place, reference);
}
