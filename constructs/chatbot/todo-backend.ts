import type { Database } from '../platform';
import { OBJECT_NAME } from '../platform/names';
import type { HelmChart } from '../synth';
import { and, boolean, choose, integer, section, string, text } from '../values';
import type { Component } from './component';
import type { TodoGlobals } from './globals';
import { addProgram } from './todo-component';
import type { TodoSecrets } from './todo-secrets';

/** What the backend can be told. */
export const backendValues = {
  sessions: section('How long a person stays logged in', {
    renewalMinutes: integer({
      description: 'Minutes until an access token has to be renewed',
      default: 15,
      minimum: 1,
      maximum: 1440,
    }),
    idleDays: integer({
      description: 'Days without a visit after which a person has to log in again',
      default: 30,
      minimum: 1,
      maximum: 365,
    }),
  }),
  rateLimits: section('Limits on what one person or address may ask', {
    enabled: boolean({ description: 'Whether there are limits', default: true }),
    redis: section('Redis, which counts in place of the database', {
      enabled: boolean({ description: 'Whether Redis counts', default: false }),
      secretName: string({
        description: 'Existing Secret with the key url, such as redis://:password@redis.redis:6379',
        default: 'redis-url',
        pattern: OBJECT_NAME.pattern,
        expected: 'the name of a Secret',
      }),
      namespace: string({
        description: 'Namespace of Redis',
        default: 'redis',
        pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
        expected: 'the name of a namespace',
      }),
      port: integer({ description: 'Port of Redis', default: 6379, minimum: 1, maximum: 65535 }),
    }),
  }),
};

/** The backend: accounts, tasks, conversations; the only one with the database's password. */
export function addBackend(
  chart: HelmChart,
  globals: TodoGlobals,
  { database, secrets }: { readonly database: Database; readonly secrets: TodoSecrets },
): Component<typeof backendValues> {
  return addProgram(chart, globals, 'backend', {
    description: 'The API: accounts, tasks, conversations',
    values: backendValues,
    program: ({ sessions, rateLimits }) => ({
      environment: {
        ...database.environment,
        TURN_SECONDS: text(globals.longestAnswerSeconds),
        ACCESS_TOKEN_MINUTES: text(sessions.renewalMinutes),
        REFRESH_TOKEN_DAYS: text(sessions.idleDays),
        RATE_LIMITS: choose(rateLimits.enabled, 'on', 'off'),
      },
      secrets: [
        ...database.secrets,
        { secretName: secrets.backend, key: 'jwt-key', variable: 'JWT_KEY_FILE' },
        { secretName: secrets.agent, key: 'agent-key', variable: 'AGENT_KEY_FILE' },
        {
          secretName: rateLimits.redis.secretName,
          key: 'url',
          variable: 'REDIS_URL_FILE',
          when: and(rateLimits.enabled, rateLimits.redis.enabled),
        },
      ],
      before: { name: 'migrate', command: ['python', '-m', 'todo_backend', 'migrate'] },
    }),
  });
}
