import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());

const opener = (person: Person) => person.page.getByRole('button', { name: 'Your account' });

async function open(person: Person): Promise<void> {
  await opener(person).press('Enter');
  await person.page.getByRole('dialog', { name: 'Account' }).waitFor();
}

test('the dialog holds the focus, Escape closes it, and the focus returns', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  await open(person);
  await page.getByText('No program has access.').waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(
      () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
    );
    assert.equal(inside, true, await person.focused());
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await person.focusOn(opener(person));
  await person.leave();
});

test('the password is changed with the current one only, and the new one is the one that counts', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  await open(person);
  const change = async (current: string) => {
    await page.getByLabel('Current password', { exact: true }).fill(current);
    await page.getByLabel('New password', { exact: true }).fill('a new secret');
    await page.keyboard.press('Enter');
  };
  await change('not it at all');
  await page.getByRole('alert').getByText('The current password is not right.').waitFor();
  await change('correct horse');
  await page.getByText('The password is changed.').waitFor();
  assert.equal(await page.getByLabel('New password', { exact: true }).inputValue(), '');
  assert.equal(stack.backend.accounts.people.get(person.email)?.password, 'a new secret');
  await page.getByRole('button', { name: 'Log out' }).press('Enter');
  await person.fillIn('a new secret');
  await person.press('Log in');
  await page.getByText('What has to be done?').waitFor();
  await person.leave();
});

test('everything of the person comes as a file', async () => {
  const person = await Person.register(stack);
  person.own({ title: 'In the file' });
  await open(person);
  const [download] = await Promise.all([
    person.page.waitForEvent('download'),
    person.page.getByRole('button', { name: 'Download your data' }).press('Enter'),
  ]);
  assert.match(download.suggestedFilename(), /^todo-chatbot-\d{4}-\d\d-\d\d\.json$/);
  const data = JSON.parse(readFileSync(await download.path(), 'utf8')) as { tasks: { title: string }[] };
  assert.deepEqual(
    data.tasks.map(({ title }) => title),
    ['In the file'],
  );
  await person.page.getByText('Your data is in the file todo-chatbot-').waitFor();
  await person.leave();
});

test('a personal token is shown once, can be copied, and is revoked', async () => {
  const person = await Person.register(stack, { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = person;
  await open(person);
  await page.getByLabel('Name of the program').fill('Inspector');
  await page.getByLabel('Valid for').selectOption('90 days');
  await page.getByLabel('May delete tasks without asking').press('Space');
  await page.getByRole('button', { name: 'Create a token' }).press('Enter');
  const field = page.getByLabel('Token', { exact: true });
  await person.focusOn(field);
  const token = await field.inputValue();
  assert.match(token, /^personal\./);
  await page.getByRole('button', { name: 'Copy', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);
  const [stored] = stack.backend.accounts.tokens.values();
  assert.deepEqual([stored?.name, stored?.may_delete], ['Inspector', true]);

  await page.keyboard.press('Escape');
  await open(person);
  await page.getByText('may delete', { exact: false }).last().waitFor();
  assert.equal(await field.count(), 0, 'not shown a second time');
  await page.getByRole('button', { name: 'Revoke the token Inspector' }).press('Enter');
  await page.getByText('The token “Inspector” is revoked.').waitFor();
  await page.getByText('No program has access.').waitFor();
  assert.equal(stack.backend.accounts.tokens.size, 0);
  await person.leave();
});

test('the account goes only with the password and the email typed again, and then with everything', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  person.own({ title: 'Goes too' });
  await open(person);
  const last = page.getByRole('button', { name: 'Delete everything for good' });
  const typed = page.getByLabel(`Type ${person.email} to confirm`);
  await page.getByLabel('Your password', { exact: true }).fill('not it at all');
  await typed.fill('somebody@example.org');
  assert.equal(await last.isDisabled(), true);
  await typed.fill(person.email);
  await last.press('Enter');
  await page.getByRole('alert').getByText('The current password is not right.').waitFor();
  await page.getByLabel('Your password', { exact: true }).fill('correct horse');
  await last.press('Enter');
  await page.getByText('Welcome back').waitFor();
  assert.equal(stack.backend.personOf(person.email), undefined);
  assert.equal(
    [...stack.backend.tasks.values()].some(({ title }) => title === 'Goes too'),
    false,
  );
  assert.deepEqual(await page.context().cookies(), []);
  await person.leave();
});

test('tokens that cannot be had, made or copied are told of, and the dialog closes by a click beside it', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  const dialog = page.getByRole('dialog', { name: 'Account' });
  stack.backend.broken = true;
  await open(person);
  await dialog.getByRole('alert').getByText('The server has a problem right now.').waitFor();
  stack.backend.broken = false;
  await page.mouse.click(20, 400);
  await dialog.waitFor({ state: 'detached' });
  const expires_at = '2020-01-01T00:00:00Z';
  for (let id = 0; id < 19; id += 1) {
    const token = { id: `${id}`, owner: '', name: 'Old', may_delete: false, created_at: expires_at, expires_at };
    stack.backend.accounts.tokens.set(token.id, { ...token, owner: stack.backend.personOf(person.email) ?? '' });
  }
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await open(person);
  await dialog.getByText('Expired').first().waitFor();
  const make = async (name: string) => {
    await page.getByLabel('Name of the program').fill(name);
    await page.getByRole('button', { name: 'Create a token' }).press('Enter');
  };
  await make('The last one');
  await person.focusOn(page.getByLabel('Token', { exact: true }));
  await page.getByRole('button', { name: 'Copy', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  await make('One too many');
  await dialog.getByRole('alert').getByText('You have 20 tokens already.').waitFor();
  stack.backend.accounts.tokens.clear();
  stack.backend.broken = true;
  await page.getByRole('button', { name: 'Revoke the token The last one' }).press('Enter');
  await page.getByRole('button', { name: 'Download your data' }).press('Enter');
  await dialog.getByRole('alert').filter({ hasText: 'The server has a problem' }).nth(1).waitFor();
  stack.backend.broken = false;
  stack.backend.expireTokens();
  await page.getByRole('button', { name: 'Download your data' }).press('Enter');
  await page.getByText('Welcome back').waitFor();
  await person.leave();
});
