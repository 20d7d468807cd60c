import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { chartFolder } from './support/charts';
import { together } from './support/declared';
import { environmentNamed, overlayText } from './support/stack';

const secure = { frontend: { ingress: { host: 'todo.example.com', tls: { enabled: true } } } };
const twice = Object.fromEntries(['frontend', 'backend', 'agent', 'mcp'].map((name) => [name, { replicas: 2 }]));
const external = { global: { model: { mode: 'external' } } };
const quiet = together(secure, twice, external, { backup: { enabled: true } });

describeWithHelm(4, 'the notes', (helm) => {
  const { path, chart } = chartFolder();

  function notesOf(values: Json): string {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayText(values));
    const args = ['install', 'one', chart, '--namespace', 'bots', '-f', file, '--dry-run=client', '--hide-notes=false'];
    const output = execFileSync(helm, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return output.slice(output.indexOf('\nNOTES:\n') + '\nNOTES:\n'.length);
  }

  const warningsOf = (values: Json) => [...notesOf(values).matchAll(/^Warning: (.*)$/gm)].map(([, text]) => text!);

  test('say where it is, what to do next, and where the passwords are', () => {
    const notes = notesOf({});
    expect(notes).toContain('The Todo Chatbot 0.1.0 is on its way as release one.\n');
    expect(notes).toMatch(/^ {2}kubectl --namespace bots rollout status deployment,statefulset .*instance=one$/m);
    expect(notes).toMatch(/^ {2}helm test one --namespace bots$/m);
    expect(notes).toMatch(/^ {2}kubectl label namespace bots pod-security.kubernetes.io\/enforce=restricted$/m);
    expect(notes).toContain('in the Secrets one-database, one-backend and one-agent.\n');
    expect(notes).toContain("if the cluster's network plugin enforces them");
    expect(notes).not.toMatch(/\n\n\n|[ \t]\n|%!|<no value>/);
  });

  test.each<[string, Json, string]>([
    ['by the Ingress', secure, 'URL: https://todo.example.com\n'],
    [
      'by a port of this machine',
      { frontend: { ingress: { enabled: false } }, global: { fullnameOverride: 'second' } },
      'port-forward service/second-frontend 3000\n',
    ],
    ['by a node', { frontend: { ingress: { enabled: false }, service: { type: 'NodePort' } } }, 'get service frontend'],
    ['not at all', { frontend: { enabled: false } }, 'URL: none, since the frontend is off\n'],
  ])('lead to it %s', (_, values, text) => {
    expect(notesOf(values)).toContain(text);
  });

  test('warn of nothing where people can rely on it', () => {
    expect(warningsOf(quiet)).toEqual([]);
    expect(warningsOf(environmentNamed('prod').values).join()).not.toMatch(/TLS|offline|one pod/);
  });

  test.each<[Json, RegExp]>([
    [{ frontend: { ingress: { tls: { enabled: false } } } }, /^without TLS, passwords travel as plain text/],
    [{ frontend: { service: { type: 'NodePort' } } }, /its Service is a NodePort\.$/],
    [{ frontend: { service: { type: 'LoadBalancer' } } }, /its Service is a LoadBalancer\.$/],
    [{ backend: { rateLimits: { enabled: false } } }, /^nothing bounds how often/],
    [{ mcp: { replicas: 1 }, agent: { replicas: 1 } }, /^these run as one pod, .*: agent mcp\.$/],
    [{ backend: { autoscaling: { enabled: true, minReplicas: 1 } } }, /^these run as one pod, .*: backend\.$/],
    [{ global: { model: { mode: 'offline' } } }, /^the offline model/],
    [{ backup: { enabled: false } }, /^nobody keeps a copy of the database/],
  ])('%j is warned of', (values, warning) => {
    expect(warningsOf(together(quiet, values))).toEqual([expect.stringMatching(warning)]);
  });

  const made = (values: Json) =>
    [...notesOf(values).matchAll(/create secret generic (\S+) (.*)$/gm)].map(([, name, rest]) => [
      name,
      ...[...rest!.matchAll(/--from-(?:literal|file)=([^= ]+)/g)].map(([, key]) => key),
    ]);
  const neon = { global: { database: { mode: 'external' }, externalDatabase: { caSecret: 'authority' } } };

  test.each<[string, Json, string[][]]>([
    ['none by default', {}, []],
    ["the model's key", external, [['model-api-key', 'api-key']]],
    ['none where a store has it', together(external, { secrets: { mode: 'external' } }), []],
    [
      'those of a database that is there already',
      neon,
      [
        ['one-database', 'password'],
        ['authority', 'ca.crt'],
      ],
    ],
    [
      'none but the authority where a store has the password',
      together(neon, { secrets: { mode: 'external' } }),
      [['authority', 'ca.crt']],
    ],
    [
      'one for CloudNativePG with the name of the user',
      { global: { database: { mode: 'cnpg' }, existingSecrets: { database: 'own' } } },
      [['own', 'username', 'password']],
    ],
    ['those of the bucket', { backup: { enabled: true, store: 's3' } }, [['backup-s3', 'access-key', 'secret-key']]],
    ["Redis's address", { backend: { rateLimits: { redis: { enabled: true } } } }, [['redis-url', 'url']]],
    [
      'those that the values name',
      { global: { existingSecrets: { database: 'a', backend: 'b', agent: 'c' } } },
      [
        ['a', 'password'],
        ['b', 'jwt-key'],
        ['c', 'agent-key'],
      ],
    ],
  ])('name the Secrets that must be there first: %s', (_, values, expected) => {
    expect(made(values)).toEqual(expected);
  });

  test('do not ask for copies where CloudNativePG makes them', () => {
    const cnpg = (isOn: boolean) => ({
      ...{ global: { database: { mode: 'cnpg' } }, backup: { enabled: false } },
      database: { cnpg: { backups: { enabled: isOn } } },
    });
    expect(warningsOf(together(quiet, cnpg(true)))).toEqual([]);
    expect(warningsOf(together(quiet, cnpg(false)))).toEqual([expect.stringMatching(/^nobody keeps a copy/)]);
  });

  test('say that a claim goes which is not retained', () => {
    expect(notesOf({ database: { whenDeleted: 'Delete' } })).toContain(
      "They stay when the release goes: keep a copy. The database's claim goes with it, and all its data.\n",
    );
  });

  test.each([
    ['cluster', "They and the database's claim stay when the release goes: keep a copy.\n"],
    [
      'cnpg',
      'They stay when the release goes: keep a copy. The Cluster of CloudNativePG goes with it, and all its data.\n',
    ],
    ['external', 'They stay when the release goes: keep a copy.\n'],
  ])('say what stays of a database of the mode %s', (mode, text) => {
    expect(notesOf({ global: { database: { mode } } })).toContain(text);
  });

  test('name the store that the Secrets come from', () => {
    const values = { secrets: { mode: 'external', external: { store: { name: 'vault' } } } };
    expect(notesOf(values)).toContain('which the External Secrets Operator writes from the store vault.\n');
  });
});
