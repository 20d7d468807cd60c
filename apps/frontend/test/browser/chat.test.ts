import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { en } from '../../client/texts/en.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

const modelProblem = en.errors.codes.model_unavailable;
let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => {
  stack.backend.tokenDelayMs = 15;
  stack.backend.holdAfter = undefined;
  stack.backend.delayMs = 0;
  stack.backend.broken = false;
});

const answer = (person: Person) => person.page.getByRole('article').last();
const task = (person: Person, title: string) =>
  person.page.getByRole('checkbox', { name: `Done: ${title}`, exact: true });

test('a message is answered word by word, and the task that it made is in the list', async () => {
  const person = await Person.register(stack);
  stack.backend.holdAfter = 'I have';
  await person.say('Add buy milk');
  await answer(person).getByText('I have').waitFor();
  assert.equal(await person.page.getByRole('button', { name: 'Stop' }).isVisible(), true, 'still streaming');
  assert.doesNotMatch(await answer(person).innerText(), /Anything else/);
  stack.backend.holdAfter = undefined;
  await task(person, 'buy milk').waitFor();
  await answer(person).getByText('Added a task').waitFor();
  await person.hearOut();
  await answer(person).getByText('Anything else?').waitFor();
  assert.equal(await answer(person).locator('strong').innerText(), 'buy milk');
  await person.leave();
});

test('a stopped answer ends at the backend too, and the next message works', async () => {
  const person = await Person.register(stack);
  stack.backend.holdAfter = 'A long';
  await person.say('Tell me a story');
  await answer(person).getByText('A long').waitFor();
  await person.press('Stop');
  await answer(person).getByText('You stopped this answer.').waitFor();
  const stopped = await answer(person).locator('.prose').innerText();
  stack.backend.holdAfter = undefined;
  await person.say('hello');
  await person.page.getByText('You said: hello').waitFor();
  await person.go();
  await person.page.getByText('You said: hello').waitFor();
  const stored = person.page.getByRole('article').nth(1);
  assert.equal(await stored.locator('.prose').innerText(), stopped);
  await stored.getByText('You stopped this answer.').waitFor();
  await person.leave();
});

test('an example sentence is sent by a click', async () => {
  const person = await Person.register(stack);
  await person.press('Add buy milk');
  await task(person, 'buy milk').waitFor();
  await person.leave();
});

test('an answer that fails says so in plain words, also after a reload, and can be tried again', async () => {
  const person = await Person.register(stack);
  const log = person.page.getByRole('log');
  await person.say('Fail please');
  await log.getByRole('alert').getByText(modelProblem).waitFor();
  const begun = stack.backend.chats.begun;
  await person.press('Try again');
  await eventually('answers that were begun', () => stack.backend.chats.begun, begun + 1);
  await log.getByRole('alert').getByText(modelProblem).waitFor();
  assert.equal(await log.getByText('Fail please').count(), 1, 'the question is asked again, not twice');
  await person.go();
  await log.getByRole('alert').getByText(modelProblem).waitFor();
  stack.backend.broken = true;
  await person.say('hello');
  await log.getByText('The server has a problem right now.').waitFor();
  stack.backend.broken = false;
  await person.page.getByRole('button', { name: 'Try again' }).last().click();
  await person.page.getByText('You said: hello').waitFor();
  await person.leave();
});

test('a model that is slow is told of, and tasks by hand work meanwhile', async () => {
  const person = await Person.register(stack);
  stack.backend.silenceMs = 600_000;
  await person.page.clock.install();
  await person.say('Slow please');
  await answer(person).locator('.dots').waitFor();
  await person.page.clock.fastForward(7000);
  await person.page.getByText('Still working on it').waitFor();
  await person.page.getByLabel('New task').fill('By hand');
  await person.page.keyboard.press('Enter');
  await task(person, 'By hand').waitFor();
  stack.backend.silenceMs = 0;
  await person.page.getByText('That took a while.').waitFor();
  await person.page.getByText('Still working on it').waitFor({ state: 'detached' });
  await person.leave();
});

