import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCrossSite } from '../../server/csrf.ts';

const cases: readonly [name: string, headers: Record<string, string>, crossSite: boolean][] = [
  ['the page itself', { 'sec-fetch-site': 'same-origin' }, false],
  ['an address typed in', { 'sec-fetch-site': 'none' }, false],
  ['another site', { 'sec-fetch-site': 'cross-site' }, true],
  ['another subdomain', { 'sec-fetch-site': 'same-site' }, true],
  ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: 'http://todo.test' }, true],
  ['our origin, without Sec-Fetch-Site', { origin: 'http://todo.test' }, false],
  ['another origin', { origin: 'http://evil.test' }, true],
  ['another port', { origin: 'http://todo.test:81' }, true],
  ['a name that begins like ours', { origin: 'http://todo.test.evil.test' }, true],
  ['a sandboxed frame', { origin: 'null' }, true],
  ['a program that is no browser', {}, false],
];

for (const [name, headers, crossSite] of cases) {
  test(`a request of ${name} is ${crossSite ? 'cross-site' : 'our own'}`, () => {
    assert.equal(isCrossSite(new Headers({ host: 'todo.test', ...headers })), crossSite);
  });
}
