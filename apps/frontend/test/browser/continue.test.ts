import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => {
  stack.backend.tokenDelayMs = 15;
  stack.backend.holdAfter = undefined;
  stack.backend.chats.noContinuation = false;
});

const answer = (person: Person) => person.page.getByRole('article').last().locator('.prose');
const story = 'A long story about a short list. '.repeat(60).trim();

test('an answer whose connection is lost goes on where it was', async () => {
  const person = await Person.register(stack);
  stack.backend.tokenDelayMs = 1;
  const begun = stack.backend.chats.begun;
  const heard = ['A long', 'A long story about', 'A long story about a short list.'];
  stack.backend.holdAfter = heard[0];
  await person.say('Tell me a story');
  for (const words of heard) {
    // The words that come next end "Connecting again".
    stack.backend.holdAfter = words;
    await answer(person).getByText(words).waitFor();
    await person.page.getByText('Connecting again').waitFor({ state: 'detached' });
    stack.backend.chats.cutStreams();
    await person.page.getByText('Connecting again').waitFor();
  }
  stack.backend.holdAfter = undefined;
  await person.hearOut();
  await person.page.getByText('Connecting again').waitFor({ state: 'detached' });
  assert.equal(await answer(person).innerText(), story);
  assert.equal(stack.backend.chats.begun, begun + 1);
  assert.ok(stack.backend.chats.continued.length >= 3);
  await person.leave();
});

test('an answer goes on when the network comes back', async () => {
  const person = await Person.register(stack);
  stack.backend.holdAfter = 'A long';
  await person.say('Tell me a story');
  await answer(person).getByText('A long').waitFor();
  await person.page.context().setOffline(true);
  stack.backend.chats.cutStreams();
  await person.page.getByText('You are offline.').waitFor();
  await person.page.getByText('Connecting again').waitFor();
  await person.page.context().setOffline(false);
  await person.page.getByText('You are offline.').waitFor({ state: 'detached' });
  stack.backend.holdAfter = undefined;
  await person.hearOut();
  assert.equal(await answer(person).innerText(), story);
  await person.leave();
});

test('a message whose answer is lost before its first byte is one run all the same', async () => {
  const person = await Person.register(stack);
  const begun = stack.backend.chats.begun;
  stack.backend.chats.swallowAnswers = 1;
  await person.say('hello');
  await person.hearOut();
  assert.equal(await answer(person).innerText(), 'You said: hello');
  assert.equal(stack.backend.chats.begun, begun + 1);
  await person.leave();
});

test('a page that is loaded again in the middle of an answer shows all of it', async () => {
  const person = await Person.register(stack);
  stack.backend.holdAfter = 'A long';
  await person.say('Tell me a story');
  await answer(person).getByText('A long').waitFor();
  await person.go();
  await answer(person).getByText('A long').waitFor();
  assert.equal(await person.page.getByRole('button', { name: 'Stop' }).isVisible(), true);
  stack.backend.holdAfter = undefined;
  await person.hearOut();
  assert.equal(await answer(person).innerText(), story);
  await person.leave();
});

test('two tabs show the same conversation while it goes on, whichever of them asks or decides', async () => {
  const person = await Person.register(stack);
  await person.say('first');
  await person.hearOut();
  const other = await person.page.context().newPage();
  await other.goto(stack.url);
  const log = other.getByRole('log');
  await log.getByText('You said: first').waitFor();
  stack.backend.holdAfter = 'A long';
  await person.say('Tell me a story');
  await log.getByText('Tell me a story').waitFor();
  await log.getByText('A long').waitFor();
  stack.backend.holdAfter = undefined;
  await person.hearOut();
  await log.getByText(story).waitFor();
  await other.getByLabel('Message', { exact: true }).fill('from the other tab');
  await other.getByRole('button', { name: 'Send', exact: true, disabled: false }).waitFor();
  await other.keyboard.press('Enter');
  await answer(person).getByText('You said: from the other tab').waitFor();
  const shown = (page: typeof other) => page.getByRole('article').allInnerTexts();
  assert.deepEqual(await shown(person.page), await shown(other));
  person.own({ title: 'Stay' });
  await person.say('Delete all');
  await other
    .getByRole('button', { name: 'Keep them' })
    .or(other.getByRole('button', { name: 'Keep it' }))
    .click();
  await answer(person).getByText('Nothing was deleted.').waitFor();
  stack.backend.tasks.clear();
  await person.leave();
});

test('a deletion waits for a decision: the safe choice has the keyboard, also after a reload', async () => {
  const person = await Person.register(stack);
  person.own({ title: 'Buy <b>milk</b>' });
  person.own({ title: 'Pay the rent' });
  person.own({ title: 'Call Mum' });
  await person.say('Delete all');
  const card = person.page.getByRole('group', { name: 'Delete these 3 tasks?' });
  const keep = card.getByRole('button', { name: 'Keep them' });
  await person.focusOn(keep);
  assert.deepEqual(await card.getByRole('listitem').allInnerTexts(), ['Buy <b>milk</b>', 'Pay the rent', 'Call Mum']);
  assert.deepEqual(await person.barriers(), []);
  await person.go();
  await person.focusOn(keep);
  await person.page.keyboard.press('Enter');
  await person.page.getByText('Nothing was deleted.').waitFor();
  assert.equal(stack.backend.tasks.size, 3);
  await person.say('Delete all');
  await person.focusOn(keep);
  await person.page.keyboard.press('Tab');
  await person.focusOn(card.getByRole('button', { name: 'Delete 3 tasks' }));
  await person.page.keyboard.press('Enter');
  await person.page.getByText('Deleted 3 tasks.').waitFor();
  await person.page.getByText('Nothing to do.').waitFor();
  assert.equal(stack.backend.tasks.size, 0);
  await person.leave();
});

test('another message is a no to what waits', async () => {
  const person = await Person.register(stack);
  person.own({ title: 'Stay' });
  await person.say('Delete all');
  const card = person.page.getByRole('group', { name: 'Delete this task?' });
  await card.waitFor();
  await person.say('hello');
  await person.page.getByText('You said: hello').waitFor();
  await card.waitFor({ state: 'detached' });
  assert.equal(stack.backend.tasks.size, 1);
  stack.backend.tasks.clear();
  await person.leave();
});
