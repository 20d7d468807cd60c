import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { textsOf } from '../../client/texts/languages.ts';
import type { Language } from '../../client/texts/language.ts';
import { calendarDate } from '../../client/task-query.ts';
import { Person } from './person.ts';
import { startStack } from './stack.ts';

// Pictures of every state, in three widths, both looks and both languages: `node test/browser/pictures.ts FOLDER [PART]`
// where PART is a part of the names of those to take, as in "1280-dark-ar".
const folder = process.argv[2] ?? 'test-results/pictures';
const wanted = process.argv[3] ?? '';
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 3840, height: 2160 },
];
const looks = ['light', 'dark'] as const;
const languages: readonly Language[] = ['en', 'ar'];

const taskTitles = {
  en: ['Pay the rent', 'Call Mum about Sunday', 'Book the train to Vienna', 'Read a chapter', 'Water the plants'],
  ar: ['دفع الإيجار', 'الاتصال بأمي بشأن الأحد', 'حجز القطار إلى فيينا', 'قراءة فصل من الكتاب', 'سقي النباتات'],
};
const tags = { en: ['home', 'family', 'travel'], ar: ['المنزل', 'العائلة', 'السفر'] };
const notes = { en: 'Window seat, and not before nine.', ar: 'مقعد بجانب النافذة، وليس قبل التاسعة.' };

function addTasks(person: Person, language: Language): void {
  const [rent = '', mum = '', train = '', chapter = '', plants = ''] = taskTitles[language];
  const [home = '', family = '', travel = ''] = tags[language];
  const day = (days: number) => calendarDate(new Date(), days);
  person.own({ title: rent, due_date: day(-1), priority: 'high', tags: [home] });
  person.own({ title: mum, due_date: day(0), tags: [family] });
  person.own({ title: train, due_date: day(4), tags: [travel, family], notes: notes[language] });
  person.own({ title: chapter, priority: 'low' });
  person.own({ title: plants, done: true, tags: [home] });
}

mkdirSync(folder, { recursive: true });
const stack = await startStack();

async function shootAll(viewport: (typeof sizes)[number], colorScheme: 'light' | 'dark', language: Language) {
  const variant = `${viewport.width}-${colorScheme}-${language}`;
  if (!variant.includes(wanted)) return;
  const texts = textsOf[language];
  const narrow = viewport.width < 800;
  const shoot = async (name: string, person: Person) => {
    await person.drawGlass(true);
    await person.page.waitForTimeout(500);
    await person.page.screenshot({ path: join(folder, `${name}-${variant}.png`) });
    await person.drawGlass(false);
  };
  // Still, so that no picture is taken half-way.
  const options = { viewport, colorScheme, locale: language, reducedMotion: 'reduce' as const };
  const visitor = await Person.arrive(stack, options);
  await shoot('entrance', visitor);
  await visitor.leave();
  const person = await Person.register(stack, options);
  const { page } = person;
  const tab = (name: string) => page.getByRole('tab', { name: new RegExp(name) }).click();
  await shoot('chat-empty', person);
  if (narrow) await tab(texts.tasks.name);
  await shoot('tasks-empty', person);
  addTasks(person, language);
  if (narrow) await tab(texts.chat.name);
  await person.say('Add buy milk');
  await person.hearOut();
  await person.say('Plan the week');
  await person.hearOut();
  await shoot('chat', person);
  await person.say('Fail once');
  await page.getByRole('alert').first().waitFor();
  await shoot('chat-error', person);
  if (narrow) await tab(texts.tasks.name);
  await shoot('tasks', person);
  await person.press(texts.tasks.filter);
  await shoot('tasks-filter', person);
  await page.getByLabel(texts.tasks.search, { exact: true }).last().fill('zzz');
  await page.getByText(texts.tasks.noMatch).last().waitFor();
  await shoot('tasks-no-match', person);
  await page.getByRole('button', { name: texts.tasks.clearFilter }).last().click();
  await person.press(texts.tasks.filter);
  await page
    .getByRole('button', { name: new RegExp(taskTitles[language][2] ?? '') })
    .first()
    .click();
  await shoot('tasks-edit', person);
  await page.keyboard.press('Escape');
  await person.press(texts.account.open);
  await page.getByRole('dialog').getByText(texts.account.noTokens).waitFor();
  await shoot('account', person);
  await page.getByLabel(texts.account.tokenName).fill('Claude Desktop');
  await person.press(texts.account.createToken);
  await page.getByText(texts.account.tokenCreated).waitFor();
  await shoot('account-token', person);
  await page.getByRole('button', { name: texts.account.delete }).scrollIntoViewIfNeeded();
  await shoot('account-delete', person);
  await page.keyboard.press('Escape');
  await person.leave();
}

try {
  for (const viewport of sizes)
    for (const look of looks) for (const language of languages) await shootAll(viewport, look, language);
} finally {
  await stack.stop();
}
