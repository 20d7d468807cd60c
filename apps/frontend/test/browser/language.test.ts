import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());

const frameIs = (person: Person, frame: { readonly lang: string; readonly dir: string }) => {
  const read = () =>
    person.page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));
  return eventually('the language of the page', read, frame);
};

test('the server sends the language that the browser asks for, and no other one', async () => {
  for (const [wish, lang, text, other] of [
    ['ar-EG,ar;q=0.9,en;q=0.5', 'ar', 'أهلًا بعودتك', 'Welcome back'],
    ['de,en;q=0.5,ar;q=0.1', 'en', 'Welcome back', 'أهلًا بعودتك'],
  ] as const) {
    const html = await (await fetch(stack.url, { headers: { 'accept-language': wish } })).text();
    assert.match(html, new RegExp(`<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"`));
    assert.ok(html.includes(text));
    assert.ok(!html.includes(other));
  }
});

test('a switch of the language keeps what is being written, and stays', async () => {
  const person = await Person.register(stack);
  await person.page.getByLabel('Message', { exact: true }).fill('half a sen');
  await person.page.getByLabel('New task').fill('half a task');
  await person.press('العربية');
  await person.page.getByRole('button', { name: 'محادثة جديدة' }).waitFor();
  await frameIs(person, { lang: 'ar', dir: 'rtl' });
  assert.equal(await person.page.getByLabel('الرسالة', { exact: true }).inputValue(), 'half a sen');
  assert.equal(await person.page.getByLabel('مهمة جديدة').inputValue(), 'half a task');
  await person.go();
  await person.page.getByRole('button', { name: 'محادثة جديدة' }).waitFor();
  await frameIs(person, { lang: 'ar', dir: 'rtl' });
  await person.press('English');
  await person.page.getByRole('button', { name: 'New chat' }).waitFor();
  await frameIs(person, { lang: 'en', dir: 'ltr' });
  await person.leave();
});

test('Arabic letters come in their own typeface, which pages without them do not load', async () => {
  const fonts = (person: Person) =>
    person.page.evaluate(async () => {
      await document.fonts.ready;
      return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.woff2')).length;
    });
  const english = await Person.arrive(stack);
  await eventually('typefaces', () => fonts(english), 1);
  await english.leave();
  const arabic = await Person.arrive(stack, { locale: 'ar' });
  await arabic.page.getByText('أهلًا بعودتك').waitFor();
  await eventually('typefaces', () => fonts(arabic), 2);
  await arabic.leave();
});
