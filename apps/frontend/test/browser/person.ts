import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { textsOf } from '../../client/texts/languages.ts';
import type { Texts } from '../../client/texts/index.ts';
import { isLanguage } from '../../client/texts/language.ts';
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

  private constructor(stack: Stack, page: Page, language: unknown) {
    this.#stack = stack;
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

  static async arrive(stack: Stack, options: BrowserContextOptions = {}): Promise<Person> {
    // What moves in the background is drawn on the processor here, and takes a third of a test's time.
    const usual = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
    const context = await stack.browser.newContext({ ...usual, ...options });
    const page = await context.newPage();
    // A bound for machines that are busy with other work; nothing here waits for it to pass.
    page.setDefaultTimeout(120_000);
    const person = new Person(stack, page, options.locale);
    await page.goto(stack.url);
    return person;
  }

  /** Arrives and registers. */
  static async register(stack: Stack, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.arrive(stack, options);
    const { auth, chat } = person.texts;
    await person.press(auth.register);
    await person.fillIn();
    await person.page.getByRole('button', { name: auth.register }).click();
    await person.page.getByRole('log').waitFor();
    await person.page.getByText(chat.emptyTitle).waitFor();
    return person;
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
    await this.page.getByLabel(this.texts.chat.field, { exact: true }).fill(text);
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

  /** What axe-core holds against the page, of impact serious or critical. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(axeSource);
    const run = '(async () => await axe.run(document, { resultTypes: ["violations"] }))()';
    const { violations } = await this.page.evaluate<AxeResults>(run);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} (${node.failureSummary})`).join('; ')}`);
  }

  async leave(): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(this.complaints, []);
  }
}
