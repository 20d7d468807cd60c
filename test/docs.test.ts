import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Pages under a folder, without those that are generated. */
const under = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.md') && !path.startsWith(join('docs', 'reference')));

const readmes = (folder: string) =>
  readdirSync(folder)
    .map((name) => join(folder, name, 'README.md'))
    .filter((path) => existsSync(path));

const pages = ['README.md', 'examples/README.md', ...under('docs'), ...readmes('apps'), ...readmes('examples')];

const textOf = (page: string) => readFileSync(page, 'utf8');

/** A page without its examples: what stands in code links to nothing. */
const prose = (page: string) => textOf(page).replace(/^```.*?^```$/gms, '');

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): Set<string> {
  const counts = new Map<string, number>();
  const found = new Set<string>();
  for (const [, heading] of prose(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-');
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    found.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return found;
}

/** Where a page's links and pictures lead to, but for other sites. */
const links = (page: string) =>
  [
    ...prose(page)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g),
  ].map(([, target]) => target!);

/** What is wrong with a link; undefined when nothing is. */
function broken(page: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (file.startsWith('..') || !existsSync(file)) return `${page}: ${target} is not there`;
  if (anchor === undefined) return undefined;
  if (!file.endsWith('.md') || statSync(file).isDirectory()) return `${page}: ${target} has no headings`;
  return anchors(file).has(anchor) ? undefined : `${page}: ${target} has no such heading`;
}

test('every link and picture of the pages leads somewhere', () => {
  const all = pages.flatMap((page) => links(page).map((target) => ({ page, target })));
  expect(all.length).toBeGreaterThan(30);
  expect(all.map(({ page, target }) => broken(page, target)).filter(Boolean)).toEqual([]);
});

test('a link that leads nowhere is found', () => {
  expect(broken('docs/values.md', 'nothing.md')).toBe('docs/values.md: nothing.md is not there');
  expect(broken('docs/values.md', '../../etc/passwd')).toMatch(/is not there$/);
  expect(broken('docs/values.md', '#nowhere')).toBe('docs/values.md: #nowhere has no such heading');
  expect(broken('docs/values.md', 'design.md#nowhere')).toMatch(/has no such heading$/);
  expect(broken('docs/values.md', 'design.md#the-service-graph')).toBeUndefined();
});

test('every picture is on a page, with words for those who do not see it', () => {
  const shown = pages.flatMap((page) =>
    [...prose(page).matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, words, target]) => ({
      words: words!,
      file: join(dirname(page), target!),
    })),
  );
  const files = ['docs/graph', 'docs/images'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => !name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );
  expect([...new Set(shown.map(({ file }) => file))].toSorted()).toEqual(files.toSorted());
  expect(shown.filter(({ words }) => words.length < 10)).toEqual([]);
});

/** What the backend answers, by the decorators of its routers: `GET /api/tasks/{task_id}`. */
function backendRoutes(): string[] {
  const folder = 'apps/backend/todo_backend/routers';
  const modules = readdirSync(folder).filter((name) => name.endsWith('.py'));
  return modules.flatMap((name) => {
    const source = textOf(join(folder, name));
    const prefix = /^router = APIRouter\((?:prefix="([^"]*)")?/m.exec(source)?.[1] ?? '';
    const routes = [...source.matchAll(/^@router\.(get|post|put|patch|delete)\(\s*"([^"]*)"/gm)];
    expect({ name, routes: routes.length }).toEqual({ name, routes: source.match(/^@router\./gm)?.length ?? 0 });
    return routes.map(([, method, path]) => `${method!.toUpperCase()} ${prefix}${path!}`);
  });
}

test('the page of the backend names every route, and no other', () => {
  const named = textOf('docs/api/backend.md').matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/[\w/{}.-]*)/g);
  const routes = backendRoutes();
  expect(routes.length).toBeGreaterThan(30);
  expect([...new Set([...named].map(([, method, path]) => `${method!} ${path!}`))].toSorted()).toEqual(
    routes.toSorted(),
  );
});

test('the page of the model names every route, and no other', () => {
  const sources = readdirSync('apps/model/src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const route = /\b(?:GET|POST|PUT|PATCH|DELETE) \/[\w/]+/g;
  const inText = (text: string) => (text.match(route) ?? []).filter((one) => !/\/(healthz|readyz|metrics)$/.test(one));
  const routes = sources.flatMap((name) => inText(textOf(join('apps/model/src', name))));
  expect(routes.length).toBeGreaterThan(8);
  expect([...new Set(inText(textOf('docs/api/model.md')))].toSorted()).toEqual([...new Set(routes)].toSorted());
});

test('the sentences of the user guide are those that the offline model understands', () => {
  const { understand } = jest.requireActual<{ understand: (text: string, today: string) => { kind: string } }>(
    '../apps/model/src/rules/intent.ts',
  );
  const [, section = ''] = textOf('docs/user-guide.md').split('## What you can say');
  const rows = section.split('\n## ')[0]!.matchAll(/^\| (.*?) +\|/gm);
  const sentences = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/_([^_]+)_/g)].map(([, words]) => words!));
  expect(sentences.length).toBeGreaterThan(20);
  const missed = sentences.filter((words) => ['unknown', 'question'].includes(understand(words, '2026-11-21').kind));
  expect(missed).toEqual([]);
});
