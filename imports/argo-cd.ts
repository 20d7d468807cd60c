import type { Construct } from 'constructs';
import { Manifest, type ManifestMetadata } from '../constructs/synth';

/** Where an Application's manifests come from: a folder of plain manifests or a Helm chart in a Git repository. */
export interface ApplicationSource {
  readonly repoURL: string;
  /** Branch, tag or commit. */
  readonly targetRevision: string;
  /** Folder in the repository, e.g. `dist/manifests/todo-chatbot/prod`. */
  readonly path: string;
  /** For a chart: overlays beside it, and the name of the release. @default - plain manifests */
  readonly helm?: { readonly valueFiles?: readonly string[]; readonly releaseName?: string };
}

/** An Application of Argo CD 2 and 3, as far as a chatbot needs it. Source: Argo CD's documentation, Application CRD. */
export interface ApplicationSpec {
  readonly project: string;
  readonly source: ApplicationSource;
  readonly destination: { readonly server: string; readonly namespace: string };
  readonly syncPolicy?: {
    readonly automated?: { readonly prune?: boolean; readonly selfHeal?: boolean };
    /** E.g. `CreateNamespace=true`. */
    readonly syncOptions?: readonly string[];
  };
}

/** `argoproj.io/v1alpha1` Application: Argo CD keeps a namespace as a Git repository says. */
export class Application extends Manifest {
  constructor(scope: Construct, id: string, body: { readonly metadata: ManifestMetadata; readonly spec: ApplicationSpec }) {
    super(scope, id, { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' }, body);
  }
}
