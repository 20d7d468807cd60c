import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Language } from '../../client/texts/language.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
const languages: readonly Language[] = ['en', 'ar'];

beforeEach(() => {
  stack.backend.tokenDelayMs = 5;
  stack.backend.holdAfter = undefined;
  stack.backend.delayMs = 0;
});

/** What of the page depends on its colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** Nothing stands in the way of anybody in this state: in the light look, and in the dark one with other colours. */
async function clear(person: Person, state: string): Promise<void> {
  assert.deepEqual(await person.barriers(), [], `${state}, light`);
  await person.page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await person.barriers(colourRules), [], `${state}, dark`);
  await person.page.emulateMedia({ colorScheme: 'light' });
}

for (const locale of languages) {
  test(`axe finds nothing serious in any state of both looks, language ${locale}`, async () => {
    const options = { colorScheme: 'light', locale } as const;
    const visitor = await Person.arrive(stack, options);
    await clear(visitor, 'entrance');
    await visitor.press(visitor.texts.auth.register);
    await clear(visitor, 'register');
    await visitor.go(() => visitor.page.goto(`${stack.url}/nowhere`));
    await clear(visitor, 'not found');
    await visitor.leave();
    const person = await Person.register(stack, options);
    await clear(person, 'empty');
    await chatStates(person);
    await taskStates(person);
    await accountStates(person);
    await narrowStates(person);
    await person.leave();
  });
}

async function chatStates(person: Person): Promise<void> {
  const { chat } = person.texts;
  stack.backend.holdAfter = 'A long';
  await person.say('Tell me a story');
  await person.page.getByText('A long').waitFor();
  await clear(person, 'streaming');
  await person.press(chat.stop);
  await person.page.getByText(chat.stopped).waitFor();
  await clear(person, 'stopped');
  stack.backend.holdAfter = undefined;
  person.own({ title: 'Late', due_date: '2020-01-01', priority: 'high', tags: ['home'], notes: 'Hurry' });
  person.own({ title: 'Low', priority: 'low' });
  await person.say('Add today');
  await person.hearOut();
  await person.say('Plan the week');
  await person.hearOut();
  await person.say('Fail please');
  await person.page.getByRole('alert').first().waitFor();
  await clear(person, 'error and tasks');
}

async function taskStates(person: Person): Promise<void> {
  const { page } = person;
  const { tasks } = person.texts;
  const button = (text: string, title: string) =>
    page.getByRole('button', { name: text.replace('{title}', title), exact: true });
  await page.getByRole('checkbox').last().check();
  await button(tasks.edit, 'Late').click();
  await person.press(tasks.details);
  await person.press(tasks.filter);
  await clear(person, 'editing, filter open');
  await page.getByRole('searchbox').fill('zzz');
  await page.getByText(tasks.noMatch).last().waitFor();
  await clear(person, 'no match');
  await page.getByRole('button', { name: tasks.clearFilter }).last().click();
  await button(tasks.remove, 'Late').click();
  await page.getByRole('button', { name: tasks.undo }).waitFor();
  await clear(person, 'deleted');
}

