import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { en } from '../../client/texts/en.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

const serverProblem = en.errors.unavailable;
let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => {
  stack.backend.broken = false;
  stack.backend.holdAfter = undefined;
  stack.backend.tokenDelayMs = 5;
});

const log = (person: Person) => person.page.getByRole('log');
const panel = (person: Person) => person.page.getByRole('dialog', { name: 'Conversations' });
const message = (person: Person) => person.page.getByLabel('Message', { exact: true });
const owner = (person: Person) => stack.backend.personOf(person.email) ?? '';

test('a server that has a problem is told of at the entrance too, and a password can be seen as it is typed', async () => {
  const person = await Person.arrive(stack);
  const { page } = person;
  stack.backend.broken = true;
  await person.fillIn();
  await person.press('Log in');
  await page.getByRole('alert').getByText(serverProblem).waitFor();
  const field = page.getByLabel('Password', { exact: true });
  await person.press('Show password');
  assert.equal(await field.getAttribute('type'), 'text');
  await person.press('Hide password');
  assert.equal(await field.getAttribute('type'), 'password');
  await person.press('Create account');
  await page.getByText('Create your account').waitFor();
  assert.equal(await page.getByText(serverProblem).count(), 0);
  await person.press('Log in');
  await page.getByText('Welcome back').waitFor();
  await person.leave();
});

test('a conversation that cannot be had says so and can be asked for again', async () => {
  const person = await Person.register(stack);
  await person.say('hello');
  await person.hearOut();
  stack.backend.broken = true;
  await person.go();
  await log(person).getByRole('alert').getByText(serverProblem).waitFor();
  stack.backend.broken = false;
  await log(person).getByRole('button', { name: 'Try again' }).click();
  await person.page.getByText('You said: hello').waitFor();
  await person.leave();
});

test('a log-out that fails is none, and the next one is', async () => {
  const person = await Person.register(stack);
  await person.page.route('**/api/session/logout', (route) => route.abort());
  await person.press('Your account');
  const refused = person.page.waitForEvent('requestfailed');
  await person.press('Log out');
  await refused;
  await message(person).waitFor();
  await person.page.unroute('**/api/session/logout');
  await person.press('Log out');
  await person.page.getByText('Welcome back').waitFor();
  await person.leave();
});

test('a message may have lines, but not more characters than the backend takes; Escape stops its answer', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  const send = page.getByRole('button', { name: 'Send' });
  await message(person).fill('x'.repeat(4001));
  await page.getByText('At most 4,000 characters').waitFor();
  assert.equal(await send.isDisabled(), true);
  await message(person).fill('Tell me');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('a story');
  stack.backend.holdAfter = 'A long';
  await page.keyboard.press('Enter');
  await page.getByText('Tell me\na story').waitFor();
  await page.getByText('A long').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('You stopped this answer.').waitFor();
  await person.leave();
});

test('who reads further up stays there until they ask for the latest message', async () => {
  const person = await Person.register(stack);
  const messages = Array.from({ length: 60 }, (_, index) => ({ content: `Message ${index}.` }));
  stack.backend.chats.addConversation(owner(person), 'Long one', messages);
  await person.go();
  await person.page.getByText('Message 59.').waitFor();
  const atEnd = () => log(person).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2);
  await eventually('the end is in sight', atEnd, true);
  const latest = person.page.getByRole('button', { name: 'Jump to the latest message' });
  const scrolled = async () => {
    await log(person).evaluate((box) => box.scrollTo({ top: 0 }));
    return latest.count();
  };
  await eventually('ways back to the latest message', scrolled, 1);
  await latest.click();
  await latest.waitFor({ state: 'detached' });
  await eventually('the end is in sight again', atEnd, true);
  await person.leave();
});

test('a conversation is at its end also when its Markdown is drawn late and higher than its text', async () => {
  const person = await Person.register(stack, { viewport: { width: 768, height: 600 } });
  const content = Array.from({ length: 40 }, (_, index) => `# Chapter ${index}`).join('\n');
  stack.backend.chats.addConversation(owner(person), 'Chapters', [{ role: 'assistant', content }]);
  // What draws it comes after the text is there.
  await person.page.route('**/_next/static/chunks/*', async (route) => {
    if (await log(person).getByText('Chapter 39').count()) await person.page.waitForTimeout(500);
    await route.continue();
  });
  await person.go();
  await person.page.getByRole('heading', { name: 'Chapter 39' }).waitFor();
  const atEnd = () => log(person).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2);
  await eventually('the end is in sight', atEnd, true);
  await person.page.setViewportSize({ width: 360, height: 400 });
  await eventually('the end is in sight in a smaller window', atEnd, true);
  await person.page.getByRole('tab', { name: /Tasks/ }).click();
  await person.page.getByRole('tab', { name: /Chat/ }).click();
  await eventually('the end is in sight after the tab was left', atEnd, true);
  await person.leave();
});

