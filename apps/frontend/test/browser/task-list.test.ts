import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { calendarDate } from '../../client/task-query.ts';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => {
  stack.backend.broken = false;
  stack.backend.delayMs = 0;
  stack.backend.tokenDelayMs = 5;
});

/** Waits until exactly these tasks are listed, in this order. */
async function listed(person: Person, ...titles: string[]): Promise<void> {
  await person.page.waitForFunction(
    (wanted) => {
      const boxes = [...document.querySelectorAll('#panel-tasks li input[type=checkbox]')];
      return JSON.stringify(boxes.map((box) => box.getAttribute('aria-label'))) === JSON.stringify(wanted);
    },
    titles.map((title) => `Done: ${title}`),
  );
}

const said = (person: Person, text: string) =>
  person.page.locator('#panel-tasks').getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });

test('tasks are searched, filtered and sorted, each result is announced, and no match says so', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  const day = (days: number) => calendarDate(new Date(), days);
  person.own({ title: 'Milk', due_date: day(0), tags: ['errand'] });
  person.own({ title: 'Rent', due_date: day(-3), priority: 'high', notes: 'the milkman knows' });
  person.own({ title: 'Train', due_date: day(40), tags: ['travel'] });
  person.own({ title: 'Gone', done: true });
  await person.go();
  await listed(person, 'Rent', 'Milk', 'Train');
  await page.getByText('3 open').waitFor();

  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('milk');
  await listed(person, 'Rent', 'Milk');
  await said(person, '2 tasks');
  await page.getByRole('searchbox').fill('nothing like it');
  await page.getByText('No task is like that.').last().waitFor();
  await page.getByRole('button', { name: 'Clear the filter' }).last().click();
  await listed(person, 'Rent', 'Milk', 'Train');

  await person.press('Filter and sort');
  await page.getByLabel('Due date', { exact: true }).selectOption('Overdue');
  await listed(person, 'Rent');
  await page.getByLabel('Due date', { exact: true }).selectOption('Today');
  await listed(person, 'Milk');
  await page.getByLabel('Due date', { exact: true }).selectOption('Any');
  await page.getByLabel('Tag', { exact: true }).selectOption('travel (1)');
  await listed(person, 'Train');
  await person.press('Clear the filter');
  await page.getByLabel('Priority', { exact: true }).selectOption('High');
  await listed(person, 'Rent');
  await page.getByLabel('Priority', { exact: true }).selectOption('Any');
  await page.getByLabel('Order', { exact: true }).selectOption('By title');
  await listed(person, 'Milk', 'Rent', 'Train');
  await page.getByText('Done', { exact: true }).click();
  await listed(person, 'Gone');
  await said(person, '1 task');
  await page.getByText('All', { exact: true }).click();
  await listed(person, 'Gone', 'Milk', 'Rent', 'Train');
  await person.press('Show only tasks tagged errand');
  await listed(person, 'Milk');
  await person.leave();
});

test('a long list comes in pages, as one scrolls and by a button', async () => {
  const person = await Person.register(stack);
  for (let count = 100; count < 220; count += 1) person.own({ title: `Task ${count}` });
  await person.go();
  const rows = person.page.locator('#panel-tasks li');
  await person.page.getByText('50 of 120').waitFor();
  await eventually('rows', () => rows.count(), 50);
  await rows.last().scrollIntoViewIfNeeded();
  await person.page.getByText('100 of 120').waitFor();
  await person.page.getByRole('button', { name: 'Show more' }).press('Enter');
  await person.page.getByText('Task 219').waitFor();
  await eventually('rows', () => rows.count(), 120);
  await person.page.getByText('120 open').waitFor();
  await person.leave();
});

test('an addition whose answer is lost is sent again by itself, and there is one task', async () => {
  const person = await Person.register(stack);
  stack.backend.taskList.swallowAdditions = 1;
  await person.page.getByLabel('New task').fill('Only once');
  await person.page.keyboard.press('Enter');
  await said(person, 'Added “Only once”.');
  await listed(person, 'Only once');
  assert.equal([...stack.backend.tasks.values()].filter(({ title }) => title === 'Only once').length, 1);
  await person.leave();
});

test('an addition that fails leaves what was written, and a second try by hand makes one task', async () => {
  const person = await Person.register(stack);
  stack.backend.taskList.swallowAdditions = 2;
  await person.page.getByLabel('New task').fill('Stubborn');
  await person.page.keyboard.press('Enter');
  await person.page.getByRole('alert').getByText('The server has a problem right now.').waitFor();
  await eventually('what was written', () => person.page.getByLabel('New task').inputValue(), 'Stubborn');
  await person.press('Add');
  await said(person, 'Added “Stubborn”.');
  await listed(person, 'Stubborn');
  assert.equal([...stack.backend.tasks.values()].filter(({ title }) => title === 'Stubborn').length, 1);
  await person.leave();
});

test('what the chat changes is in the list at once, and another tab of the same person learns of every change', async () => {
  const person = await Person.register(stack);
  const other = await person.page.context().newPage();
  await other.goto(stack.url);
  await other.getByText('Nothing to do.').waitFor();
  await person.say('Add from the chat');
  await listed(person, 'from the chat');
  await other.getByRole('checkbox', { name: 'Done: from the chat' }).waitFor();
  await person.page.getByRole('checkbox', { name: 'Done: from the chat' }).check();
  await other.getByRole('checkbox', { name: 'Done: from the chat' }).waitFor({ state: 'detached' });
  await person.leave();
});

test('a list that cannot be had says so and can be asked for again', async () => {
  const person = await Person.register(stack);
  person.own({ title: 'Still there' });
  stack.backend.broken = true;
  await person.go();
  await person.page.locator('#panel-tasks').getByRole('alert').getByText('The server has a problem').waitFor();
  stack.backend.broken = false;
  await person.page.locator('#panel-tasks').getByRole('button', { name: 'Try again' }).click();
  await listed(person, 'Still there');
  await person.page.context().setOffline(true);
  await person.page.getByText('You are offline.').waitFor();
  await person.page.getByLabel('New task').fill('Later');
  assert.equal(await person.page.getByRole('button', { name: 'Add', exact: true }).isDisabled(), true);
  await person.page.context().setOffline(false);
  await person.press('Add');
  await listed(person, 'Still there', 'Later');
  await person.leave();
});

test('the focus never gets lost: after a deletion it is on the next task, after an edit on its pencil', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  person.own({ title: 'One' });
  person.own({ title: 'Two' });
  await person.go();
  await listed(person, 'One', 'Two');
  const tick = (title: string) => page.getByRole('checkbox', { name: `Done: ${title}`, exact: true });
  await page.getByRole('button', { name: 'Delete One' }).press('Enter');
  await person.focusOn(tick('Two'));
  await said(person, 'Deleted “One”.');
  await page.getByRole('button', { name: 'Edit Two' }).press('Enter');
  await person.focusOn(page.getByRole('textbox', { name: 'Title' }));
  await page.keyboard.type('!');
  await page.keyboard.press('Enter');
  await said(person, 'Saved “Two!”.');
  await person.focusOn(page.getByRole('button', { name: 'Edit Two!' }));
  await tick('Two!').press('Space');
  await said(person, 'Done: “Two!”.');
  await person.focusOn(tick('Two!'));
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await said(person, '“One” is back.');
  await person.leave();
});
