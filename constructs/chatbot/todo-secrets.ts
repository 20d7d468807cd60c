import {
  ExternalSecrets,
  type GeneratedSecret,
  GeneratedSecrets,
  imageReference,
  imageValues,
  resourceValues,
  secretNameOf,
  secretStoreValues,
} from '../platform';
import { type HelmChart, onlyWhen } from '../synth';
import { type HandleOf, and, differs, equals, named, oneOf, section, string } from '../values';
import { DATABASE } from './database';
import type { TodoGlobals } from './globals';

const remoteKey = (whose: string, field: string) =>
  string({
    description: `With the field ${field}`,
    default: `todo-chatbot/${whose}`,
    pattern: '^[A-Za-z0-9][-A-Za-z0-9._/:@]*$',
    expected: 'the name or path of a secret in the store, such as todo-chatbot/database',
  });

/** Where the Secrets come from. */
export const secretsValues = section(
  'Where Secrets come from; helm test runs in the image of the Job that makes them',
  {
    mode: oneOf({
      description: 'A Job that makes those which are not there yet, or the External Secrets Operator',
      options: ['generate', 'external'],
      default: 'generate',
    }),
    external: section('What the External Secrets Operator is told, with mode external', {
      ...secretStoreValues,
      keys: section('Names of the secrets in the store', {
        database: remoteKey('database', 'password'),
        backend: remoteKey('backend', 'jwt-key'),
        agent: remoteKey('agent', 'agent-key'),
        model: remoteKey('model', 'api-key'),
      }),
    }),
    image: imageValues('node', '24-bookworm-slim'),
    resources: resourceValues({
      requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '16Mi' },
      limits: { cpu: '250m', memory: '128Mi', ephemeralStorage: '64Mi' },
    }),
  },
);

/** Names of the Secrets that the components read. */
export interface TodoSecrets {
  /** Key `password`. */
  readonly database: string;
  /** Key `jwt-key`. */
  readonly backend: string;
  /** Key `agent-key`. */
  readonly agent: string;
}

/** The Node.js that makes Secrets and that `helm test` runs in. */
export function nodeOf({ image, resources }: HandleOf<typeof secretsValues>, globals: TodoGlobals) {
  return {
    image: named('nodeImage', imageReference(image, globals)),
    imagePullPolicy: image.pullPolicy,
    imagePullSecrets: globals.imagePullSecrets,
    resources,
  };
}

/** The Secrets of the Todo Chatbot: made once if they are not there yet, or written by the External Secrets Operator. */
export function addSecrets(
  chart: HelmChart,
  values: HandleOf<typeof secretsValues>,
  globals: TodoGlobals,
): TodoSecrets {
  const { existingSecrets, model } = globals;
  const database: GeneratedSecret = {
    purpose: 'database',
    keys: ['password'],
    // What CloudNativePG wants.
    type: 'kubernetes.io/basic-auth',
    literals: { username: DATABASE.user },
    existing: existingSecrets.database,
    // Nobody could know the password of a database that is there already.
    when: differs(globals.database.mode, 'external'),
  };
  const backend: GeneratedSecret = { purpose: 'backend', keys: ['jwt-key'], existing: existingSecrets.backend };
  const agent: GeneratedSecret = { purpose: 'agent', keys: ['agent-key'], existing: existingSecrets.agent };
  const { mode, external } = values;
  const secrets = [database, backend, agent];
  const made = new GeneratedSecrets(chart, 'create-secrets', { secrets, ...nodeOf(values, globals) });
  onlyWhen(equals(mode, 'generate'), made);
  const { keys, ...store } = external;
  const written = new ExternalSecrets(chart, 'external-secrets', {
    ...store,
    secrets: [
      // The password of a database that is there already may well be in the store.
      { ...database, when: true, remoteKey: keys.database },
      { ...backend, remoteKey: keys.backend },
      { ...agent, remoteKey: keys.agent },
      {
        purpose: 'model',
        keys: ['api-key'],
        name: model.apiKeySecret,
        remoteKey: keys.model,
        when: and(equals(model.mode, 'external'), differs(model.apiKeySecret, '')),
      },
    ],
  });
  onlyWhen(equals(mode, 'external'), written);
  return { database: secretNameOf(database), backend: secretNameOf(backend), agent: secretNameOf(agent) };
}