test('without a clipboard the old way copies, and a copy that is refused is said', async () => {
  for (const [clipboard, outcome] of [
    ['undefined', 'Copied'],
    ['{ writeText: () => Promise.reject(new Error("no")) }', 'Copying did not work'],
  ] as const) {
    const person = await Person.register(stack);
    await person.page.addInitScript(`Object.defineProperty(navigator, 'clipboard', { value: ${clipboard} })`);
    await person.say('hello');
    await person.hearOut();
    await person.go();
    const copy = person.page.getByRole('button', { name: 'Copy the answer' });
    await copy.waitFor();
    const said = person.page.getByRole('status').filter({ hasText: outcome }).waitFor({ state: 'attached' });
    await copy.press('Enter');
    await said;
    await person.focusOn(copy);
    await person.leave();
  }
});

test('a conversation that cannot be named anew keeps its name; the panel closes by a click beside it', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  await person.say('First');
  await person.hearOut();
  await person.press('Conversations');
  stack.backend.broken = true;
  await panel(person).getByRole('button', { name: 'Rename “First”' }).click();
  await page.keyboard.type('Second');
  await page.keyboard.press('Enter');
  await panel(person).getByRole('alert').getByText(serverProblem).waitFor();
  await panel(person).getByRole('button', { name: 'Rename “First”' }).waitFor();
  stack.backend.broken = false;
  await page.mouse.click(1200, 400);
  await panel(person).waitFor({ state: 'detached' });
  await person.press('Conversations');
  await panel(person).getByRole('button', { name: 'Close' }).click();
  await panel(person).waitFor({ state: 'detached' });
  await person.press('Conversations');
  await panel(person).getByRole('button', { name: 'New chat' }).click();
  await page.getByText('What has to be done?').waitFor();
  await person.leave();
});

test('a decision that does not arrive can be made again, also about tasks that are not there', async () => {
  const person = await Person.register(stack);
  await person.say('Delete all');
  const card = person.page.getByRole('group', { name: /something that is not on your list/ });
  await card.waitFor();
  stack.backend.broken = true;
  await card.getByRole('button', { name: 'Leave everything as it is' }).click();
  await card.getByRole('alert').getByText(serverProblem).waitFor();
  stack.backend.broken = false;
  await card.getByRole('button', { name: 'Let it try' }).click();
  await person.page.getByText('Deleted 0 tasks.').waitFor();
  await person.leave();
});

test('an own message that is emptied cannot be sent, and the buttons do what the keys do', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  await person.say('one');
  await person.hearOut();
  await person.press('Edit your message');
  const field = page.getByRole('textbox', { name: 'Edit your message' });
  await field.fill(' ');
  assert.equal(await page.getByRole('button', { name: 'Send again' }).isDisabled(), true);
  await person.press('Cancel');
  await person.focusOn(page.getByRole('button', { name: 'Edit your message' }));
  await person.press('Edit your message');
  await field.fill('two');
  await person.press('Send again');
  await page.getByText('You said: two').waitFor();
  await person.leave();
});

for (const [locale, failed, reload] of [
  ['en', 'Something went wrong on this page.', 'Load the page again'],
  ['ar', 'حدث خطأ في هذه الصفحة.', 'إعادة تحميل الصفحة'],
] as const) {
  test(`a page that breaks says so and can be loaded again, language ${locale}`, async () => {
    const person = await Person.register(stack, { locale });
    // A title that nothing can draw.
    const task = { ...stack.backend.addTask(owner(person), { title: 'Whole' }), title: {} };
    const broken = { items: [task], total: 1, open_count: 1, next_cursor: null };
    await person.page.route('**/api/backend/tasks?*', (route) => route.fulfill({ json: broken }));
    await person.go();
    await person.page.getByText(failed).waitFor();
    assert.deepEqual(await person.barriers(), []);
    await person.page.unroute('**/api/backend/tasks?*');
    await person.press(reload);
    await person.page.getByText(person.texts.chat.emptyTitle).waitFor();
    // The break itself.
    assert.ok(person.complaints.splice(0).length > 0);
    await person.leave();
  });
}
