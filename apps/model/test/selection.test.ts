import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { reply } from '../src/rules/reply.ts';
import { called, calls, decide, system, task, text, tools, user } from './conversation.ts';

const declined = 'The person declined this. Nothing was changed.';

describe('deleting all of a selection', () => {
  const said = user('delete all done');
  const items = [task('old', { done: true }), task('open'), task('older', { done: true })];
  const listed = calls(['list_tasks', { items, total: 3 }]);

  test('looks them up, deletes those that match with one call, then names them', () => {
    assert.deepEqual(decide(said), called('list_tasks', { done: true, limit: 100 }));
    assert.deepEqual(decide(said, ...listed), called('delete_tasks', { ids: ['id-old', 'id-older'] }));
    const after = calls(['delete_tasks', { deleted: ['id-old', 'id-older'] }]);
    assert.equal(text(said, ...listed, ...after), 'Deleted 2 done tasks:\n\n- **old** (done)\n- **older** (done)');
  });

  test('names only what the tool says is gone', () => {
    const one = calls(['delete_tasks', { deleted: ['id-old'] }]);
    assert.equal(text(said, ...listed, ...one), 'Deleted 1 done task:\n\n- **old** (done)');
    const none = calls(['delete_tasks', { deleted: [] }]);
    assert.match(text(said, ...listed, ...none), /^Nothing was deleted/);
  });

  test('takes a hundred at a time, and says how many are left', () => {
    const many = Array.from({ length: 120 }, (_, index) => task(String(index), { done: true }));
    const found = calls(['list_tasks', { items: many, total: 150 }]);
    const ids = many.slice(0, 100).map(({ id }) => id);
    assert.deepEqual(decide(said, ...found), called('delete_tasks', { ids }));
    assert.match(
      text(said, ...found, ...calls(['delete_tasks', { deleted: ids }])),
      /^Deleted 100 done tasks:.*… and 75 more\n\n50 more are left\. Say it again to delete them, too\.$/s,
    );
  });

  test('deletes nothing when nothing matches', () => {
    const found = calls(['list_tasks', { items: [task('open')], total: 1 }]);
    assert.equal(text(said, ...found), 'You have no done tasks.');
  });

  test('by tag', () => {
    const wish = user('delete all tasks tagged home');
    assert.deepEqual(decide(wish), called('list_tasks', { tag: 'home', limit: 100 }));
    const found = calls(['list_tasks', { items: [task('a', { tags: ['home'] }), task('b')], total: 2 }]);
    assert.deepEqual(decide(wish, ...found), called('delete_tasks', { ids: ['id-a'] }));
  });
});

describe('what the person declined', () => {
  test('is told in plain words', () => {
    const listed = calls(['list_tasks', { items: [task('milk', { done: true })], total: 1 }]);
    assert.equal(
      text(user('delete all done'), ...listed, ...calls(['delete_tasks', declined])),
      'All right, nothing was deleted.',
    );
    assert.equal(
      text(user('delete milk'), ...listed, ...calls(['delete_task', declined])),
      'All right, nothing was deleted.',
    );
    assert.equal(text(user('add milk'), ...calls(['add_task', declined])), 'All right, nothing was changed.');
  });

  test('a title cannot say it', () => {
    const listed = calls(['list_tasks', { items: [task('milk declined', { done: true })], total: 1 }]);
    assert.deepEqual(decide(user('delete all done'), ...listed), called('delete_tasks', { ids: ['id-milk declined'] }));
  });
});

describe('tags', () => {
  const listed = calls(['list_tasks', { items: [task('buy milk', { tags: ['shop'] })], total: 1 }]);

  test('are added to those that are there', () => {
    const said = user('tag buy milk as home');
    assert.deepEqual(decide(said, ...listed), called('update_task', { id: 'id-buy milk', tags: ['shop', 'home'] }));
    const after = calls(['update_task', task('buy milk', { tags: ['shop', 'home'] })]);
    assert.equal(text(said, ...listed, ...after), '**buy milk** is now tagged shop, home.');
  });

  test('are taken away, one or all', () => {
    for (const sentence of ['untag milk', 'remove the tag shop from milk']) {
      const said = user(sentence);
      assert.deepEqual(decide(said, ...listed), called('update_task', { id: 'id-buy milk', tags: [] }));
      const after = calls(['update_task', task('buy milk')]);
      assert.equal(text(said, ...listed, ...after), '**buy milk** has no tags any more.');
    }
    const other = user('remove the tag home from milk');
    assert.deepEqual(decide(other, ...listed), called('update_task', { id: 'id-buy milk', tags: ['shop'] }));
    const after = calls(['update_task', task('buy milk', { tags: ['shop'] })]);
    assert.equal(text(other, ...listed, ...after), '**buy milk** is now tagged shop.');
  });

  test('select tasks, each of them', () => {
    const items = [task('a', { tags: ['home'] }), task('b', { tags: ['home', 'garden'] }), task('c')];
    const said = user('what is tagged home and garden?');
    assert.deepEqual(decide(said), called('list_tasks', { done: false, tag: 'home' }));
    assert.equal(
      text(said, ...calls(['list_tasks', { items, total: 3 }])),
      'You have 1 open task tagged home and garden:\n\n- **b**, tagged home and garden',
    );
  });
});

describe('lists', () => {
  test('ask the tool for what it can select', () => {
    assert.deepEqual(
      decide(user('show high priority tasks due this week')),
      called('list_tasks', {
        done: false,
        priority: 'high',
        due_from: '2026-11-21',
        due_to: '2026-11-22',
        sort: 'due',
      }),
    );
    assert.deepEqual(
      decide(user('what is overdue?')),
      called('list_tasks', { done: false, due_to: '2026-11-20', sort: 'due' }),
    );
    assert.deepEqual(decide(user('search my tasks for milk')), called('list_tasks', { q: 'milk' }));
  });

  test('leave out what the tool does not take', () => {
    const older = tools.map((tool) => (tool.name === 'list_tasks' ? { ...tool, parameters: ['done'] } : tool));
    assert.deepEqual(reply([system, user('what is overdue?')], older), called('list_tasks', { done: false }));
  });

  test('find words in notes, too', () => {
    const items = [task('call Ada', { notes: 'about the Milk' }), task('rest')];
    assert.match(text(user('find milk'), ...calls(['list_tasks', { items }])), /^You have 1 task matching.*call Ada/s);
  });

  test('tell how many there are beyond those that were returned', () => {
    const items = Array.from({ length: 50 }, (_, index) => task(`task ${String(index)}`));
    const answer = text(user('show my tasks'), ...calls(['list_tasks', { items, total: 250 }]));
    assert.match(answer, /^You have 250 open tasks:.*- … and 225 more$/s);
  });
});
