import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Person } from './person.ts';
import { startStack } from './stack.ts';

// Pictures of every state at three widths and in both looks: `node test/browser/pictures.ts FOLDER`.
const folder = process.argv[2] ?? 'test-results/pictures';
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 3840, height: 2160 },
];
const looks = ['light', 'dark'] as const;

function inDays(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return date.toISOString().slice(0, 10);
}

mkdirSync(folder, { recursive: true });
const stack = await startStack();
try {
  for (const viewport of sizes) {
    for (const colorScheme of looks) {
      const shoot = async (name: string, person: Person) => {
        await person.page.waitForTimeout(500);
        await person.page.screenshot({ path: join(folder, `${name}-${viewport.width}-${colorScheme}.png`) });
      };
      const visitor = await Person.arrive(stack, { viewport, colorScheme });
      await shoot('entrance', visitor);
      await visitor.leave();
      const person = await Person.register(stack, { viewport, colorScheme });
      await shoot('empty', person);
      person.own({ title: 'Pay the rent', due_date: inDays(-1), priority: 'high' });
      person.own({ title: 'Call Mum about Sunday', due_date: inDays(0) });
      person.own({ title: 'Book the train to Vienna', due_date: inDays(4) });
      person.own({ title: 'Read a chapter', priority: 'low' });
      person.own({ title: 'Water the plants', done: true });
      await person.say('Add buy milk');
      await person.hearOut();
      await person.say('Plan the week');
      await person.hearOut();
      await shoot('chat', person);
      await person.say('Fail once');
      await person.page.getByRole('alert').first().waitFor();
      await shoot('error', person);
      if (viewport.width < 800) await person.page.getByRole('tab', { name: /Tasks/ }).click();
      await shoot('tasks', person);
      await person.leave();
    }
  }
} finally {
  await stack.stop();
}
