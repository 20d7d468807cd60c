import { ApiObject, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';
import { ChatbotError, type Json, evaluate, release } from '../values';
import type { Scope } from '../values/expression';
import { HelmChart } from './helm-chart';
import { refuseTwins, twinsOf } from './twins';

const MANIFEST = Symbol.for('cdk8s-chatbot.Manifest');

/** When Helm runs an object as a hook instead of keeping it in the release. */
export interface HelmHook {
  /** At which moments of a release it runs. */
  readonly events: readonly (
    'pre-install' | 'post-install' | 'pre-upgrade' | 'post-upgrade' | 'pre-delete' | 'post-delete' | 'test'
  )[];
  /** Lower ones run first. @default 0 */
  readonly weight?: number;
  /** When the object of an earlier run goes. @default before-hook-creation */
  readonly deletePolicy?: readonly ('before-hook-creation' | 'hook-succeeded' | 'hook-failed')[];
}

/** How an object gets into the outputs. */
export interface ManifestOptions {
  /** Where the object is written. `manifests` is for what Helm does by other means, `chart` for what only Helm knows. @default both */
  readonly output?: 'both' | 'manifests' | 'chart';
  /** @default - an ordinary object of the release */
  readonly hook?: HelmHook;
  /** Namespaced objects get the release's namespace. @default true */
  readonly namespaced?: boolean;
}

/** The metadata that a manifest gives itself. */
export interface ManifestMetadata {
  /** Of the object, unique for its kind in the namespace. */
  readonly name: string;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The same for an object that may be elsewhere. */
export interface PlacedMetadata extends ManifestMetadata {
  /** @default - that of the release, or of the cdk8s chart */
  readonly namespace?: string;
}

const INSTEAD = 'use synth() of cdk8s-chatbot instead of app.synth(), and in tests SynthesizedChart';

/** What is known where there is no release: nothing. */
export const NO_VALUES: Scope = {
  valueOf: (reference) => {
    throw new ChatbotError(`the value ${reference.name} is not known here; ${INSTEAD}`);
  },
  builtin: (name) => {
    throw new ChatbotError(`${name} is not known here; ${INSTEAD}`);
  },
  serves: () => false,
  variables: new Map(),
};

/**
 * A Kubernetes object whose fields may hold values and parts anywhere. It is typed by Kubernetes' own types, and, unlike
 * the generated L1 classes, passes every field on as it is.
 */
export class Manifest<B extends object = object> extends ApiObject {
  /** Where it is written. */
  readonly output: 'both' | 'manifests' | 'chart';
  /** When Helm runs it, if it is a hook. */
  readonly hook: HelmHook | undefined;
  /** The object's content as it was given: plain JSON, tokens and parts. @internal */
  readonly content: Readonly<Record<string, unknown>>;

  /** Whether it is one. Its superclass answers `instanceof` for every object. */
  static isManifest(construct: object): construct is Manifest {
    return MANIFEST in construct;
  }

  constructor(
    scope: Construct,
    id: string,
    type: GroupVersionKind,
    { metadata, ...body }: B & { readonly metadata: PlacedMetadata },
    options: ManifestOptions = {},
  ) {
    super(scope, id, { ...type, metadata: { name: metadata.name } });
    Object.defineProperty(this, MANIFEST, { value: true });
    const { name, labels, annotations, ...others } = metadata;
    const helmChart = HelmChart.around(this);
    const usual = helmChart ? release.namespace : this.chart.namespace;
    const namespace = options.namespaced === false ? undefined : usual;
    this.content = { ...type, metadata: { name, namespace, labels, annotations, ...others }, ...body };
    // Where values decide what there is, synth looks for each environment.
    if (!helmChart) refuseTwins(twinsOf(this.chart), { ...type, metadata: { namespace, ...metadata } }, this.node.path);
    this.output = options.output ?? 'both';
    this.hook = options.hook;
  }

  /** The plain object, for stock cdk8s. @throws when it depends on values, which only `synth` of this library knows. */
  override toJson(): Json {
    try {
      return evaluate(this.content, NO_VALUES)!;
    } catch (error) {
      if (error instanceof ChatbotError) throw new ChatbotError(`${this.node.path}: ${error.message}`);
      throw error;
    }
  }
}
