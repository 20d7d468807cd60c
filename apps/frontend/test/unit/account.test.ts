import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, exportedData, isExpired } from '../../client/account.ts';
import { ApiError } from '../../client/request.ts';

interface Asked {
  readonly line: string;
  readonly body: unknown;
  readonly key: string | undefined;
}

test('each wish becomes the request of the contract', async (t) => {
  const asked: Asked[] = [];
  t.mock.method(globalThis, 'fetch', (path: string, { method, body, headers }: RequestInit) => {
    const key = (headers as Record<string, string>)['Idempotency-Key'];
    asked.push({ line: `${method} ${path}`, body: body ? JSON.parse(String(body)) : undefined, key });
    return Promise.resolve(Response.json({ items: [{ id: 'a' }] }));
  });
  const draft = { name: 'Inspector', expires_in_days: 7, may_delete: false };
  await account.changePassword('old', 'new secret');
  await account.delete('old');
  assert.deepEqual(await account.tokens(), [{ id: 'a' }]);
  await account.createToken(draft, 'key-1');
  await account.revokeToken('a');
  const { name, blob } = await exportedData(new Date(2026, 10, 21));
  assert.deepEqual([name, blob.size > 0], ['todo-chatbot-2026-11-21.json', true]);
  assert.deepEqual(asked, [
    {
      line: 'POST /api/backend/me/password',
      body: { current_password: 'old', new_password: 'new secret' },
      key: undefined,
    },
    { line: 'POST /api/backend/me/delete', body: { password: 'old' }, key: undefined },
    { line: 'GET /api/backend/tokens', body: undefined, key: undefined },
    { line: 'POST /api/backend/tokens', body: draft, key: 'key-1' },
    { line: 'DELETE /api/backend/tokens/a', body: undefined, key: undefined },
    { line: 'GET /api/backend/me/export', body: undefined, key: undefined },
  ]);
});

test('a wrong password is told apart from the end of the session', async (t) => {
  const statuses = [403, 401];
  t.mock.method(globalThis, 'fetch', () =>
    Promise.resolve(Response.json({ detail: 'No.' }, { status: statuses.shift() ?? 500 })),
  );
  const is = (kind: string, status: number) => (error: unknown) =>
    error instanceof ApiError && error.kind === kind && error.status === status;
  await assert.rejects(account.delete('x'), is('refused', 403));
  await assert.rejects(account.delete('x'), is('expired', 401));
});

test('a token is expired from its very moment on', () => {
  const token = { id: 'a', name: 'a', may_delete: false, expires_at: '2026-11-21T00:00:00Z', created_at: '' };
  assert.equal(isExpired(token, new Date('2026-11-20T23:59:59.999Z')), false);
  assert.equal(isExpired(token, new Date('2026-11-21T00:00:00Z')), true);
});
