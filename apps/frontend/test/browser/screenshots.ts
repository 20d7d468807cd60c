import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { calendarDate } from '../../client/task-query.ts';
import type { StoredMessage, Task } from '../../client/types.ts';
import { Person } from './person.ts';
import { startStack } from './stack.ts';

// The pictures of the documentation: `node test/browser/screenshots.ts ../../docs/images`.
const folder = process.argv[2] ?? 'test-results/screenshots';
const stack = await startStack();

const wide = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true };
const day = (days: number) => calendarDate(new Date(), days);

interface Story {
  readonly title: string;
  readonly messages: readonly Partial<StoredMessage>[];
  readonly tasks: readonly (Partial<Task> & { title: string })[];
}

const english: Story = {
  title: 'The week',
  messages: [
    { role: 'user', content: 'Add book the train to Vienna for Wednesday, tag travel' },
    {
      role: 'assistant',
      content: 'Done. **Book the train to Vienna** is on your list for Wednesday.',
      tools: [{ name: 'add_task', ok: true }],
    },
    { role: 'user', content: 'What is due this week?' },
    {
      role: 'assistant',
      content:
        'Three things, and the first one is late:\n\n1. **Pay the rent**, since yesterday\n2. Call Mum about Sunday, today\n3. Book the train to Vienna, on Wednesday\n\nShall I move any of them?',
      tools: [{ name: 'list_tasks', ok: true }],
    },
  ],
  tasks: [
    { title: 'Pay the rent', due_date: day(-1), priority: 'high', tags: ['home'] },
    { title: 'Call Mum about Sunday', due_date: day(0), tags: ['family'] },
    {
      title: 'Book the train to Vienna',
      due_date: day(4),
      tags: ['travel'],
      notes: 'Window seat, and not before nine.',
    },
    { title: 'Read a chapter', priority: 'low' },
  ],
};

const arabic: Story = {
  title: 'الأسبوع',
  messages: [
    { role: 'user', content: 'أضف حجز القطار إلى فيينا يوم الأربعاء' },
    {
      role: 'assistant',
      content: 'تم. **حجز القطار إلى فيينا** في قائمتك ليوم الأربعاء.',
      tools: [{ name: 'add_task', ok: true }],
    },
    { role: 'user', content: 'ما المستحق هذا الأسبوع؟' },
    {
      role: 'assistant',
      content:
        'ثلاثة أشياء، وأولها متأخر:\n\n1. **دفع الإيجار** منذ أمس\n2. الاتصال بأمي اليوم\n3. حجز القطار إلى فيينا يوم الأربعاء',
      tools: [{ name: 'list_tasks', ok: true }],
    },
  ],
  tasks: [
    { title: 'دفع الإيجار', due_date: day(-1), priority: 'high', tags: ['المنزل'] },
    { title: 'الاتصال بأمي بشأن الأحد', due_date: day(0), tags: ['العائلة'] },
    { title: 'حجز القطار إلى فيينا', due_date: day(4), tags: ['السفر'], notes: 'مقعد بجانب النافذة.' },
    { title: 'قراءة فصل من الكتاب', priority: 'low' },
  ],
};

/** Somebody in the middle of the story, before a page that has come to rest. */
async function someone(story: Story, options: BrowserContextOptions): Promise<Person> {
  const person = await Person.register(stack, { reducedMotion: 'reduce', ...options });
  const owner = stack.backend.personOf(person.email) ?? '';
  stack.backend.chats.addConversation(owner, story.title, story.messages);
  for (const task of story.tasks) person.own(task);
  await person.page.reload();
  await person.page.getByRole('article').last().locator('li').last().waitFor();
  await person.page.waitForLoadState('networkidle');
  return person;
}

async function shoot(person: Person, file: string): Promise<void> {
  await person.drawGlass(true);
  await person.page.waitForTimeout(400);
  const session = await person.page.context().newCDPSession(person.page);
  const format = file.endsWith('.png') ? 'png' : 'webp';
  const quality = format === 'webp' ? { quality: 90 } : {};
  const { data } = await session.send('Page.captureScreenshot', { format, ...quality });
  writeFileSync(join(folder, file), Buffer.from(data, 'base64'));
}

try {
  const dark = await someone(english, { ...wide, colorScheme: 'dark' });
  await shoot(dark, 'chat.png');
  await dark.say('Delete all my tasks');
  await dark.page.getByRole('group').or(dark.page.getByRole('alertdialog')).last().waitFor();
  await shoot(dark, 'confirmation.webp');
  await dark.leave();
  const light = await someone(english, { ...wide, colorScheme: 'light' });
  await shoot(light, 'chat-light.webp');
  await light.press(light.texts.account.open);
  await light.page.getByText(light.texts.account.noTokens).waitFor();
  await shoot(light, 'account.webp');
  await light.page.keyboard.press('Escape');
  await light.leave();
  const small = await someone(english, { ...phone, colorScheme: 'dark' });
  await small.page.getByRole('tab', { name: new RegExp(small.texts.tasks.name) }).click();
  await shoot(small, 'phone.webp');
  await small.leave();
  const other = await someone(arabic, { ...wide, colorScheme: 'dark', locale: 'ar' });
  await shoot(other, 'arabic.webp');
  await other.leave();
} finally {
  await stack.stop();
}
