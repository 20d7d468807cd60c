import { App, Chart } from 'cdk8s';
import { ExternalSecrets, type ExternalSecretsProps } from '../../../constructs/platform';

const database = { purpose: 'database', keys: ['password'], remoteKey: 'bot/database' };

function objectsOf(props: Partial<ExternalSecretsProps> = {}): unknown[] {
  const chart = new Chart(new App(), 'bot', { namespace: 'bots' });
  new ExternalSecrets(chart, 'secrets', { secrets: [database], store: { name: 'vault' }, ...props });
  return chart.toJson() as unknown[];
}

test('are ExternalSecrets under stock cdk8s, by the names that a Job would make', () => {
  expect(objectsOf()).toEqual([
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: {
        name: 'bot-database',
        namespace: 'bots',
        labels: { 'app.kubernetes.io/name': 'secrets', 'app.kubernetes.io/instance': 'bot' },
      },
      spec: {
        secretStoreRef: { name: 'vault' },
        refreshInterval: '1h',
        target: { name: 'bot-database', creationPolicy: 'Orphan', deletionPolicy: 'Retain' },
        data: [{ secretKey: 'password', remoteRef: { key: 'bot/database', property: 'password' } }],
      },
    },
  ]);
});

test('take the store, the interval and a text without fields as they are told', () => {
  const store = { name: 'cloud', kind: 'ClusterSecretStore' };
  expect(objectsOf({ store, refreshInterval: '0s', hasFields: false })).toEqual([
    expect.objectContaining({
      spec: expect.objectContaining({
        secretStoreRef: store,
        refreshInterval: '0s',
        data: [{ secretKey: 'password', remoteRef: { key: 'bot/database' } }],
      }) as unknown,
    }),
  ]);
});

test('leave out a Secret that is there already', () => {
  expect(objectsOf({ secrets: [{ ...database, existing: 'own' }] })).toEqual([]);
});

test.each<[Partial<ExternalSecretsProps>, string]>([
  [
    { hasFields: false, secrets: [{ ...database, keys: ['a', 'b'] }] },
    'bot/secrets: the Secret of the database has 2 keys, which cannot all be one text; set hasFields',
  ],
  [{ store: { name: 'Not A Name' } }, 'bot/secrets: store.name: expected'],
  [{ refreshInterval: 'often' }, 'bot/secrets: refreshInterval: expected'],
])('%j is refused', (props, message) => {
  expect(() => objectsOf(props)).toThrow(message);
});
