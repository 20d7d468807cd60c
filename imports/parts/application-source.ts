import { type Shape, flag, json, keyed, list, map, object, text } from '../shape/shape';
import { anyText, objectName, someText } from '../shape/words';

/** Where an Application's objects come from: a folder in Git, a chart, or values files for the other sources. */
export type ApplicationSource = FolderSource | ChartSource | ValuesSource;

/** Plain manifests or a Helm chart in a folder of a Git repository. */
export interface FolderSource {
  /** Of the Git repository. */
  readonly repoURL: string;
  /** Branch, tag or commit. */
  readonly targetRevision: string;
  /** Folder in the repository, e.g. `dist/manifests/todo-chatbot/prod`. */
  readonly path: string;
  /** For a chart. @default - plain manifests */
  readonly helm?: HelmParameters;
  readonly chart?: never;
  readonly ref?: never;
}

/** A chart from a Helm repository. */
export interface ChartSource {
  /** Of the Helm repository; an OCI registry without `oci://`. */
  readonly repoURL: string;
  /** Version of the chart, e.g. `1.4.0`. */
  readonly targetRevision: string;
  /** Name of the chart. */
  readonly chart: string;
  /** @default - the chart's own values */
  readonly helm?: HelmParameters;
  readonly path?: never;
  readonly ref?: never;
}

/** A Git repository whose files other sources name as `$<ref>/<path>`. */
export interface ValuesSource {
  readonly repoURL: string;
  /** Branch, tag or commit. */
  readonly targetRevision: string;
  readonly ref: string;
  readonly path?: never;
  readonly chart?: never;
  readonly helm?: never;
}

/** How Argo CD renders a chart. */
export interface HelmParameters {
  /** @default - the Application's name */
  readonly releaseName?: string;
  /** Overlays, from the chart's folder or `$<ref>/...`. @default - none */
  readonly valueFiles?: readonly string[];
  /** Values of that chart; its schema is not known here. They win over the files. @default - none */
  readonly valuesObject?: Readonly<Record<string, unknown>>;
  /** Whether a file that is not there is no error. @default false */
  readonly ignoreMissingValueFiles?: boolean;
  /** @default false */
  readonly skipCrds?: boolean;
}

const helm = object<HelmParameters>(
  {},
  {
    releaseName: text('a name of 53 characters at most', objectName.pattern, 53),
    valueFiles: list(someText),
    valuesObject: map(anyText, json),
    ignoreMissingValueFiles: flag,
    skipCrds: flag,
  },
);
const from = { repoURL: someText, targetRevision: someText };

export const applicationSource: Shape<ApplicationSource> = keyed({
  path: object<FolderSource>({ ...from, path: text('a folder from the root of the repository', /^[^/]/) }, { helm }),
  chart: object<ChartSource>({ ...from, chart: someText }, { helm }),
  ref: object<ValuesSource>({ ...from, ref: text('a name such as values', /^[A-Za-z0-9_-]+$/) }, {}),
});
