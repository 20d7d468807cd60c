import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from '../../server/cookie.ts';

const accessToken = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_';
const session = { accessToken, refreshToken: 'abc-_1', accessEnds: 1_800_000_000_000 };
const value = `1800000000|${accessToken}|abc-_1`;
const read = (cookie: string, secure = false) => readSessionCookie(new Headers({ cookie }), secure);

test('scripts cannot read the cookie and other sites cannot make it sent', () => {
  assert.equal(
    writeSessionCookie(session, 60, false),
    `todo_session=${value}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`,
  );
});

test('over HTTPS the cookie is secure and bound to the host', () => {
  const cookie = writeSessionCookie(session, 60, true);
  assert.match(cookie, /^__Host-todo_session=/);
  assert.match(cookie, /; Secure$/);
  assert.deepEqual(read(`__Host-todo_session=${value}`, true), session);
  assert.equal(read(`todo_session=${value}`, true), undefined);
});

test('the cookie is found among others by its whole name', () => {
  assert.deepEqual(read(`a=1; todo_session=${value}; b=2`), session);
  assert.equal(read(`xtodo_session=${value}; todo_sessions=${value}`), undefined);
  assert.equal(readSessionCookie(new Headers(), false), undefined);
});

test('what cannot be a session is none', () => {
  const long = 'a'.repeat(3001);
  const broken = ['', 'abc', 'abc|def', '1|a', '1|a|', '1||b', 'x|a|b', '1|a|b|c', '1|a b|c', '1|a"|c', `1|${long}|c`];
  for (const text of broken) assert.equal(read(`todo_session=${text}`), undefined, text.slice(0, 9));
});

test('a token that would break out of the cookie is refused, so is one without a lifetime or of excessive length', () => {
  for (const text of ['a; Domain=example.org', 'a\r\nSet-Cookie: b=c', 'a|b', '']) {
    assert.throws(() => writeSessionCookie({ ...session, accessToken: text }, 60, false), RangeError);
    assert.throws(() => writeSessionCookie({ ...session, refreshToken: text }, 60, false), RangeError);
  }
  const long = { ...session, accessToken: 'a'.repeat(2500), refreshToken: 'b'.repeat(2500) };
  assert.throws(() => writeSessionCookie(long, 60, false), RangeError);
  for (const seconds of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => writeSessionCookie(session, seconds, false), RangeError);
  }
});

test('clearing ends the cookie at once', () => {
  assert.match(clearSessionCookie(false), /^todo_session=; Path=\/; Max-Age=0; HttpOnly/);
});
