import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract, list } from 'tar';
import { packed } from './support/installed';

interface Package {
  /** Nothing for what nobody may import. */
  readonly exports: Record<string, { types: string; default: string } | string | null>;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
}

const { archive, folder } = packed();
let files: string[];
let about: Package;

beforeAll(() => {
  files = [];
  list({ file: archive, sync: true, onReadEntry: ({ path }) => files.push(path.replace(/^package\//, '')) });
  extract({ file: archive, cwd: folder, sync: true });
  about = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as Package;
});

test('holds compiled JavaScript with its types, what constructs read, and four files for people', () => {
  const others = files.filter((path) => !path.startsWith('lib/'));
  expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  const built = files.filter((path) => /\.(js|d\.ts)$/.test(path));
  expect(files.filter((path) => path.startsWith('lib/') && !built.includes(path)).sort()).toEqual([
    'lib/constructs/chatbot/guide.md',
    'lib/constructs/chatbot/try-chatbot.mjs',
    'lib/constructs/platform/create-secrets.mjs',
    'lib/constructs/platform/ollama.sh',
    'lib/constructs/values/weak-words.json',
  ]);
  const scripts = built.filter((path) => path.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(50);
  expect(scripts.filter((path) => !files.includes(path.replace(/\.js$/, '.d.ts')))).toEqual([]);
});

test('holds no apps, no tests and nothing of dist/', () => {
  expect(files.filter((path) => /(^|\/)(apps|test|dist|scripts|node_modules)\/|\.test\./.test(path))).toEqual([]);
});

test('has cdk8s and constructs as peers, and everything else that it loads as a dependency', () => {
  expect(Object.keys(about.peerDependencies).sort()).toEqual(['cdk8s', 'constructs']);
  const loaded = new Set(
    files
      .filter((path) => /^lib\/.*\.(js|d\.ts)$/.test(path))
      .flatMap((path) => [
        ...readFileSync(join(folder, 'package', path), 'utf8').matchAll(/(?:require\(|from )["']([@a-z][^"'$]*)["']/g),
      ])
      .map(([, name]) => name!)
      .filter((name) => !name.startsWith('node:')),
  );
  const known = { ...about.dependencies, ...about.peerDependencies };
  expect([...loaded].sort()).toEqual(Object.keys(known).sort());
});

test('every entry of its exports is there', () => {
  const targets = Object.values(about.exports).flatMap((entry) =>
    entry === null ? [] : typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  const isThere = (target: string) => {
    const [before, after] = target.replace('./', '').split('*');
    return files.some((path) =>
      after === undefined ? path === before : path.startsWith(before!) && path.endsWith(after),
    );
  };
  expect(targets.filter((target) => !isThere(target))).toEqual([]);
  expect(Object.keys(about.exports)).toEqual(expect.arrayContaining(['.', './imports', './upgrade', './package.json']));
});
