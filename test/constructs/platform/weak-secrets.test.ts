import { App, Chart } from 'cdk8s';
import { BatchJob, ExternalSecrets, ExtraObjects, WebService } from '../../../constructs';
import { literalResources as resources } from '../support/literals';

// Constructs take names of Secrets. Where a person could write the secret itself all the same, a weak one is refused.
const program = { image: 'example/bot:1.0.0', resources };
const STRONG = 'f0Yv3uQpZk8sHc7LrWnXa2BtEd6GjMiR';
const inChart = (make: (chart: Chart) => unknown) => () => make(new Chart(new App(), 'bot', { namespace: 'bot' }));
const api = (props: object) => inChart((chart) => new WebService(chart, 'api', { ...program, port: 8000, ...props }));
const secretWith = (content: object) =>
  inChart((chart) => {
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, ...content };
    return new ExtraObjects(chart, 'extra', { objects: [object] });
  });

test('a variable whose name is that of a secret', () => {
  const message =
    'bot/api: the variable DATABASE_PASSWORD is easy to guess; put a long random one into a Secret, and name that in secrets';
  expect(api({ environment: { DATABASE_PASSWORD: 'postgres' } })).toThrow(message);
  expect(api({ extraEnv: [{ name: 'DATABASE_PASSWORD', value: 'changeme' }] })).toThrow(message);
  expect(api({ environment: { JWT_KEY: 'q7Rk2mXv9LpT' } })).toThrow('the variable JWT_KEY has 12 bytes, and');
  const job = inChart((chart) => new BatchJob(chart, 'load', { ...program, settings: { API_TOKEN: 'secret' } }));
  expect(job).toThrow('bot/load: the variable API_TOKEN is easy to guess');
  expect(api({ environment: { DATABASE_PASSWORD_FILE: '/run/password', LOG_LEVEL: 'todo' } })).not.toThrow();
});

test('a Secret among other objects, encoded or not', () => {
  const message = 'bot/extra: objects[0]: the key password is easy to guess; put a long random one there';
  expect(secretWith({ stringData: { password: 'changeme' } })).toThrow(message);
  expect(secretWith({ data: { password: Buffer.from('changeme').toString('base64') } })).toThrow(message);
  expect(secretWith({ stringData: { password: STRONG, username: 'todo' } })).not.toThrow();
});

test('a literal beside the keys that are made', () => {
  const secrets = [{ purpose: 'database', keys: ['user'], literals: { password: STRONG }, remoteKey: 'bot/database' }];
  const external = inChart((chart) => new ExternalSecrets(chart, 'secrets', { secrets, store: { name: 'vault' } }));
  expect(external).toThrow(
    'bot/secrets: secrets[0] has the literal password, which is a secret by its name; put it among keys',
  );
});
