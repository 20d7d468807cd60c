import {
  type GeneratedSecret,
  GeneratedSecrets,
  imageReference,
  imageValues,
  resourceValues,
  secretNameOf,
} from '../platform';
import type { HelmChart } from '../synth';
import { type HandleOf, named, section } from '../values';
import type { TodoGlobals } from './globals';

/** Values of the Job that makes the Secrets. */
export const secretsValues = section(
  'The Job that makes the Secrets which are not there yet; helm test runs in its image',
  {
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
    image: named('nodeImage', imageReference(image, globals.imageRegistry)),
    imagePullPolicy: image.pullPolicy,
    imagePullSecrets: globals.imagePullSecrets,
    resources,
  };
}

/** Makes the Secrets of the Todo Chatbot that are not there yet. */
export function addSecrets(chart: HelmChart, job: HandleOf<typeof secretsValues>, globals: TodoGlobals): TodoSecrets {
  const { existingSecrets } = globals;
  const database: GeneratedSecret = { purpose: 'database', keys: ['password'], existing: existingSecrets.database };
  const backend: GeneratedSecret = { purpose: 'backend', keys: ['jwt-key'], existing: existingSecrets.backend };
  const agent: GeneratedSecret = { purpose: 'agent', keys: ['agent-key'], existing: existingSecrets.agent };
  new GeneratedSecrets(chart, 'create-secrets', {
    secrets: [database, backend, agent],
    ...nodeOf(job, globals),
  });
  return { database: secretNameOf(database), backend: secretNameOf(backend), agent: secretNameOf(agent) };
}
