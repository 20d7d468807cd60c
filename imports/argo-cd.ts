import { type ApplicationSource, applicationSource } from './parts/application-source';
import { appProject } from './parts/app-project';
import { customResource } from './custom-resource';
import { atLeastOne } from './shape/rules';
import { type Shape, flag, integer, keyed, list, object, text } from './shape/shape';
import { type Marks, goDuration, httpUrl, marks, objectName, someText } from './shape/words';

export type {
  ApplicationSource,
  ChartSource,
  FolderSource,
  HelmParameters,
  ValuesSource,
} from './parts/application-source';
export type {
  AllowedCluster,
  AllowedDestination,
  AllowedServer,
  AppProjectSpec,
  GroupKind,
  ProjectRole,
  SyncWindow,
} from './parts/app-project';
export type { Marks } from './shape/words';

// Source: Argo CD's documentation, Application and AppProject specifications, 2.14 and 3.

/** A cluster by its API server's URL or by its name in Argo CD, and a namespace. */
export type Destination = DestinationByServer | DestinationByName;
export interface DestinationByServer {
  /** `https://kubernetes.default.svc` is the cluster of Argo CD itself. */
  readonly server: string;
  readonly namespace: string;
  readonly name?: never;
}
export interface DestinationByName {
  readonly name: string;
  readonly namespace: string;
  readonly server?: never;
}

/** What Argo CD does by itself. */
export interface SyncPolicy {
  /** @default - a person starts each sync */
  readonly automated?: AutomatedSync;
  /** E.g. `CreateNamespace=true`, `ServerSideApply=true`. @default - none */
  readonly syncOptions?: readonly string[];
  /** @default - Argo CD's own */
  readonly retry?: SyncRetry;
  /** Of the namespace, with `CreateNamespace=true`. @default - none */
  readonly managedNamespaceMetadata?: Marks;
}
export interface AutomatedSync {
  /** Whether what is gone from the source is deleted. @default false */
  readonly prune?: boolean;
  /** Whether changes in the cluster are taken back. @default false */
  readonly selfHeal?: boolean;
  /** Whether a source without any object may prune all. @default false */
  readonly allowEmpty?: boolean;
}
export interface SyncRetry {
  /** Tries; negative: without end. @default 5 */
  readonly limit?: number;
  readonly backoff?: {
    /** E.g. `5s`. @default 5s */
    readonly duration?: string;
    /** By what each wait is longer than the last, 1 or more. @default 2 */
    readonly factor?: number;
    /** @default 3m */
    readonly maxDuration?: string;
  };
}

/** Fields that somebody else owns: by path, by jq or by the name of the owner. */
export interface IgnoredDifference {
  /** API group. @default - the core group */
  readonly group?: string;
  readonly kind: string;
  /** @default - all objects of the kind */
  readonly name?: string;
  /** @default - all namespaces */
  readonly namespace?: string;
  /** E.g. `/spec/replicas`. */
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
  readonly managedFieldsManagers?: readonly string[];
}

/** From one source, or from several, of which one may hold values files for the others. */
export type ApplicationSpec = SingleSourceSpec | SeveralSourcesSpec;
interface ApplicationSettings {
  /** AppProject, by name. */
  readonly project: string;
  readonly destination: Destination;
  /** @default - a person starts each sync */
  readonly syncPolicy?: SyncPolicy;
  /** @default - none */
  readonly ignoreDifferences?: readonly IgnoredDifference[];
  /** Syncs that one can go back to, 0 or more. @default 10 */
  readonly revisionHistoryLimit?: number;
}
export interface SingleSourceSpec extends ApplicationSettings {
  readonly source: ApplicationSource;
  readonly sources?: never;
}
export interface SeveralSourcesSpec extends ApplicationSettings {
  readonly sources: readonly ApplicationSource[];
  readonly source?: never;
}

const server = text('the URL of an API server', httpUrl.pattern);
const destination: Shape<Destination> = keyed({
  server: object<DestinationByServer>({ server, namespace: objectName }, {}),
  name: object<DestinationByName>({ name: someText, namespace: objectName }, {}),
});

const syncPolicy = object<SyncPolicy>(
  {},
  {
    automated: object<AutomatedSync>({}, { prune: flag, selfHeal: flag, allowEmpty: flag }),
    syncOptions: list(text('an option such as CreateNamespace=true', /^[A-Z][A-Za-z]*=[A-Za-z]+$/)),
    retry: object<SyncRetry>(
      {},
      {
        limit: integer(-1),
        backoff: object<NonNullable<SyncRetry['backoff']>>(
          {},
          { duration: goDuration, factor: integer(1), maxDuration: goDuration },
        ),
      },
    ),
    managedNamespaceMetadata: marks,
  },
);

const difference = object<IgnoredDifference>(
  { kind: someText },
  {
    group: someText,
    name: someText,
    namespace: someText,
    jsonPointers: list(text('a path such as /spec/replicas', /^\/./)),
    jqPathExpressions: list(text('a jq path such as .spec.template', /^[.]./)),
    managedFieldsManagers: list(someText),
  },
  atLeastOne('jsonPointers', 'jqPathExpressions', 'managedFieldsManagers'),
);

const required = { project: objectName, destination };
const optional = { syncPolicy, ignoreDifferences: list(difference), revisionHistoryLimit: integer(0) };
const application: Shape<ApplicationSpec> = keyed({
  source: object<SingleSourceSpec>({ ...required, source: applicationSource }, optional),
  sources: object<SeveralSourcesSpec>({ ...required, sources: list(applicationSource, { minItems: 1 }) }, optional),
});

const API = 'argoproj.io/v1alpha1';

/** `argoproj.io/v1alpha1` Application: Argo CD keeps a namespace as a Git repository or a chart says. */
export class Application extends customResource(API, 'Application', application) {}
/** `argoproj.io/v1alpha1` AppProject: what its Applications may read, and where they may put what. */
export class AppProject extends customResource(API, 'AppProject', appProject) {}
