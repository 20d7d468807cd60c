import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Task } from '../../client/types.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => void (stack.backend.broken = false));

const task = (person: Person, title: string) =>
  person.page.getByRole('checkbox', { name: `Done: ${title}`, exact: true });
const stored = (title: string) => [...stack.backend.tasks.values()].find((other) => other.title === title);

/** Waits until the backend has these fields of a task; nothing once it is deleted. */
function storedHas(title: string, wanted: Partial<Task> | undefined): Promise<void> {
  const names = Object.keys(wanted ?? {}) as (keyof Task)[];
  const read = () => {
    const found = stored(title);
    return found && (Object.fromEntries(names.map((name) => [name, found[name]])) as Partial<Task>);
  };
  return eventually(`the stored task "${title}"`, read, wanted);
}

test('a task is added with its due date and priority, ticked, renamed, deleted and brought back', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  await person.press('More about the task');
  await page.getByLabel('New task').fill('Pay the rent');
  await page.getByLabel('Due date', { exact: true }).fill('2031-05-06');
  await page.getByRole('combobox', { name: 'Priority' }).selectOption('High');
  await page.getByLabel('Tags', { exact: true }).fill('Home, money');
  await page.getByLabel('Notes').fill('By standing order');
  await person.press('Add');
  await task(person, 'Pay the rent').waitFor();
  await page.getByText('6 May 2031').waitFor();
  await storedHas('Pay the rent', { priority: 'high', tags: ['home', 'money'] });
  await page.getByText('By standing order').waitFor();
  await eventually('the field for a new one', () => page.getByLabel('New task').inputValue(), '');

  await task(person, 'Pay the rent').check();
  await storedHas('Pay the rent', { done: true });
  await page.getByText('All done. Well played.').waitFor();

  await person.press('Edit Pay the rent');
  await page.getByLabel('Title').fill('Pay the landlord');
  await page.keyboard.press('Enter');
  await task(person, 'Pay the landlord').waitFor();
  await storedHas('Pay the landlord', { due_date: '2031-05-06' });

  await person.press('Edit Pay the landlord');
  await page.getByLabel('Notes').last().fill('In cash');
  await person.press('Remove the tag money');
  await person.press('Save');
  // What was not changed stays.
  await storedHas('Pay the landlord', { notes: 'In cash', tags: ['home'], done: true });

  await person.press('Delete Pay the landlord');
  await task(person, 'Pay the landlord').waitFor({ state: 'detached' });
  await storedHas('Pay the landlord', undefined);
  await person.press('Undo');
  await task(person, 'Pay the landlord').waitFor();
  await storedHas('Pay the landlord', { done: true });
  await person.leave();
});

test('Escape leaves a task as it was', async () => {
  const person = await Person.register(stack);
  await person.page.getByLabel('New task').fill('Stay');
  await person.page.keyboard.press('Enter');
  await person.press('Edit Stay');
  await person.page.getByLabel('Title').fill('Go');
  await person.page.keyboard.press('Escape');
  await task(person, 'Stay').waitFor();
  assert.equal(stored('Go'), undefined);
  await person.leave();
});

test('a change that the backend refuses is taken back and explained', async () => {
  const person = await Person.register(stack);
  await person.page.getByLabel('New task').fill('Stubborn');
  await person.page.keyboard.press('Enter');
  // It shows before it is stored, and can be ticked off once it is.
  await person.page.getByRole('checkbox', { name: 'Done: Stubborn', exact: true, disabled: false }).waitFor();
  stack.backend.broken = true;
  await task(person, 'Stubborn').click();
  await person.page.getByRole('alert').getByText('The server has a problem right now.').waitFor();
  await eventually('the tick', () => task(person, 'Stubborn').isChecked(), false);
  await person.leave();
});

test('on a narrow screen chat and tasks are two tabs that arrow keys change, and nothing scrolls sideways', async () => {
  const person = await Person.register(stack, { viewport: { width: 360, height: 740 } });
  const { page } = person;
  await person.say(
    'Add a task with a title that is as long as titles are when nobody holds back, andonewithoutanyspaceswhatsoever',
  );
  await person.hearOut();
  await page.getByRole('tab', { name: 'Chat' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tabpanel', { name: /Tasks/ }).getByRole('checkbox').waitFor();
  await page.getByRole('tabpanel', { name: 'Chat' }).waitFor({ state: 'detached' });
  await page.keyboard.press('a');
  await page.keyboard.press('Home');
  await page.getByRole('tabpanel', { name: 'Chat' }).waitFor();
  await page.getByRole('tab', { name: /Tasks/ }).click();
  await page.getByRole('tabpanel', { name: /Tasks/ }).waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(width, 360);
  await person.leave();
});

test('everything can be done by keyboard alone', async () => {
  const person = await Person.arrive(stack);
  const { page } = person;
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await person.focused()) === name) return;
    }
    assert.fail(`"${name}" cannot be reached by Tab`);
  };
  await tabTo('Create account');
  await page.keyboard.press('Enter');
  await page.getByText('Create your account').waitFor();
  await page.getByLabel('Email').focus();
  await page.keyboard.type(person.email);
  await tabTo('Password');
  await page.keyboard.type('correct horse');
  await page.keyboard.press('Enter');
  await page.getByText('What has to be done?').waitFor();
  await tabTo('Message');
  await page.keyboard.type('Add keys');
  await page.keyboard.press('Enter');
  await task(person, 'keys').waitFor();
  await person.hearOut();
  await tabTo('Done: keys');
  await page.keyboard.press('Space');
  await storedHas('keys', { done: true });
  await tabTo('Delete keys');
  await page.keyboard.press('Enter');
  await storedHas('keys', undefined);
  await person.leave();
});

test('tags are parted by a comma or Enter, and taken away by their button or Backspace', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  await person.press('More about the task');
  const tags = page.getByLabel('Tags', { exact: true });
  const remove = (tag: string) => page.getByRole('button', { name: `Remove the tag ${tag}` });
  await tags.pressSequentially('Home,');
  await remove('home').waitFor();
  await tags.pressSequentially('money');
  await page.keyboard.press('Enter');
  await remove('money').waitFor();
  await page.keyboard.press('Backspace');
  await remove('money').waitFor({ state: 'detached' });
  await remove('home').click();
  await person.focusOn(tags);
  await page.getByLabel('New task').fill('  ');
  await page.keyboard.press('Enter');
  await page.getByLabel('New task').fill('Tagged');
  await tags.fill('late');
  await person.press('Add');
  await storedHas('Tagged', { tags: ['late'] });
  // A title of blanks is none, and what has not been changed is not sent.
  await person.press('Edit Tagged');
  await page.getByLabel('Title').fill('  ');
  await page.keyboard.press('Enter');
  await page.getByLabel('Title').fill('Tagged');
  await page.keyboard.press('Enter');
  await person.focusOn(page.getByRole('button', { name: 'Edit Tagged' }));
  await person.press('Show only tasks tagged late');
  await person.press('Delete Tagged');
  await page.getByText('Deleted “Tagged”.').first().waitFor();
  await person.press('Dismiss');
  await person.press('Clear the filter');
  await page.getByText('Done', { exact: true }).click();
  await page.getByText(person.texts.tasks.noneDone).waitFor();
  await person.leave();
});
