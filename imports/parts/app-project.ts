import { atLeastOne } from '../shape/rules';
import { type Shape, flag, keyed, list, object, text, word } from '../shape/shape';
import { anyText, goDuration, objectName, someText } from '../shape/words';

/** A kind of objects. */
export interface GroupKind {
  /** API group; empty for the core group, `*` for all. */
  readonly group: string;
  /** `*` for all. */
  readonly kind: string;
}

/** Where Applications of the project may put objects; `*` stands for any text. */
export type AllowedDestination = AllowedServer | AllowedCluster;
export interface AllowedServer {
  /** URL of an API server. */
  readonly server: string;
  readonly namespace: string;
  readonly name?: never;
}
export interface AllowedCluster {
  /** Name of a cluster in Argo CD. */
  readonly name: string;
  readonly namespace: string;
  readonly server?: never;
}

/** Rights for a group of people or for a program. */
export interface ProjectRole {
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  /** Lines such as `p, proj:chat:deploy, applications, sync, chat/*, allow`. */
  readonly policies: readonly string[];
  /** Groups of the identity provider. @default - none */
  readonly groups?: readonly string[];
}

/** When Applications may or may not be synced. */
export interface SyncWindow {
  readonly kind: 'allow' | 'deny';
  /** Five fields of cron, e.g. `0 22 * * *`. */
  readonly schedule: string;
  /** E.g. `2h`. */
  readonly duration: string;
  /** Names, with `*`. @default - none; one of the three lists is needed */
  readonly applications?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly clusters?: readonly string[];
  /** Whether a person may sync all the same. @default false */
  readonly manualSync?: boolean;
  /** @default UTC */
  readonly timeZone?: string;
}

export interface AppProjectSpec {
  /** 255 characters at most. @default - none */
  readonly description?: string;
  /** Repositories, with `*`. */
  readonly sourceRepos: readonly string[];
  readonly destinations: readonly AllowedDestination[];
  /** Cluster-wide kinds that are allowed. @default - none */
  readonly clusterResourceWhitelist?: readonly GroupKind[];
  /** Namespaced kinds that are allowed, and no others. @default - all */
  readonly namespaceResourceWhitelist?: readonly GroupKind[];
  /** Namespaced kinds that are not allowed. @default - none */
  readonly namespaceResourceBlacklist?: readonly GroupKind[];
  /** Whether objects that no Application has are told of. @default - not looked for */
  readonly orphanedResources?: { readonly warn: boolean };
  /** @default - none */
  readonly roles?: readonly ProjectRole[];
  /** @default - at any time */
  readonly syncWindows?: readonly SyncWindow[];
  /** Namespaces whose Applications may belong to the project. @default - that of Argo CD */
  readonly sourceNamespaces?: readonly string[];
}

const serverPattern = text('the URL of an API server, or *', /^([*]|https?:\/\/[!-~]+)$/);
const allowedDestination: Shape<AllowedDestination> = keyed({
  server: object<AllowedServer>({ server: serverPattern, namespace: someText }, {}),
  name: object<AllowedCluster>({ name: someText, namespace: someText }, {}),
});
const groupKinds = list(object<GroupKind>({ group: anyText, kind: someText }, {}));
const role = object<ProjectRole>(
  { name: objectName, policies: list(text('a line that begins with "p, proj:"', /^p, ?proj:./)) },
  { description: anyText, groups: list(someText) },
);
const syncWindow = object<SyncWindow>(
  {
    kind: word('allow', 'deny'),
    schedule: text('five fields of cron, such as 0 22 * * *', /^[-0-9*,/]+( [-0-9*,/A-Z]+){4}$/),
    duration: goDuration,
  },
  {
    applications: list(someText),
    namespaces: list(someText),
    clusters: list(someText),
    manualSync: flag,
    timeZone: someText,
  },
  atLeastOne('applications', 'namespaces', 'clusters'),
);

export const appProject: Shape<AppProjectSpec> = object<AppProjectSpec>(
  { sourceRepos: list(someText), destinations: list(allowedDestination) },
  {
    description: text('255 characters at most', /./, 255),
    clusterResourceWhitelist: groupKinds,
    namespaceResourceWhitelist: groupKinds,
    namespaceResourceBlacklist: groupKinds,
    orphanedResources: object<{ readonly warn: boolean }>({ warn: flag }, {}),
    roles: list(role, { unique: 'name' }),
    syncWindows: list(syncWindow),
    sourceNamespaces: list(someText),
  },
);
