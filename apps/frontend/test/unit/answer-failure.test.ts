import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from '../../client/answer-failure.ts';
import { ApiError } from '../../client/request.ts';
import { ar } from '../../client/texts/ar.ts';
import { en } from '../../client/texts/en.ts';

test('why an answer failed is said in the person’s language, whatever the backend says of it', () => {
  assert.equal(failureOf(en, { code: 'timeout', message: 'x' }), en.errors.codes.timeout);
  assert.equal(failureOf(ar, { code: 'running', message: 'x' }), ar.errors.codes.running);
  assert.equal(failureOf(en, new ApiError('connectionLost')), en.errors.connectionLost);
  assert.equal(failureOf(en, { code: 'new_code', message: 'In plain words.' }), 'In plain words.');
  assert.equal(failureOf(ar, { code: 'new_code', message: 'In plain words.' }), ar.errors.chat);
  assert.equal(failureOf(en, undefined), en.errors.chat);
});
