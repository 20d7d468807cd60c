import { ingressValues } from '../platform';
import { boolean, integer, number, section, string } from '../values';

/** What the frontend can be told. */
export const frontendValues = {
  ingress: ingressValues,
  trustedProxies: integer({
    description:
      'Proxies in front whose X-Forwarded-For is believed, the Ingress controller included; without Ingress none',
    default: 1,
    maximum: 10,
  }),
};

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
        pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
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

const price = (what: string) =>
  number({ description: `Price of a million tokens ${what}, in USD`, default: 0, maximum: 10_000 });

/** What the agent can be told. */
export const agentValues = {
  runs: section('Bounds of one answer, and how many run at once', {
    maxTurns: integer({ description: 'Turns of the model', default: 8, minimum: 1, maximum: 50 }),
    maxTokens: integer({
      description: 'Tokens of all turns together, in and out',
      default: 100_000,
      minimum: 1_000,
      maximum: 10_000_000,
    }),
    maxCostUsd: number({ description: 'Cost in USD, by the prices below; 0 for no bound', default: 0, maximum: 1_000 }),
    inputPrice: price('that go in'),
    outputPrice: price('that come out'),
    maxConcurrent: integer({
      description: 'Answers that one pod works on at once; more are asked to come again',
      default: 64,
      minimum: 1,
      maximum: 1_000,
    }),
  }),
};