async function accountStates(person: Person): Promise<void> {
  const { page } = person;
  const words = person.texts.account;
  await person.press(words.open);
  await page.getByText(words.noTokens).waitFor();
  await clear(person, 'account');
  await page.getByLabel(words.tokenName).fill('Inspector');
  await person.press(words.createToken);
  await page.getByText(words.tokenCreated).waitFor();
  await clear(person, 'token');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function narrowStates(person: Person): Promise<void> {
  const { page, texts } = person;
  await page.context().setOffline(true);
  await page.getByText(texts.offline).waitFor();
  await clear(person, 'offline');
  await page.context().setOffline(false);
  await page.setViewportSize({ width: 360, height: 740 });
  await clear(person, 'narrow, chat');
  await page.getByRole('tab', { name: new RegExp(texts.tasks.name) }).click();
  await clear(person, 'narrow, tasks');
  stack.backend.delayMs = 60_000;
  await person.go();
  await page
    .getByText(texts.tasks.loading)
    .or(page.getByText(texts.chat.loading))
    .first()
    .waitFor({ state: 'attached' });
  await clear(person, 'loading');
  stack.backend.delayMs = 0;
  // What is still on its way would end the session before the page is loaded again, which then has none to tell of.
  await page.getByText(texts.tasks.loading).waitFor({ state: 'detached' });
  await page.getByText(texts.chat.loading).waitFor({ state: 'detached' });
  stack.backend.expireTokens();
  await person.go();
  await page.getByText(texts.auth.expired).waitFor();
  await clear(person, 'session ended');
}

/** How far the page can be scrolled sideways, in pixels. */
const overhang = (person: Person) =>
  person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// 320 pixels are what is left of 1280 at a zoom of 400 %.
for (const [width, height, locale] of [
  [360, 740, 'en'],
  [360, 740, 'ar'],
  [320, 256, 'en'],
] as const) {
  test(`at ${width} x ${height}, language ${locale}, nothing scrolls sideways and everything can be reached`, async () => {
    const person = await Person.register(stack, { viewport: { width, height }, locale });
    const { page, texts } = person;
    person.own({ title: `long ${'x'.repeat(120)}`, tags: ['y'.repeat(40)], notes: 'z'.repeat(200), priority: 'high' });
    await person.go();
    await page.getByRole('log').waitFor();
    assert.equal(await overhang(person), 0, 'chat');
    const read = await page.getByRole('log').boundingBox();
    assert.ok(read && read.height >= 120, 'some lines of an answer are seen at once');
    const field = page.getByLabel(texts.chat.field, { exact: true });
    await field.focus();
    const written = await field.boundingBox();
    assert.ok(written && written.y >= 0 && written.y + written.height <= height, 'what one writes is in sight');
    await page.getByRole('tab', { name: new RegExp(texts.tasks.name) }).click();
    await page.getByRole('checkbox').waitFor();
    await person.press(texts.tasks.filter);
    await person.press(texts.tasks.details);
    assert.equal(await overhang(person), 0, 'tasks');
    const tick = page.getByRole('checkbox');
    await tick.scrollIntoViewIfNeeded();
    const box = await tick.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= width, 'the tick is inside');
    await tick.check();
    await person.press(texts.account.open);
    const last = page.getByRole('button', { name: texts.account.delete });
    await last.scrollIntoViewIfNeeded();
    const end = await last.boundingBox();
    assert.ok(end && end.x >= 0 && end.x + end.width <= width && end.y + end.height <= height, 'the dialog scrolls');
    assert.equal(await overhang(person), 0, 'account');
    await person.leave();
  });
}

/** What has the keyboard, where something around it cuts a part of its ring off; else nothing. */
const cutOff = (person: Person) =>
  person.page.evaluate(() => {
    const focused = document.activeElement ?? document.body;
    const { outlineWidth, outlineOffset, outlineStyle } = getComputedStyle(focused);
    const ring = outlineStyle === 'none' ? 0 : parseFloat(outlineWidth) + parseFloat(outlineOffset);
    const { top, bottom, left, right } = focused.getBoundingClientRect();
    for (let box = focused.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflowY === 'visible') continue;
      const around = box.getBoundingClientRect();
      const room = [top - around.top, around.bottom - bottom, left - around.left, around.right - right];
      if (Math.min(...room) < ring)
        return `${focused.getAttribute('aria-label') ?? focused.textContent} ${room} < ${ring}`;
    }
    return undefined;
  });

test('the ring around what has the keyboard is seen whole, wherever that is', async () => {
  const person = await Person.register(stack);
  person.own({ title: 'Water the plants', tags: ['home'], priority: 'high' });
  await person.say('Plan the week');
  await person.hearOut();
  await person.go();
  await person.page.getByRole('checkbox').waitFor();
  const cut: string[] = [];
  const stops = await person.page.locator('a[href], button, input, textarea').count();
  for (let stop = 0; stop < stops; stop += 1) {
    await person.page.keyboard.press('Tab');
    const found = await cutOff(person);
    if (found) cut.push(found);
  }
  assert.deepEqual(cut, []);
  await person.leave();
});

for (const locale of languages) {
  test(`nothing shifts while the page loads, language ${locale}`, async (t) => {
    const person = await Person.register(stack, { locale });
    for (let count = 0; count < 60; count += 1) person.own({ title: `مهمة Task ${count}` });
    await person.say('Plan the week');
    await person.hearOut();
    for (const place of ['workspace', 'entrance']) {
      if (place === 'entrance') await person.page.context().clearCookies();
      await person.go();
      await person.page.waitForLoadState('networkidle');
      const { shift, largest } = await person.page.evaluate(async () => {
        await document.fonts.ready;
        // What is buffered comes in one piece, and every page has painted something.
        const entries = await new Promise<(PerformanceEntry & { value?: number; size?: number })[]>((resolve) => {
          const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
          observer.observe({ type: 'layout-shift', buffered: true });
          observer.observe({ type: 'largest-contentful-paint', buffered: true });
        });
        return {
          shift: entries.reduce((sum, { value = 0 }) => sum + value, 0),
          // The element itself may have made room for what it was a placeholder of.
          largest: entries.findLast(({ size }) => size !== undefined)?.size ?? 0,
        };
      });
      t.diagnostic(`${place}: shift ${shift.toFixed(4)}, largest paint ${largest} square pixels`);
      assert.ok(shift < 0.1, `${place}: ${shift}`);
      assert.ok(largest > 0, place);
    }
    await person.leave();
  });
}