test('code is coloured by its language, copied by a button, and the copy is announced', async () => {
  const person = await Person.register(stack, { permissions: ['clipboard-read', 'clipboard-write'] });
  await person.say('Code');
  await person.hearOut();
  await answer(person).locator('code .hljs-keyword').getByText('const').waitFor();
  const clipboard = () => person.page.evaluate(() => navigator.clipboard.readText());
  // An announcement goes away by itself, so the wait for it begins before.
  const copied = answer(person).getByRole('status').filter({ hasText: 'Copied' });
  const announced = copied.first().waitFor({ state: 'attached' });
  await answer(person).getByRole('button', { name: 'Copy the code' }).first().press('Enter');
  await announced;
  assert.equal(await clipboard(), "const tasks = ['milk']; // one");
  const last = answer(person).getByRole('status').last().filter({ hasText: 'Copied' });
  const announcedToo = last.waitFor({ state: 'attached' });
  await answer(person).getByRole('button', { name: 'Copy the answer' }).click();
  await announcedToo;
  assert.match(await clipboard(), /```js/);
  assert.equal(await answer(person).locator('code').last().innerText(), 'as it is');
  assert.deepEqual(await person.barriers(), []);
  await person.leave();
});

test('a message of one’s own is changed in its place, and an answer had anew, by keyboard', async () => {
  const person = await Person.register(stack);
  await person.say('one');
  await person.hearOut();
  await person.say('two');
  await person.hearOut();
  const edit = person.page.getByRole('button', { name: 'Edit your message' }).first();
  await edit.focus();
  await person.page.keyboard.press('Enter');
  const field = person.page.getByRole('textbox', { name: 'Edit your message' });
  await person.focusOn(field);
  assert.deepEqual(await person.barriers(), []);
  await person.page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  await person.focusOn(edit);
  await person.page.keyboard.press('Enter');
  await field.fill('three');
  await person.page.keyboard.press('Enter');
  await person.page.getByText('You said: three').waitFor();
  await person.hearOut();
  assert.equal(await person.page.getByRole('article').count(), 2);
  stack.backend.holdAfter = 'You';
  await person.page.getByRole('button', { name: 'Answer again' }).press('Enter');
  await person.page.getByRole('status').filter({ hasText: 'is answering' }).waitFor({ state: 'attached' });
  stack.backend.holdAfter = undefined;
  await person.hearOut();
  assert.equal(await person.page.getByRole('article').count(), 2);
  await person.leave();
});

test('what an answer contains cannot run, load or lead anywhere harmful', async () => {
  const person = await Person.register(stack);
  const requests: string[] = [];
  person.page.on('request', (request) => requests.push(request.url()));
  await person.say('Attack');
  await person.hearOut();
  await answer(person).getByText('<img src=x').waitFor();
  assert.equal(await answer(person).locator('a, img, script, iframe').count(), 0);
  assert.equal(await person.page.title(), 'Todo Chatbot');
  assert.deepEqual(
    requests.filter((url) => !url.startsWith(stack.url)),
    [],
  );
  await person.leave();
});

test('without a network the page says so, and sending waits until it is back', async () => {
  const person = await Person.register(stack);
  await person.page.context().setOffline(true);
  await person.page.getByText('You are offline.').waitFor();
  await person.page.getByLabel('Message', { exact: true }).fill('hello');
  assert.equal(await person.page.getByRole('button', { name: 'Send' }).isDisabled(), true);
  await person.page.context().setOffline(false);
  await person.press('Send');
  await person.page.getByText('You said: hello').waitFor();
  await person.leave();
});

test('a session that ended asks to log in, and what was written is still there', async () => {
  const person = await Person.register(stack);
  stack.backend.expireTokens();
  await person.say('Do not lose me');
  await person.page.getByText('Your session has ended.').waitFor();
  await person.logIn();
  assert.equal(await person.page.getByLabel('Message', { exact: true }).inputValue(), 'Do not lose me');
  await person.leave();
});
