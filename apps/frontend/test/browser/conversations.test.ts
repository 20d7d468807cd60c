import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());

const panel = (person: Person) => person.page.getByRole('dialog', { name: 'Conversations' });
const owner = (person: Person) => stack.backend.personOf(person.email) ?? '';

test('a conversation is there again after the page was left, another one can be begun and the first found', async () => {
  const person = await Person.register(stack);
  await person.say('Remember me');
  await person.hearOut();
  await person.go();
  await person.page.getByText('You said: Remember me').waitFor();
  await person.press('New chat');
  await person.page.getByText('What has to be done?').waitFor();
  await person.press('Conversations');
  await panel(person)
    .getByRole('button', { name: /^Remember me/ })
    .click();
  await person.page.getByText('You said: Remember me').waitFor();
  await panel(person).waitFor({ state: 'detached' });
  await person.leave();
});

test('conversations are searched, named anew and deleted by keyboard alone', async () => {
  const person = await Person.register(stack);
  stack.backend.chats.addConversation(owner(person), 'Groceries', [{ content: 'Remember the oat milk' }]);
  stack.backend.chats.addConversation(owner(person), 'Holiday', [{ content: 'Trains to Vienna' }]);
  const { keyboard } = person.page;
  const button = person.page.getByRole('button', { name: 'Conversations' });
  await button.focus();
  await keyboard.press('Enter');
  await panel(person)
    .getByRole('button', { name: /^Holiday/ })
    .waitFor();
  assert.deepEqual(await person.barriers(), []);

  await panel(person).getByRole('searchbox').focus();
  await keyboard.type('oat');
  await panel(person).getByText('Remember the oat milk').waitFor();
  await eventually('conversations', () => panel(person).getByRole('listitem').count(), 1);
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await person.focusOn(panel(person).getByRole('textbox', { name: 'Title' }));
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('Shopping');
  assert.deepEqual(await person.barriers(), []);
  await keyboard.press('Enter');
  await person.focusOn(panel(person).getByRole('button', { name: 'Rename “Shopping”' }));

  await keyboard.press('Tab');
  await keyboard.press('Enter');
  const question = panel(person).getByRole('group', { name: /Delete “Shopping” with all/ });
  const keep = question.getByRole('button', { name: 'Keep' });
  await person.focusOn(keep);
  assert.deepEqual(await person.barriers(), []);
  await keyboard.press('Escape');
  await person.focusOn(panel(person).getByRole('button', { name: 'Delete “Shopping”' }));
  await keyboard.press('Enter');
  await person.focusOn(keep);
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await panel(person).getByText('No conversation has that.').waitFor();
  await person.focusOn(panel(person).getByRole('searchbox'));
  await keyboard.press('ControlOrMeta+A');
  await keyboard.press('Delete');
  await panel(person)
    .getByRole('button', { name: /^Holiday/ })
    .waitFor();
  await eventually('conversations', () => panel(person).getByRole('listitem').count(), 1);
  await keyboard.press('Escape');
  await panel(person).waitFor({ state: 'detached' });
  await person.focusOn(button);
  await person.leave();
});

test('the conversation that is open can be deleted, and an empty one takes its place', async () => {
  const person = await Person.register(stack);
  await person.say('Forget me');
  await person.hearOut();
  await person.press('Conversations');
  await panel(person).getByRole('button', { name: 'Delete “Forget me”' }).click();
  await panel(person).getByRole('button', { name: 'Delete', exact: true }).click();
  await panel(person).getByText('No conversations yet.').waitFor();
  await person.page.keyboard.press('Escape');
  await person.page.getByText('What has to be done?').waitFor();
  await person.leave();
});

test('more conversations and earlier messages come as one goes on', async () => {
  const person = await Person.register(stack);
  for (let index = 0; index < 70; index += 1) stack.backend.chats.addConversation(owner(person), `Talk ${index}`);
  const messages = Array.from({ length: 150 }, (_, index) => ({ content: `Message ${index}.` }));
  stack.backend.chats.addConversation(owner(person), 'Long one', messages);
  await person.press('Conversations');
  const items = panel(person).getByRole('listitem');
  await panel(person)
    .getByRole('button', { name: /^Long one/ })
    .waitFor();
  assert.ok((await items.count()) < 70);
  const scrolled = async () => {
    await items.last().scrollIntoViewIfNeeded();
    return items.count();
  };
  await eventually('conversations after scrolling', scrolled, 71);
  await panel(person)
    .getByRole('button', { name: /^Long one/ })
    .click();
  await person.page.getByText('Message 149.').waitFor();
  assert.equal(await person.page.getByText('Message 49.').count(), 0);
  await person.press('Show earlier messages');
  await person.page.getByText('Message 0.').waitFor();
  assert.equal(await person.page.getByText('Message 50.').isVisible(), true);
  await person.page.getByRole('button', { name: 'Show earlier messages' }).waitFor({ state: 'detached' });
  await person.leave();
});

test('conversations that cannot be loaded are told of and can be asked for again', async () => {
  const person = await Person.register(stack);
  stack.backend.broken = true;
  await person.press('Conversations');
  await panel(person).getByText('The conversations could not be loaded.').waitFor();
  stack.backend.broken = false;
  await panel(person).getByRole('button', { name: 'Try again' }).click();
  await panel(person).getByText('No conversations yet.').waitFor();
  await person.leave();
});

test('one that was deleted elsewhere is said to be gone, and the newest that is left is opened', async () => {
  const person = await Person.register(stack);
  stack.backend.chats.addConversation(owner(person), 'Kept', [{ content: 'I am still here.' }]);
  await person.go();
  const lost = stack.backend.chats.addConversation(owner(person), 'Lost', [{ content: 'Not for long.' }]);
  await person.press('Conversations');
  const item = panel(person).getByRole('button', { name: /^Lost/ });
  await item.waitFor();
  await person.page.request.delete(`${stack.url}/api/backend/conversations/${lost}`);
  await item.click();
  await person.page.getByText('This conversation is not there any more.').waitFor();
  await person.press('Try again');
  await person.page.getByText('I am still here.').waitFor();
  await person.leave();
});

test('while none could be opened nothing is sent, since nobody would see the answer', async () => {
  const person = await Person.register(stack);
  stack.backend.broken = true;
  await person.go();
  await person.page.getByRole('log').getByRole('button', { name: 'Try again' }).waitFor();
  stack.backend.broken = false;
  await person.page.getByLabel('Message', { exact: true }).fill('hello');
  assert.equal(await person.page.getByRole('button', { name: 'Send', exact: true }).isEnabled(), false);
  await person.page.getByRole('log').getByRole('button', { name: 'Try again' }).click();
  await person.say('hello');
  await person.page.getByText('You said: hello').waitFor();
  await person.leave();
});

test('who asks for conversations when the session has ended can log in again', async () => {
  const person = await Person.register(stack);
  await person.press('Conversations');
  await panel(person).getByText('No conversations yet').waitFor();
  await person.page.keyboard.press('Escape');
  await person.page.request.post(`${stack.url}/api/session/logout`);
  await person.press('Conversations');
  await person.page.getByText('Your session has ended.').waitFor();
  await person.logIn();
  await person.leave();
});
