import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from '../../server/cookie.ts';

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_';
const read = (cookie: string, secure = false) => readSessionCookie(new Headers({ cookie }), secure);

test('scripts cannot read the cookie and other sites cannot make it sent', () => {
  assert.equal(
    writeSessionCookie(token, 60, false),
    `todo_session=${token}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`,
  );
});

test('over HTTPS the cookie is secure and bound to the host', () => {
  const cookie = writeSessionCookie(token, 60, true);
  assert.match(cookie, /^__Host-todo_session=/);
  assert.match(cookie, /; Secure$/);
  assert.equal(read('__Host-todo_session=abc', true), 'abc');
  assert.equal(read('todo_session=abc', true), undefined);
});

test('the cookie is found among others by its whole name', () => {
  assert.equal(read(`a=1; todo_session=${token}; b=2`), token);
  assert.equal(read(`xtodo_session=${token}; todo_sessions=${token}`), undefined);
  assert.equal(readSessionCookie(new Headers(), false), undefined);
});

test('what cannot be a token is none', () => {
  for (const value of ['', 'a b', 'a,b', 'a"b', 'é', 'a'.repeat(4001)]) {
    assert.equal(read(`todo_session=${encodeURI(value).replaceAll('%20', ' ')}`), undefined, value.slice(0, 9));
  }
});

test('a token that would break out of the cookie is refused, so is one without a lifetime', () => {
  assert.throws(() => writeSessionCookie('a; Domain=example.org', 60, false), RangeError);
  assert.throws(() => writeSessionCookie('a\r\nSet-Cookie: b=c', 60, false), RangeError);
  for (const seconds of [0, -1, 1.5, Number.NaN])
    assert.throws(() => writeSessionCookie(token, seconds, false), RangeError);
});

test('clearing ends the cookie at once', () => {
  assert.match(clearSessionCookie(false), /^todo_session=; Path=\/; Max-Age=0; HttpOnly/);
});
