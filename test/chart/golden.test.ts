import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { App } from 'cdk8s';
import { TodoChatbot } from '../../constructs/chatbot';
import { synth } from '../../constructs/synth';
import { version } from '../../package.json';
import { testFolder } from './support/charts';
import { stack } from './support/stack';

const folder = testFolder();
const [first, second] = ['first', 'second'].map((name) => join(folder, name));

function synthInto(outdir: string): void {
  const app = new App();
  new TodoChatbot(app, 'todo-chatbot', { version });
  synth(app, { outdir });
}

/** Bytes by path, as text that shows every byte. */
function filesIn(root: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => relative(root, join(parentPath, name))).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}

/** Files that are not the same, in words. */
function changesOf(was: ReadonlyMap<string, string>, is: ReadonlyMap<string, string>): string[] {
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
  return names.map((name) => `${name} is ${was.has(name) ? (is.has(name) ? 'changed' : 'gone') : 'new'}`);
}

beforeAll(() => {
  synthInto(first!);
  synthInto(second!);
});

test('dist/ is what synth writes', () => {
  // Packages are not committed.
  const committed = [...filesIn('dist')].filter(([name]) => !name.endsWith('.tgz'));
  const fresh = [...filesIn(first!)].filter(([name]) => !name.endsWith('.tgz'));
  const changes = changesOf(new Map(committed), new Map(fresh));
  if (changes.length > 0) throw new Error(`dist/ is stale; run npm run synth and commit dist/\n${changes.join('\n')}`);
  expect(fresh.length).toBeGreaterThan(100);
});

test('synth writes the same bytes twice, the package too', () => {
  expect(changesOf(filesIn(first!), filesIn(second!))).toEqual([]);
  expect(existsSync(join(first!, `charts/todo-chatbot-${version}.tgz`))).toBe(true);
});

test('a changed byte is noticed', () => {
  const files = filesIn(first!);
  const [name, text] = [...files][0]!;
  expect(changesOf(files, new Map(files).set(name, `${text} `))).toEqual([`${name} is changed`]);
  expect(changesOf(files, new Map([...files].slice(1)))).toEqual([`${name} is gone`]);
  expect(changesOf(new Map([...files].slice(1)), files)).toEqual([`${name} is new`]);
});

const templates = [...stack.chartFiles()].filter(([name]) => name.includes('templates/'));

test('a template holds one object, or includes the one that several subcharts have alike', () => {
  // But that of extraObjects, which holds as many as there are.
  const objects = templates.filter(([name]) => name.endsWith('.yaml') && name !== 'templates/extra-objects.yaml');
  const helpers = templates.find(([name]) => name === 'templates/_helpers.tpl')![1].split(/^(?=\{\{- define )/m);
  const whole = (text: string) => {
    // Alone, or under a condition.
    const name = /^(?:\{\{- if .+ }}\n?)?\{\{-? include ("todo-chatbot\.[a-z]+") \. }}\n?(?:\{\{-? end }}\n)?$/.exec(
      text,
    )?.[1];
    return name ? helpers.find((helper) => helper.startsWith(`{{- define ${name} -}}`))! : text;
  };
  expect(objects.filter(([, text]) => whole(text).match(/^kind: /gm)?.length !== 1).map(([name]) => name)).toEqual([]);
  expect(objects.filter(([, text]) => whole(text) !== text).length).toBeGreaterThan(5);
});

test('no line of a template ends in blanks', () => {
  expect(templates.filter(([, text]) => /[ \t]$/m.test(text)).map(([name]) => name)).toEqual([]);
});
