import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { modelProblem } from '../backend/script.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => {
  stack.backend.tokenDelayMs = 15;
  stack.backend.delayMs = 0;
  stack.backend.broken = false;
});

const answer = (person: Person) => person.page.getByRole('article').last();
const task = (person: Person, title: string) =>
  person.page.getByRole('checkbox', { name: `Done: ${title}`, exact: true });

test('a message is answered word by word, and the task that it made is in the list', async () => {
  const person = await Person.register(stack);
  stack.backend.tokenDelayMs = 100;
  await person.say('Add buy milk');
  await answer(person).getByText('I have').waitFor();
  assert.equal(await person.page.getByRole('button', { name: 'Stop' }).isVisible(), true, 'still streaming');
  assert.doesNotMatch(await answer(person).innerText(), /Anything else/);
  await task(person, 'buy milk').waitFor();
  await answer(person).getByText('Added a task').waitFor();
  await person.hearOut();
  await answer(person).getByText('Anything else?').waitFor();
  assert.equal(await answer(person).locator('strong').innerText(), 'buy milk');
  await person.leave();
});

test('a stopped answer ends at the backend too, and the next message works', async () => {
  const person = await Person.register(stack);
  stack.backend.tokenDelayMs = 50;
  const abandoned = stack.backend.abandonedStreams;
  await person.say('Tell me a story');
  await answer(person).getByText('A long').waitFor();
  await person.press('Stop');
  await answer(person).getByText('You stopped this answer.').waitFor();
  while (stack.backend.abandonedStreams === abandoned) await person.page.waitForTimeout(20);
  const stopped = await answer(person).innerText();
  await person.say('hello');
  await person.page.getByText('You said: hello').waitFor();
  assert.equal(await person.page.getByRole('article').nth(1).innerText(), stopped);
  await person.leave();
});

test('an example sentence is sent by a click', async () => {
  const person = await Person.register(stack);
  await person.press('Add buy milk');
  await task(person, 'buy milk').waitFor();
  await person.leave();
});

test('an answer that fails or is cut off says so and can be tried again', async () => {
  const person = await Person.register(stack);
  await person.say('Fail please');
  await person.page.getByRole('alert').getByText(modelProblem).waitFor();
  await person.press('Try again');
  await person.page.getByRole('alert').getByText(modelProblem).waitFor();
  assert.equal(
    await person.page.getByRole('log').getByText('Fail please').count(),
    1,
    'the question is asked again, not twice',
  );
  await person.say('Cut it');
  await person.page.getByText('The connection was lost in the middle of the answer.').waitFor();
  stack.backend.broken = true;
  await person.say('hello');
  await person.page.getByText('The server has a problem right now.').waitFor();
  stack.backend.broken = false;
  await person.page.getByRole('button', { name: 'Try again' }).last().click();
  await person.page.getByText('You said: hello').waitFor();
  await person.leave();
});

test('what an answer contains cannot run, load or lead anywhere harmful', async () => {
  const person = await Person.register(stack);
  const requests: string[] = [];
  person.page.on('request', (request) => requests.push(request.url()));
  await person.say('Attack');
  await person.hearOut();
  const text = await answer(person).innerText();
  assert.match(text, /<img src=x/);
  assert.equal(await answer(person).locator('a, img, script').count(), 0);
  assert.equal(await person.page.title(), 'Todo Chatbot');
  assert.deepEqual(
    requests.filter((url) => !url.startsWith(stack.url)),
    [],
  );
  await person.leave();
});

test('a conversation is there again after the page was left, another one can be begun and the first found', async () => {
  const person = await Person.register(stack);
  await person.say('Remember me');
  await person.hearOut();
  await person.page.reload();
  await person.page.getByText('You said: Remember me').waitFor();
  await person.press('New chat');
  await person.page.getByText('What has to be done?').waitFor();
  await person.press('Conversations');
  await person.press('Remember me');
  await person.page.getByText('You said: Remember me').waitFor();
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
