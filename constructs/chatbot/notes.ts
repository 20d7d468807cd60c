import { hasTwoReplicas } from '../platform';
import { type Condition, type HandleOf, and, chart, choose, differs, equals, named, not, or, release } from '../values';
import type { Component } from './component';
import { DATABASE, type DatabaseComponent } from './database';
import type { TodoGlobals } from './globals';
import type { backendValues } from './todo-backend';
import type { BackupComponent } from './todo-backup';
import { isSecure } from './todo-edge';
import type { frontendValues } from './todo-frontend';
import type { TodoSecrets, secretsValues } from './todo-secrets';
import { todoUrl } from './todo-url';

/** What the notes speak of. */
interface NotedStack {
  readonly global: TodoGlobals;
  readonly database: DatabaseComponent;
  readonly frontend: Component<typeof frontendValues>;
  readonly backend: Component<typeof backendValues>;
  readonly agent: Component;
  readonly mcp: Component;
  readonly backup: BackupComponent;
}

const KUBECTL = `kubectl --namespace ${release.namespace}`;

/** What a person reads after `helm install`: the URL, what to do next, what must be there first, and what is risky. */
export function todoNotes(
  stack: NotedStack,
  secrets: TodoSecrets,
  { mode, external }: Pick<HandleOf<typeof secretsValues>, 'mode' | 'external'>,
): string {
  const { frontend } = stack;
  const { identity, port } = frontend.service;
  const isStored = equals(mode, 'external');
  return `The Todo Chatbot ${chart.appVersion} is on its way as release ${release.name}.

URL: ${choose(frontend.enabled, todoUrl(frontend.own, { name: identity.plainName, port }), 'none, since the frontend is off')}

Next:
  ${KUBECTL} rollout status deployment,statefulset --timeout 3m --selector app.kubernetes.io/instance=${release.name}
  helm test ${release.name} --namespace ${release.namespace}
  kubectl label namespace ${release.namespace} pod-security.kubernetes.io/enforce=restricted${choose(
    equals(stack.global.model.mode, 'ollama'),
    `\n  ${KUBECTL} logs --follow --selector app.kubernetes.io/name=ollama-pull # until the model is there`,
    '',
  )}
${firstSecrets(stack, secrets.database, isStored)}
Its passwords and keys are in the Secrets ${secrets.database}, ${secrets.backend} and ${secrets.agent}${choose(isStored, `, which the External Secrets Operator writes from the store ${external.store.name}`, '')}.
${whatStays(stack)}

Its NetworkPolicies deny what is not needed, if the cluster's network plugin enforces them.
${warnings(stack)}`;
}

/** What an uninstallation leaves behind, and what it takes. */
function whatStays({ global, database }: NotedStack): string {
  const hasClaim = equals(global.database.mode, 'cluster');
  const isKept = equals(database.values.whenDeleted, 'Retain');
  const claim = choose(and(hasClaim, isKept), " and the database's claim", '');
  const lost: readonly (readonly [Condition, string])[] = [
    [and(hasClaim, not(isKept)), " The database's claim goes with it, and all its data."],
    [equals(global.database.mode, 'cnpg'), ' The Cluster of CloudNativePG goes with it, and all its data.'],
  ];
  const goes = lost.map(([condition, text]) => choose(condition, text, '')).join('');
  return `They${claim} stay when the release goes: keep a copy.${goes}`;
}

/** Secrets that nobody makes. */
function firstSecrets({ global, backend, backup }: NotedStack, databaseSecret: string, isStored: Condition): string {
  const { model, existingSecrets, externalDatabase } = global;
  const { store, s3 } = backup.values;
  const isExternal = equals(global.database.mode, 'external');
  const isGiven = differs(existingSecrets.database, '');
  // CloudNativePG reads the name of the user there too.
  const user = choose(
    equals(global.database.mode, 'cnpg'),
    `--type=kubernetes.io/basic-auth --from-literal=username=${DATABASE.user} `,
    '',
  );
  const { redis, enabled } = backend.own.rateLimits;
  const make = (name: string, entry: string) => `  ${KUBECTL} create secret generic ${name} ${entry}\n`;
  const entry = (key: string, value: string) => `--from-literal=${key}=${value}`;
  const random = '"$(openssl rand -base64 48)"';
  const asked: readonly (readonly [Condition, string])[] = [
    [
      and(equals(model.mode, 'external'), differs(model.apiKeySecret, ''), not(isStored)),
      make(model.apiKeySecret, entry('api-key', 'KEY')),
    ],
    [and(enabled, redis.enabled), make(redis.secretName, entry('url', 'redis://:PASSWORD@HOST:6379'))],
    [and(isExternal, or(isGiven, not(isStored))), make(databaseSecret, entry('password', 'PASSWORD'))],
    [and(isExternal, differs(externalDatabase.caSecret, '')), make(externalDatabase.caSecret, '--from-file=ca.crt')],
    [and(not(isExternal), isGiven), make(existingSecrets.database, `${user}${entry('password', random)}`)],
    [differs(existingSecrets.backend, ''), make(existingSecrets.backend, entry('jwt-key', random))],
    [differs(existingSecrets.agent, ''), make(existingSecrets.agent, entry('agent-key', random))],
    [
      and(backup.enabled, equals(store, 's3')),
      make(s3.secretName, `${entry('access-key', 'KEY')} ${entry('secret-key', 'KEY')}`),
    ],
  ];
  return choose(
    or(...asked.map(([condition]) => condition)),
    `\nPods wait for these Secrets. Make those that are not there yet:\n${asked.map(([condition, text]) => choose(condition, text, '')).join('')}`,
    '',
  );
}

/** What is fine on a laptop and not where people rely on it. */
function warnings({ global, database, frontend, backend, agent, mcp, backup }: NotedStack): string {
  const { ingress, gateway, service } = frontend.own;
  const isDirect = differs(service.type, 'ClusterIP');
  const isOpen = or(ingress.enabled, gateway.enabled, isDirect);
  // Named: the text asks several times.
  const isServing = equals(named('serving', choose(and(isOpen, isSecure(frontend.own)), 'yes', 'no')), 'yes');
  const single = [frontend, backend, agent, mcp].map((one) => {
    const { replicas, autoscaling } = one.values;
    return choose(and(one.enabled, not(hasTwoReplicas(replicas, autoscaling))), ` ${one.node.id}`, '');
  });
  const names = named('single', single.join(''));
  const hasBackups = or(
    backup.enabled,
    and(equals(global.database.mode, 'cnpg'), database.values.cnpg.backups.enabled),
  );
  const found: readonly (readonly [Condition, string])[] = [
    [
      and(isOpen, not(isSecure(frontend.own))),
      'without TLS, passwords travel as plain text. Set frontend.ingress.tls.enabled for everything but development.',
    ],
    [isDirect, `whoever reaches a node reaches the frontend, past any Ingress: its Service is a ${service.type}.`],
    [
      and(backend.enabled, not(backend.own.rateLimits.enabled)),
      'nothing bounds how often somebody tries passwords. Set backend.rateLimits.enabled.',
    ],
    [and(isServing, differs(names, '')), `these run as one pod, and are away while it is replaced:${names}.`],
    [
      and(isServing, equals(global.model.mode, 'offline')),
      'the offline model follows a few rules and understands little. Set global.model.mode for a language model.',
    ],
    [
      and(isServing, not(hasBackups)),
      'nobody keeps a copy of the database. Set backup.enabled, or back it up by other means.',
    ],
  ];
  return found.map(([condition, text]) => choose(condition, `\nWarning: ${text}`, '')).join('');
}
