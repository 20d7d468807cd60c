import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';

import type { Browser, Page } from '../../apps/frontend/node_modules/playwright-core/index.js';
import type { Stack } from './harness.ts';
import { passwordMarker } from './person.ts';
import { until } from './program.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Why there can be no browser here; false when there can. */
export const noBrowser: string | false = !existsSync(executablePath) && 'Chromium is not installed';

export function startBrowser(): Promise<Browser> {
  // The frontend has it for its own tests.
  const require = createRequire(new URL('../../apps/frontend/package.json', import.meta.url));
  const { chromium } =
    require('playwright-core') as typeof import('../../apps/frontend/node_modules/playwright-core/index.js');
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
  return chromium.launch({ executablePath, args });
}

/** Somebody at a browser. */
export class Visitor {
  readonly page: Page;
  /** Uncaught exceptions, dialogs and violations of the Content-Security-Policy. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) this.complaints.push(message.text());
    });
  }

  /** Arrives and makes an account. */
  static async register(stack: Stack, browser: Browser): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const visitor = new Visitor(page);
    await page.goto(stack.frontend.url);
    await page.getByRole('button', { name: 'Create account', exact: true }).click();
    await page.getByLabel('Email').fill(`visitor-${randomUUID().slice(0, 8)}@example.org`);
    await page.getByLabel('Password', { exact: true }).fill(`${passwordMarker}-${randomUUID()}`);
    await page.getByRole('button', { name: 'Create account', exact: true }).click();
    await page
      .getByText('What has to be done?')
      .waitFor()
      .catch(async (error: unknown) => {
        throw new Error(`No account was made; the page says: ${await page.innerText('body')}`, { cause: error });
      });
    return visitor;
  }

  /** Says something, once the answer before it is complete. */
  async say(text: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'hidden' });
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Adds a task by hand. */
  async add(title: string): Promise<void> {
    const field = this.page.getByLabel('New task');
    await field.fill(title);
    await field.press('Enter');
    await this.task(title).waitFor();
    // It is emptied when the server has answered, not before.
    await until('the field for a new task is empty', 20, async () => (await field.inputValue()) === '');
  }

  /** A task in the list beside the chat. */
  task(title: string) {
    return this.page.getByRole('checkbox', { name: `Done: ${title}`, exact: true });
  }

  get log() {
    return this.page.getByRole('log');
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
