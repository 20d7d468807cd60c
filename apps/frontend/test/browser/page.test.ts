import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, beforeEach, test } from 'node:test';
import { eventually } from './eventually.ts';
import { Person } from './person.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
before(async () => void (stack = await startStack()));
after(() => stack.stop());
beforeEach(() => {
  stack.backend.tokenDelayMs = 15;
  stack.backend.delayMs = 0;
});

const firstLoadBytes = 150_000;
/** What Markdown and the colours of code add, which are fetched after the page. */
const answerBytes = 48_000;

/** Compressed size of the JavaScript that the page has loaded so far. */
async function scriptBytes(person: Person): Promise<number> {
  return person.page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry): entry is PerformanceResourceTiming => entry.name.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
}

test('registering and logging in refuse in plain words, and log-out ends the session', async () => {
  const person = await Person.arrive(stack);
  await person.press('Create account');
  await person.fillIn();
  await person.page.getByRole('button', { name: 'Create account' }).click();
  await person.page.getByText('What has to be done?').waitFor();
  const cookies = await person.page.context().cookies();
  assert.deepEqual(
    cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite })),
    [{ name: 'todo_session', httpOnly: true, sameSite: 'Lax' }],
  );
  await person.press('Your account');
  await person.press('Log out');
  await person.page.getByText('Welcome back').waitFor();
  assert.deepEqual(await person.page.context().cookies(), []);
  await person.fillIn('not my password');
  await person.press('Log in');
  await person.page.getByText('Email or password is not right.').waitFor();
  await person.press('Create account');
  await person.fillIn();
  await person.page.getByRole('button', { name: 'Create account' }).click();
  await person.page.getByText('There is an account with this email already.').waitFor();
  await person.leave();
});

test('the chosen look stays, also before the page has run', async () => {
  const person = await Person.arrive(stack, { colorScheme: 'dark' });
  const paper = () => person.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await paper();
  await person.press('Switch to the light look');
  await person.page.getByRole('button', { name: 'Switch to the dark look' }).waitFor();
  await eventually('the page is dark', async () => (await paper()) === dark, false);
  const light = await paper();
  await person.go();
  assert.equal(await paper(), light);
  assert.match((await (await person.page.request.get(stack.url)).text()).slice(0, 200), /data-theme="light"/);
  await person.leave();
});

test('the first load is at most 150 kB of compressed JavaScript, what answers are drawn with aside', async (t) => {
  const person = await Person.arrive(stack);
  await person.page.waitForLoadState('networkidle');
  const entrance = await scriptBytes(person);
  await person.leave();
  const other = await Person.register(stack);
  await other.go();
  // The tasks are asked for by the last script that is loaded.
  await other.page.getByText(other.texts.tasks.empty).waitFor();
  await other.page.waitForLoadState('networkidle');
  const shell = await scriptBytes(other);
  await other.say('Plan the week');
  await other.hearOut();
  await other.go();
  await other.page.locator('article table').waitFor();
  await other.page.locator('article .hljs-built_in').waitFor();
  const workspace = await scriptBytes(other);
  await other.leave();
  t.diagnostic(`entrance ${entrance} bytes, chat and tasks ${shell} bytes, with an answer ${workspace} bytes`);
  assert.ok(entrance > 100_000 && entrance <= firstLoadBytes, `entrance: ${entrance}`);
  assert.ok(shell > entrance && shell <= firstLoadBytes, `chat and tasks: ${shell}`);
  assert.ok(workspace <= firstLoadBytes + answerBytes, `with a conversation: ${workspace}`);
});

test('nothing on the page moves by itself while it loads', async () => {
  const person = await Person.register(stack, { reducedMotion: 'no-preference' });
  await person.say('Plan the week');
  await person.hearOut();
  await person.page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    const watcher = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    });
    watcher.observe({ type: 'layout-shift', buffered: true });
  });
  await person.go();
  await person.page.locator('article table').waitFor();
  await person.page.waitForLoadState('networkidle');
  const shifts = await person.page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
  const sum = shifts.reduce((total, value) => total + value, 0);
  assert.ok(sum < 0.01, `shifts: ${shifts.join(' ')}`);
  await person.leave();
});

test('a page has a strict policy, with a nonce of its own for each request', async () => {
  const policies = [];
  for (const path of ['/', '/', '/nowhere']) {
    const response = await fetch(stack.url + path);
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    assert.ok(nonce);
    assert.doesNotMatch(policy, /unsafe/);
    assert.match(policy, /frame-ancestors 'none'/);
    const html = await response.text();
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    assert.ok(scripts.length > 0);
    for (const script of scripts) assert.ok(script.includes(`nonce="${nonce}"`), script);
    assert.doesNotMatch(html, /<[^>]+\sstyle="/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(response.headers.get('x-powered-by'), null);
    policies.push(policy);
  }
  assert.equal(new Set(policies).size, 3);
});

test('without reduced motion it moves, and comes to rest: a page that is left alone costs nothing', async () => {
  const person = await Person.arrive(stack, { reducedMotion: 'no-preference' });
  const ends = await person.page.evaluate(() =>
    document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().endTime)),
  );
  assert.ok(ends.some((end) => end > 10_000));
  assert.deepEqual(
    ends.filter((end) => !Number.isFinite(end)),
    [],
  );
  await person.leave();
});

test('with reduced motion nothing moves', async () => {
  const person = await Person.arrive(stack, { reducedMotion: 'reduce' });
  // What moved without end would never come to rest.
  await person.page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  await person.leave();
});

test('what is written before the page’s scripts run is not lost', async () => {
  const person = await Person.register(stack);
  const { page } = person;
  const held = Promise.withResolvers<void>();
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await held.promise;
    await route.continue();
  });
  await person.go(() => page.reload({ waitUntil: 'commit' }));
  await page.getByLabel('Message', { exact: true }).fill('Early bird');
  await page.getByLabel('New task').fill('Early task');
  held.resolve();
  await page.getByRole('button', { name: 'Send', disabled: false }).click();
  await page.getByText('You said: Early bird').waitFor();
  await person.press('Add');
  await page.getByRole('checkbox', { name: 'Done: Early task' }).waitFor();
  await person.leave();
});
