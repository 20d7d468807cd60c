import type { Construct } from 'constructs';
import { Manifest, type ManifestMetadata, type ManifestOptions } from '../constructs/synth';
import { check } from './shape/check';
import { type Shape, type TextShape, object } from './shape/shape';
import { annotations, labels, objectName } from './shape/words';

/** What an object of a kind is made of. */
export interface ResourceProps<S> {
  /** Its name, labels and annotations; its namespace is that of the release or the chart. */
  readonly metadata: ManifestMetadata;
  readonly spec: S;
}

/** The class of a custom resource. */
export interface ResourceClass<S> {
  /** @throws ChatbotError with the path and what to do, when the props do not fit. */
  new (scope: Construct, id: string, props: ResourceProps<S>, options?: ManifestOptions): Manifest;
  /** What the props may hold. */
  readonly shape: Shape<ResourceProps<S>>;
}

/**
 * A class for a kind of custom resources. It checks literals when it is constructed; values and parts inside a `HelmChart`
 * pass, since their declarations have bounds of their own.
 * @param name what the kind asks of names @default - what Kubernetes asks of them
 */
export function customResource<S>(
  apiVersion: string,
  kind: string,
  spec: Shape<S>,
  name = objectName,
): ResourceClass<S> {
  const shape = propsOf(spec, name);
  return class extends Manifest {
    static readonly shape = shape;

    constructor(scope: Construct, id: string, props: ResourceProps<S>, options: ManifestOptions = {}) {
      check(props, shape, `${pathOf(scope, id)}:`);
      super(scope, id, { apiVersion, kind }, props, options);
    }
  };
}

function propsOf<S>(spec: Shape<S>, name: TextShape & Shape<string>): Shape<ResourceProps<S>> {
  const metadata = object<ManifestMetadata>({ name }, { labels, annotations });
  return { kind: 'object', required: { metadata, spec }, optional: {}, rules: [] };
}

function pathOf(scope: Construct, id: string): string {
  return scope.node.path ? `${scope.node.path}/${id}` : id;
}
