import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageContentSecurityPolicy, transportSecurity } from '../../server/security-headers.ts';

test('a page runs scripts by its nonce only, and nothing goes to another origin', () => {
  const policy = pageContentSecurityPolicy('abc');
  assert.match(policy, /script-src 'nonce-abc' 'strict-dynamic'(;|$)/);
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
});

test('HTTPS is asked for again only where it is there', () => {
  assert.equal(transportSecurity(true), 'max-age=31536000');
  assert.equal(transportSecurity(false), undefined);
});
