import { readFileSync } from 'node:fs';
import { isSecretName, weaknessOf } from '../../../constructs/values/weak-secret';
import { words } from '../../../constructs/values/weak-words.json';

const STRONG = 'f0Yv3uQpZk8sHc7LrWnXa2BtEd6GjMiR';

test.each([
  'password',
  'changeme',
  'change-me',
  'postgres',
  'Postgres123!',
  'mysecretpassword',
  '',
  'aaaaaaaaaaaaaaaa',
])('the secret "%s" is easy to guess', (secret) => expect(weaknessOf(secret)).toBe('is easy to guess'));

test('every word of the list makes a secret weak, unless it is long', () => {
  const plain = words.map((word) => word.replaceAll(/_\?|-\?|[()]|\?/g, ''));
  for (const word of plain) {
    expect({ word, is: weaknessOf(`Xk8${word}Qz7!`) }).toEqual({ word, is: 'is easy to guess' });
    expect({ word, is: weaknessOf(`${word}${STRONG}`) }).toEqual({ word, is: undefined });
  }
});

test('what is long and random is none of it, nor is what the Job makes', () => {
  expect(weaknessOf(STRONG)).toBeUndefined();
  expect(weaknessOf('q7Rk2mXv9LpT')).toBeUndefined();
});

test('a key of JWTs has 32 bytes at least', () => {
  expect(weaknessOf('q7Rk2mXv9LpT', 'JWT_KEY')).toBe('has 12 bytes, and a key of JWTs needs 32');
  expect(weaknessOf(STRONG, 'jwt-key')).toBeUndefined();
});

test('names of secrets are known', () => {
  const names = ['DATABASE_PASSWORD', 'jwt-key', 'API_KEY', 'apiToken', 'password', 'secret-key', 'PGPASS'];
  expect(names.filter((name) => !isSecretName(name))).toEqual([]);
  const others = ['JWT_KEY_FILE', 'MAX_TOKENS', 'username', 'ACCESS_TOKEN_MINUTES', 'KEYWORDS', 'LOG_LEVEL'];
  expect(others.filter(isSecretName)).toEqual([]);
});

test('the Job that makes Secrets reads the same list', () => {
  const script = readFileSync('constructs/platform/create-secrets.mjs', 'utf8');
  expect(script).toContain("new URL('weak-words.json', import.meta.url)");
  expect(words.filter((word) => script.includes(word) && !/secret/.test(word))).toEqual([]);
});
