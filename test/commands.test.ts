import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readOverlay } from './chart/support/stack';
import { findHelm } from './constructs/support/helm';
import { type Command, commandsOf, optionsOf } from './support/commands';
import { version } from '../package.json';

const GUIDE = 'dist/charts/todo-chatbot/README.md';
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  GUIDE,
  ...readdirSync('docs', { encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const commands = pages.flatMap((page) =>
  commandsOf(readFileSync(page, 'utf8')).map((command) => ({ page, command, line: command.join(' ') })),
);
const of = (program: RegExp) => commands.filter(({ command }) => program.test(command[0]!));

/** What a program says of itself; nothing where it is not there. */
function helpOf(program: string, ...words: string[]): string | undefined {
  const { status, stdout } = spawnSync(program, [...words, '--help'], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

const names = (help: string, option: string) => new RegExp(`(^|[\\s,])${option}(?![\\w-])`, 'm').test(help);
const unknown = (command: Command, help: string) => optionsOf(command).filter((option) => !names(help, option));

test('commands are found, with all that belongs to them', () => {
  const page = '```sh\nhelm a \\\n  --b=1 # why\n\n# note\nx | y -n 2 -- --z\n```\n```ts\nhelm no\n```\n';
  expect(commandsOf(page)).toEqual([['helm', 'a', '--b=1'], ['x'], ['y', '-n', '2', '--', '--z']]);
  expect(commandsOf(page).map(optionsOf)).toEqual([['--b'], [], ['-n']]);
  expect(commands.length).toBeGreaterThan(25);
});

describe.each([3, 4] as const)('Helm %i', (major) => {
  const helm = findHelm(major);

  (helm ? test : test.skip).each(of(/^helm$/))('knows what $page says: $line', ({ command }) => {
    const verbs = command[1] === 'get' ? command.slice(1, 3) : command.slice(1, 2);
    // Another name of the same, which the page says in words.
    const renamed = command.map((word) => (major === 3 ? word.replace('--rollback-on-failure', '--atomic') : word));
    expect(unknown(renamed, helpOf(helm!, ...verbs) ?? 'no such command')).toEqual([]);
  });
});

test.each(of(/^helm$/))('what $page names is there: $line', ({ page, line }) => {
  const folder = page === GUIDE ? 'dist/charts' : '.';
  const [chart] = /\S+\.tgz/.exec(line) ?? [];
  if (chart) expect(existsSync(join(folder, chart))).toBe(true);
  for (const [, file] of line.matchAll(/-f (\S+)/g)) expect(existsSync(file!)).toBe(true);
});

const OF_KUBECTL = spawnSync('kubectl', ['options'], { encoding: 'utf8' }).stdout;
const kubectl = helpOf('kubectl') === undefined ? test.skip : test;
kubectl.each(of(/^(\w+=\S+ )?kubectl$/))('kubectl knows what $page says: $line', ({ command }) => {
  // Options of kubectl itself may stand first.
  const [, , ...rest] = /^-n|^--namespace$/.test(command[1]!) ? command.slice(1) : ['', ...command];
  const verbs = rest[0] === 'create' ? rest.slice(0, rest[1] === 'secret' ? 3 : 2) : rest.slice(0, 1);
  const help = `${helpOf('kubectl', ...verbs) ?? 'no such command'}\n${OF_KUBECTL}`;
  expect(unknown(command, help)).toEqual([]);
});

test.each(of(/^scripts\//))('the script takes what $page says: $line', ({ command }) => {
  const help = readFileSync(command[0]!, 'utf8').split('\nset -')[0]!;
  expect(unknown(command, help)).toEqual([]);
});

test.each(of(/^npm$/))('npm knows what $page says: $line', ({ command }) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  if (command[1] === 'run') expect(Object.keys(scripts)).toContain(command[2]);
  else expect(['ci', 'install']).toContain(command[1]);
});

describe('the README of the chart', () => {
  const text = readFileSync(GUIDE, 'utf8');

  test('says every step, in this order', () => {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      ...['Prerequisites', 'Install', 'Test it', 'Upgrade', 'Roll back', 'Uninstall', 'Upgrade notes'],
      ...['Troubleshooting', 'Who may call whom', 'Values'],
    ]);
    expect(text).toContain(`todo-chatbot-${version}.tgz`);
    expect(text).not.toContain('VERSION');
  });

  test('shows values that the schema accepts, and names only values that are there', () => {
    for (const [, block] of text.matchAll(/^```yaml\n(.*?)^```$/gms)) readOverlay(block!);
    const [guide = '', reference = ''] = text.split('\n## Values\n');
    const rows = [...reference.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!);
    const said = [...guide.split('\n## Who may')[0]!.matchAll(/`([a-z]+(?:\.[a-zA-Z]+)+)`/g)].map(([, name]) => name!);
    expect(rows.length).toBeGreaterThan(300);
    expect(said.length).toBeGreaterThan(5);
    const isThere = (name: string) => rows.some((row) => row === name || row.startsWith(`${name}.`));
    expect(said.filter((name) => !isThere(name))).toEqual([]);
  });

  test('leads to no address but those that are set aside for examples', () => {
    const hosts = [...text.matchAll(/https?:\/\/([^/\s"`)]+)/g)].map(([, host]) => host!);
    expect(hosts.filter((host) => !/(^|\.)example\.com$|^api\.groq\.com$|^vllm\.models:8000$/.test(host))).toEqual([]);
  });
});
