import type { Json } from '../../constructs/values';
import { together } from './support/declared';
import { type Workload, ofKind, workloadsOf } from './support/objects';
import { plainOf } from './support/stack';

interface ExternalSecretSpec {
  readonly secretStoreRef: { readonly kind: string; readonly name: string };
  readonly refreshInterval: string;
  readonly target: { readonly name: string };
  readonly data: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string } }[];
}

const external = { secrets: { mode: 'external' } };
const specsOf = (values: Json) =>
  ofKind(plainOf(values), 'ExternalSecret').map(({ spec }) => spec as unknown as ExternalSecretSpec);

/** Which keys of which Secrets pods mount. */
function mounted(values: Json): string[] {
  const volumes = workloadsOf(plainOf(values)).flatMap(({ spec }: Workload) => spec.template.spec.volumes ?? []);
  const keys = volumes.flatMap(({ secret }) => (secret?.items ?? []).map(({ key }) => `${secret!.secretName!}/${key}`));
  return [...new Set(keys)].sort();
}

/** Which keys of which Secrets the operator writes. */
const written = (values: Json) =>
  specsOf(values)
    .flatMap(({ target, data }) => data.map(({ secretKey }) => `${target.name}/${secretKey}`))
    .sort();

test('there are none unless the values say so', () => {
  expect(specsOf({})).toEqual([]);
  expect(ofKind(plainOf({}), 'Job')).toHaveLength(1);
});

test.each<[string, Json]>([
  ['the offline model', {}],
  ['an external model', { global: { model: { mode: 'external' } } }],
  ['an external model without a key', { global: { model: { mode: 'external', apiKeySecret: '' } } }],
])('give each key that a pod mounts, and no Job makes any: %s', (_, values) => {
  const overlay = together(external, values);
  expect(written(overlay)).toEqual(mounted(overlay));
  expect(written(overlay).length).toBeGreaterThanOrEqual(3);
  expect(ofKind(plainOf(overlay), 'Job').map(({ metadata }) => metadata.name)).toEqual([]);
  expect(ofKind(plainOf(overlay), 'Role')).toEqual([]);
});

test('leave those out that are there already', () => {
  const own = { global: { existingSecrets: { database: 'own-database' } } };
  expect(written(together(external, own))).toEqual(['todo-chatbot-agent/agent-key', 'todo-chatbot-backend/jwt-key']);
});

test('come from the store and the names that the values give', () => {
  const settings = {
    store: { kind: 'ClusterSecretStore', name: 'vault' },
    refreshInterval: '15m',
    hasFields: false,
    keys: { database: 'prod/db' },
  };
  const spec = specsOf(together(external, { secrets: { external: settings } })).find(
    ({ target }) => target.name === 'todo-chatbot-database',
  )!;
  expect(spec).toMatchObject({
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
    refreshInterval: '15m',
    data: [{ secretKey: 'password', remoteRef: { key: 'prod/db' } }],
  });
  expect(spec.data[0]!.remoteRef).not.toHaveProperty('property');
});
