import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, CDPSession, Locator, Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { textsOf } from '../../client/texts/languages.ts';
import type { Texts } from '../../client/texts/index.ts';
import { isLanguage } from '../../client/texts/language.ts';
import { watchCoverage } from './coverage.ts';
import { eventually, patienceMs } from './eventually.ts';
import type { Stack } from './stack.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const password = 'correct horse';
let count = 0;

/** Somebody at a browser, who notices everything that the page complains about. */
export class Person {
  readonly email = `person${++count}@example.org`;
  readonly page: Page;
  /** Console errors, uncaught exceptions and violations of the Content-Security-Policy. */
  readonly complaints: string[] = [];
  /** The words of the language that the person's browser asks for. */
  readonly texts: Texts;
  readonly #stack: Stack;
  readonly #keepCoverage: () => Promise<void>;
  readonly #devTools: CDPSession;

  private constructor(stack: Stack, devTools: CDPSession, page: Page, language: unknown, keep: () => Promise<void>) {
    this.#stack = stack;
    this.#devTools = devTools;
    this.#keepCoverage = keep;
    this.texts = textsOf[isLanguage(language) ? language : 'en'];
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      // Refused requests are part of some tests; the browser lists each of them as an error.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
  }

  static async #begin(stack: Stack, options: BrowserContextOptions): Promise<Person> {
    // What moves in the background, and what is blurred, is drawn on the processor here and takes half of a test's time.
    const usual = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
    const context = await stack.browser.newContext({ ...usual, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const devTools = await context.newCDPSession(page);
    const person = new Person(stack, devTools, page, options.locale, await watchCoverage(page));
    await person.drawGlass(false);
    return person;
  }

  /** Whether the page is drawn as most people see it, or as for those who want less to shine through. */
  async drawGlass(drawn: boolean): Promise<void> {
    const value = drawn ? 'no-preference' : 'reduce';
    await this.#devTools.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-reduced-transparency', value }],
    });
  }

  /** Somebody before the entrance. */
  static async arrive(stack: Stack, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.#begin(stack, options);
    await person.page.goto(stack.url);
    return person;
  }

  /** Somebody with a new account, before an empty chat. */
  static async register(stack: Stack, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.#begin(stack, options);
    const { email, page } = person;
    // As the form sends it; tests of the form fill it in.
    const answer = await page.request.post(`${stack.url}/api/session/register`, { data: { email, password } });
    assert.equal(answer.status(), 204, await answer.text());
    await page.goto(stack.url);
    await page.getByText(person.texts.chat.emptyTitle).waitFor();
    return person;
  }

  /** Loads another page, or this one again; what ran until then is kept. */
  async go(to: () => Promise<unknown> = () => this.page.reload()): Promise<void> {
    await this.#keepCoverage();
    await to();
  }

  async logIn(): Promise<void> {
    await this.fillIn();
    await this.page.getByRole('button', { name: this.texts.auth.logIn, exact: true }).click();
    await this.page.getByRole('log').waitFor();
  }

  async fillIn(secret = password): Promise<void> {
    await this.page.getByLabel(this.texts.auth.email).fill(this.email);
    await this.page.getByLabel(this.texts.auth.password, { exact: true }).fill(secret);
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  async say(text: string): Promise<void> {
    const { field, send } = this.texts.chat;
    await this.page.getByLabel(field, { exact: true }).fill(text);
    // While a conversation is still being opened, Enter sends nothing.
    await this.page.getByRole('button', { name: send, exact: true, disabled: false }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Waits until the last answer is complete. */
  async hearOut(): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: this.texts.chat.answered }).waitFor({ state: 'attached' });
  }

  /** A task of this person that is there before the page asks. */
  own(fields: Parameters<Stack['backend']['addTask']>[1]): void {
    this.#stack.backend.addTask(this.#stack.backend.personOf(this.email) ?? '', fields);
  }

  /** Waits until the keyboard is on this element. */
  async focusOn(element: Locator): Promise<void> {
    const holder = async () =>
      (await element.evaluate((one) => one === document.activeElement)) ? 'there' : `on "${await this.focused()}"`;
    await eventually(`the focus on ${String(element)}`, holder, 'there');
  }

  /** The name of what the keyboard is on. */
  async focused(): Promise<string> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return 'the page itself';
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return (element.getAttribute('aria-label') ?? label ?? element.textContent).trim();
    });
  }

  /**
   * What axe-core holds against the page, of impact serious or critical.
   * @param rules the only ones to ask; default all
   */
  async barriers(rules?: readonly string[]): Promise<string[]> {
    await this.drawGlass(true);
    // Elements that still fade in have the contrast of their half-way colours.
    await this.page.waitForFunction(() =>
      document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations !== 1),
    );
    if (await this.page.evaluate(() => !('axe' in globalThis))) await this.page.evaluate(axeSource);
    const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
    const { violations } = await this.page.evaluate<AxeResults>(`axe.run(document, ${options})`);
    await this.drawGlass(false);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} (${node.failureSummary})`).join('; ')}`);
  }

  async leave(): Promise<void> {
    await this.#keepCoverage();
    await this.page.context().close();
    assert.deepEqual(this.complaints, []);
  }
}
