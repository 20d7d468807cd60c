import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConversationList } from '../../client/conversation-list.ts';
import { ApiError } from '../../client/request.ts';
import type { Conversation } from '../../client/types.ts';

const item = (id: string): Conversation => ({ id, title: id, created_at: '', updated_at: '', match: null });
type Page = { items: Conversation[]; next_cursor: string | null };

/** An API whose answers are given by hand. */
function list() {
  const asked: { query: string; cursor: string | undefined; answer: PromiseWithResolvers<Page> }[] = [];
  const work = { refused: false, done: [] as string[] };
  const told = { expired: 0 };
  const api = {
    conversations: (query: string, cursor: string | undefined) => {
      const answer = Promise.withResolvers<Page>();
      asked.push({ query, cursor, answer });
      return answer.promise;
    },
    rename: (id: string, title: string) => attempt(`${id} ${title}`),
    remove: (id: string) => attempt(id),
  };
  const attempt = (what: string) => {
    work.done.push(what);
    return work.refused ? Promise.reject(new ApiError('unavailable')) : Promise.resolve(new Response());
  };
  const conversations = new ConversationList(api, () => void (told.expired += 1));
  const ids = () => conversations.store.get().items.map(({ id }) => id);
  const answer = (index: number, items: string[], next: string | null = null) =>
    asked[index]?.answer.resolve({ items: items.map(item), next_cursor: next });
  return { conversations, asked, work, told, ids, answer };
}

test('pages come one after the other, none twice', async () => {
  const { conversations, asked, ids, answer } = list();
  const first = conversations.reload();
  answer(0, ['a', 'b'], 'c1');
  assert.equal((await first).length, 2);
  const more = [conversations.more(), conversations.more()];
  answer(1, ['b', 'c']);
  await Promise.all(more);
  assert.equal(asked.length, 2);
  assert.equal(asked[1]?.cursor, 'c1');
  assert.deepEqual(ids(), ['a', 'b', 'c']);
  await conversations.more();
  assert.equal(asked.length, 2, 'there is no other page');
});

test('a page that fails can be asked for again', async () => {
  const { conversations, asked, ids, answer } = list();
  const first = conversations.reload();
  answer(0, ['a'], 'c1');
  await first;
  const failing = conversations.more();
  asked[1]?.answer.reject(new ApiError('offline'));
  await failing;
  assert.equal(conversations.store.get().status, 'failed');
  const more = conversations.more();
  answer(2, ['b']);
  await more;
  assert.deepEqual(ids(), ['a', 'b']);
});

test('of two searches the later counts, whichever is answered first', async () => {
  const { conversations, asked, ids, answer } = list();
  const both = [conversations.search('m'), conversations.search('milk')];
  answer(1, ['milk']);
  answer(0, ['many']);
  await Promise.all(both);
  assert.deepEqual(ids(), ['milk']);
  await conversations.search('milk');
  assert.equal(asked.length, 2, 'nothing has changed');
  const late = conversations.more();
  const failing = conversations.search('x');
  asked[2]?.answer.reject(new ApiError('offline'));
  await Promise.all([late, failing]);
  assert.equal(conversations.store.get().status, 'failed');
  await assert.rejects(async () => {
    const again = conversations.reload();
    asked[3]?.answer.reject(new ApiError('offline'));
    await again;
  }, ApiError);
});

test('a page of an earlier search is not added to a later one', async () => {
  const { conversations, ids, answer } = list();
  const first = conversations.reload();
  answer(0, ['a'], 'c1');
  await first;
  const more = conversations.more();
  const search = conversations.search('b');
  answer(2, ['b']);
  answer(1, ['late']);
  await Promise.all([more, search]);
  assert.deepEqual(ids(), ['b']);
});

test('a new title and a removal show at once and are taken back if they are refused', async () => {
  const { conversations, work, ids, answer } = list();
  const first = conversations.reload();
  answer(0, ['a', 'b']);
  await first;
  const titles = () => conversations.store.get().items.map(({ title }) => title);
  const renaming = conversations.rename('a', 'Groceries');
  assert.deepEqual(titles(), ['Groceries', 'b']);
  await renaming;
  work.refused = true;
  const removing = conversations.remove('b');
  assert.deepEqual(ids(), ['a']);
  await assert.rejects(removing, ApiError);
  assert.deepEqual(ids(), ['a', 'b']);
  await assert.rejects(conversations.rename('a', 'x'), ApiError);
  assert.deepEqual(titles(), ['Groceries', 'b']);
  assert.deepEqual(work.done, ['a Groceries', 'b', 'a x']);
});

test('the end of the session is told, whatever was asked for', async () => {
  const { conversations, asked, told } = list();
  const expire = (index: number) => asked[index]?.answer.reject(new ApiError('expired', 401));
  const first = conversations.reload();
  expire(0);
  await assert.rejects(first, ApiError);
  const search = conversations.search('x');
  expire(1);
  await search;
  assert.equal(told.expired, 2);
  const other = conversations.reload();
  asked[2]?.answer.reject(new ApiError('unavailable', 503));
  await assert.rejects(other, ApiError);
  assert.equal(told.expired, 2);
});
