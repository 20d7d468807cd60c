import {
  type Dictionary,
  type HandleOf,
  chart,
  choose,
  equals,
  differs,
  entryOf,
  map,
  oneOf,
  sectionOf,
  section,
  shared,
  string,
  withDefaults,
} from '../values';

const REPOSITORY = {
  pattern: '^[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$',
  expected: 'a repository such as todo-chatbot/backend',
};
const DIGEST = {
  pattern: '^sha256:[a-f0-9]{64}$',
  expected: 'a digest such as sha256: and 64 hexadecimal digits',
};
const declaration = section('Container image', {
  repository: string({
    description: 'Repository without registry, tag and digest',
    default: 'busybox',
    ...REPOSITORY,
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
    ...DIGEST,
    pattern: '^(sha256:[a-f0-9]{64})?$',
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

/** The value that pins the images of a release by their digests. */
export const imageDigestsValue = map({
  description: "Digests by repository, for images that have none of their own; they go before the images' tags",
  item: string({ description: 'Digest', default: `sha256:${'0'.repeat(64)}`, ...DIGEST }),
  keys: REPOSITORY,
});

/** What holds for every image of a release: handles of `imageRegistryValue` and `imageDigestsValue`, or literals. */
export interface ImageSwitches {
  /** Registry that goes before every repository; empty for none. @default - none */
  readonly imageRegistry?: string;
  /** Digests by repository. @default - none */
  readonly imageDigests?: Dictionary<string>;
}

/** The reference of an image: registry, repository, and digest or tag. */
export function imageReference(image: Image, switches: ImageSwitches = {}): string {
  const { digest } = image;
  const pinned = pinnedOf(image, switches);
  const unlessOwn = choose(equals(pinned, ''), `:${tagOf(image)}`, `@${pinned}`);
  const after = choose(equals(digest, ''), unlessOwn, `@${digest}`);
  return saidOnce(image, `${repositoryOf(image, switches)}${after}`);
}

/** The same with the tag before the digest, for CloudNativePG, which reads PostgreSQL's version from it. */
export function taggedReference(image: Image, switches: ImageSwitches = {}): string {
  const digest = () => digestOf(image, switches);
  return `${repositoryOf(image, switches)}:${tagOf(image)}${choose(differs(digest(), ''), `@${digest()}`, '')}`;
}

function repositoryOf({ repository }: Image, { imageRegistry: registry = '' }: ImageSwitches): string {
  return `${choose(differs(registry, ''), `${registry}/`, '')}${repository}`;
}

// Each time anew: a handle that is read has to be used.
function digestOf(image: Image, switches: ImageSwitches): string {
  const { digest } = image;
  return choose(equals(digest, ''), pinnedOf(image, switches), digest);
}

// Where there are no digests the repository is not read: a handle that nothing shows would have got lost.
function pinnedOf(image: Image, { imageDigests }: ImageSwitches): string {
  return imageDigests === undefined ? '' : entryOf(imageDigests, image.repository);
}

function tagOf({ tag }: Image): string {
  return choose(equals(tag, ''), chart.appVersion, tag);
}

function saidOnce({ repository }: Image, reference: string): string {
  const place = sectionOf(repository);
  return place === undefined ? reference : shared(place, reference);
}
